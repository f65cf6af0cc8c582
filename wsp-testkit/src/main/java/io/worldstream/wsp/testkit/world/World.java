package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.OutputPolicy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A written sealed world (contracts 1 to 4, 13): the locations and contents of its documents. Immutable. */
public final class World {
    /** The file name of the catalogue in the world's directory. */
    static final String CATALOGUE = "catalogue.json";

    private final @Nullable Path directory;
    private final Pins pins;
    private final List<SealedOutput> outputs;
    private final ObjectNode catalogue;
    private final SealedDocument factsView;
    private final String messageId;
    private final SealedDocument readyMessage;

    /**
     * @param factsView the facts view, below the root of the object store
     * @param readyMessage the READY message, below the directory
     */
    World(
            @Nullable Path directory,
            Pins pins,
            List<SealedOutput> outputs,
            ObjectNode catalogue,
            SealedDocument factsView,
            String messageId,
            SealedDocument readyMessage) {
        this.directory = directory;
        this.pins = pins;
        this.outputs = List.copyOf(outputs);
        this.catalogue = catalogue;
        this.factsView = factsView;
        this.messageId = messageId;
        this.readyMessage = readyMessage;
    }

    /** Returns a builder of a bank's month: generated rows in one or more of the platform's outputs. */
    public static WorldBuilder bankMonth() {
        return new WorldBuilder();
    }

    /** Returns a builder of a world of rows that the caller supplies. */
    public static RowWorldBuilder ofRows() {
        return new RowWorldBuilder();
    }

    /** Returns the run that the world's READY announces. */
    public RunId runId() {
        return pins.runId();
    }

    /** Returns the run's pins. */
    public Pins pins() {
        return pins;
    }

    /** Returns the generation of the world's READY and facts view, which {@link EnvelopePolicy#contract} must match. */
    public EnvelopeContract contract() {
        return PlatformDocuments.of(pins) == null ? EnvelopeContract.V0 : EnvelopeContract.V1;
    }

    /** Returns the number of rows of each traffic output, in the order of the facts view; zero for an empty output. */
    public Map<OutputId, Long> counts() {
        return counts(SealedOutput::isTraffic);
    }

    /**
     * Returns the number of rows of each output that a host may name in {@link OutputPolicy#contextOutputs}: not traffic,
     * and no truth product. In the order of the facts view.
     */
    public Map<OutputId, Long> contextCounts() {
        return counts(SealedOutput::isContext);
    }

    private Map<OutputId, Long> counts(Predicate<SealedOutput> which) {
        Map<OutputId, Long> counts = new LinkedHashMap<>();
        outputs.stream()
                .filter(which)
                .forEach(output -> counts.put(output.entry().outputId(), output.rows()));
        return Collections.unmodifiableMap(counts);
    }

    /** Returns the number of rows of all traffic outputs. */
    public long events() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the locator path of an output, as in the facts view before any edit. */
    public String locatorPath(OutputId outputId) {
        return output(outputId).locatorPath();
    }

    /** Returns the content digest of an output, as in the facts view before any edit. */
    public String contentDigest(OutputId outputId) {
        return output(outputId).digestHex();
    }

    /**
     * Returns the catalogue as a value, parsed from the document after its edits; throws if the edits left no valid
     * catalogue.
     */
    public Catalogue catalogue() {
        return CatalogueDocument.parse(catalogue);
    }

    /** Returns the catalogue as a JSON document. */
    public byte[] catalogueJson() {
        return Json.bytes(catalogue);
    }

    /** Returns the catalogue as a YAML document. */
    public String catalogueYaml() {
        return CatalogueDocument.yaml(catalogue);
    }

    /** Returns the reference with which READY names the facts view. */
    public String factsViewRef() {
        return factsView.path();
    }

    /** Returns the stored facts view. */
    public byte[] factsView() {
        return factsView.bytes();
    }

    /** Returns the {@code message_id} of the READY message. */
    public String messageId() {
        return messageId;
    }

    /** Returns the whole READY message. */
    public byte[] readyMessage() {
        return readyMessage.bytes();
    }

    /** Publishes the READY message under its {@code message_id}. */
    public void announceOn(ControlBus bus) {
        bus.publish(messageId, readyMessage.bytes());
    }

    /** Returns the directory of a world on disk. */
    public Path directory() {
        if (directory == null) {
            throw new IllegalStateException("this world is in memory and has no paths; write it with writeTo");
        }
        return directory;
    }

    /** Returns the root of the control bus on disk. */
    public Path controlBusRoot() {
        return directory().resolve(WorldStore.CONTROL_BUS);
    }

    /** Returns the root of the object store on disk. */
    public Path objectStoreRoot() {
        return directory().resolve(WorldStore.OBJECT_STORE);
    }

    /** Returns the root of the oracle store on disk. */
    public Path oracleRoot() {
        return directory().resolve(WorldStore.ORACLE);
    }

    /** Returns the catalogue file on disk. */
    public Path catalogueFile() {
        return directory().resolve(CATALOGUE);
    }

    /** Returns the file of the READY message on disk. */
    public Path readyFile() {
        return directory().resolve(readyMessage.path());
    }

    /** Describes the run, its outputs and its location. */
    @Override
    public String toString() {
        return "World[run " + runId() + ", events " + counts() + ", "
                + (directory == null ? "in memory" : "in " + directory) + "]";
    }

    private SealedOutput output(OutputId outputId) {
        return outputs.stream()
                .filter(output -> output.entry().outputId().equals(outputId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the world has no output " + outputId));
    }
}
