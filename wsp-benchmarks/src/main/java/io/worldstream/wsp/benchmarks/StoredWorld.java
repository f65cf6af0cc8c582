package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.CatalogueFile;
import io.worldstream.wsp.adapter.file.FileOracleReader;
import io.worldstream.wsp.adapter.file.FileSpillSpace;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.source.Preparation.Planning;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.PushPolicy;
import io.worldstream.wsp.policy.ReadPolicy;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A world on disk with the two passes over it: the survey, and the stream to a sink that drops. Not thread-safe. */
final class StoredWorld {
    private final Path folder;
    private final WorldAccess access;
    private final Preparation preparation;
    private final Planning.Planned planned;

    /**
     * Opens a world.
     *
     * @param folder a folder that the test kit or {@code wsp world} wrote
     * @param limits the budgets
     * @param formats row formats in addition to JSON Lines
     */
    StoredWorld(Path folder, Limits limits, List<RowFormat> formats) throws IOException {
        this(folder, limits, formats, null);
    }

    /** @param sorted the store of sorted views, or null if rows are sorted at each start */
    StoredWorld(Path folder, Limits limits, List<RowFormat> formats, @Nullable SortedStore sorted) throws IOException {
        this(
                folder,
                FileOracleReader.builder()
                        .objectStoreRoot(folder.resolve("object_store"), "object_store")
                        .oracleRoot(folder.resolve("oracle"), "oracle")
                        .build(),
                limits,
                formats,
                sorted);
    }

    /** @param oracle reads the outputs, in the folder or elsewhere */
    StoredWorld(Path folder, OracleReader oracle, Limits limits, List<RowFormat> formats, @Nullable SortedStore sorted)
            throws IOException {
        this.folder = folder;
        SealedReads reads =
                new SealedReads(Duration.ofMinutes(1), SealedReads.MAX_OPEN_PARTS, new SystemClock(), () -> true);
        WorldAccess plain = new WorldAccess(
                        oracle, new RowFormats(formats), limits, new FileSpillSpace(folder.resolve("spill")), null)
                .withViews(sorted);
        // Through handles that are reopened, as in the engine.
        access = plain.over(reads, Cancellation.NEVER);
        preparation = new Preparation(
                plain,
                CatalogueFile.read(catalogue()),
                reads,
                StreamPolicy.defaults().withLimits(limits));
        Planning planning = preparation.plan(((ControlMessage.Ready) message()).signal(), Cancellation.NEVER);
        if (planning instanceof Planning.Refused refused) {
            throw new IllegalStateException("refused: " + refused.violations());
        }
        planned = (Planning.Planned) planning;
    }

    private StoredWorld(Path folder, WorldAccess access, Preparation preparation, Planning.Planned planned) {
        this.folder = folder;
        this.access = access;
        this.preparation = preparation;
        this.planned = planned;
    }

    /** Returns this world with another check of the bytes that are streamed. */
    StoredWorld withSecondLook(SecondLook look) {
        return new StoredWorld(folder, access.withSecondLook(look), preparation, planned);
    }

    private Path catalogue() {
        return folder.resolve("catalogue.json");
    }

    private ControlMessage message() throws IOException {
        try (Stream<Path> messages = Files.list(folder.resolve("control_bus").resolve(ReadySource.DEFAULT_TOPIC))) {
            return ControlMessages.read(
                    Files.readAllBytes(messages.findFirst().orElseThrow()), ReadySource.DEFAULT_TOPIC);
        }
    }

    WorldAccess access() {
        return access;
    }

    StreamPlan plan() {
        return planned.plan();
    }

    /** Returns the files of all parts, one part after another. */
    List<Path> parts() {
        return planned.parts().stream()
                .flatMap(List::stream)
                .map(part -> Path.of(part.path()))
                .toList();
    }

    Survey survey() {
        return survey(1);
    }

    Survey survey(int threads) {
        SurveyResult result = preparation.survey(planned, threads, Cancellation.NEVER);
        if (result instanceof SurveyResult.Refused refused) {
            throw new IllegalStateException("refused: " + refused.violations());
        }
        return ((SurveyResult.Surveyed) result).survey();
    }

    OrderedRows rows(Survey survey, long fromMicros) {
        return new OrderedRows(access, plan(), survey, fromMicros, ReadPolicy.DEFAULTS, PushPolicy.DEFAULTS);
    }

    /** Reads, verifies, merges and frames; drops the envelopes. */
    Streamed stream(Survey survey, long fromMicros, long mostEvents) throws IOException {
        EnvelopeFramer framer = new EnvelopeFramer(plan(), false);
        FramedEvent event = new FramedEvent();
        StreamDigest digest = new StreamDigest();
        long events = 0;
        long bytes = 0;
        try (OrderedRows rows = rows(survey, fromMicros)) {
            for (Row row = rows.next(); row != null; row = events < mostEvents ? rows.next() : null) {
                framer.frame(row, event);
                digest.add(event.id());
                bytes += event.view().remaining();
                events++;
            }
        }
        return new Streamed(events, bytes, digest.value());
    }

    /**
     * The result of a pass.
     *
     * @param events the number of events
     * @param bytes the size of their envelopes
     * @param digest the stream's digest
     */
    record Streamed(long events, long bytes, Hex64 digest) {}
}
