package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.InMemoryReadySource;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sealed world that was written (contracts 1 to 4): where its documents are and what they say. Immutable. */
public final class World {
    /** The file name of the catalogue in the world's directory. */
    static final String CATALOGUE = "catalogue.json";

    private final @Nullable Path directory;
    private final Pins pins;
    private final List<SealedOutput> outputs;
    private final ObjectNode catalogue;
    private final String factsViewRef;
    private final byte[] factsView;
    private final String messageId;
    private final String messagePath;
    private final byte[] readyMessage;

    World(
            @Nullable Path directory,
            Pins pins,
            List<SealedOutput> outputs,
            ObjectNode catalogue,
            String factsViewRef,
            byte[] factsView,
            String messageId,
            String messagePath,
            byte[] readyMessage) {
        this.directory = directory;
        this.pins = pins;
        this.outputs = List.copyOf(outputs);
        this.catalogue = catalogue;
        this.factsViewRef = factsViewRef;
        this.factsView = factsView;
        this.messageId = messageId;
        this.messagePath = messagePath;
        this.readyMessage = readyMessage;
    }

    /** Starts a bank's month: generated rows in one or more of the platform's traffic outputs. */
    public static WorldBuilder bankMonth() {
        return new WorldBuilder();
    }

    /** Starts a world of rows that the caller brings. */
    public static RowWorldBuilder ofRows() {
        return new RowWorldBuilder();
    }

    /** The run that the world's READY announces. */
    public RunId runId() {
        return pins.runId();
    }

    /** The run's pins. */
    public Pins pins() {
        return pins;
    }

    /** The rows of each traffic output, in the order of the facts view; zero where an output is empty. */
    public Map<OutputId, Long> counts() {
        Map<OutputId, Long> counts = new LinkedHashMap<>();
        outputs.stream()
                .filter(SealedOutput::isTraffic)
                .forEach(output -> counts.put(output.entry().outputId(), output.rows()));
        return Collections.unmodifiableMap(counts);
    }

    /** The rows of all traffic outputs. */
    public long events() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The locator path of an output, as the facts view had it before any edit. */
    public String locatorPath(OutputId outputId) {
        return output(outputId).locatorPath();
    }

    /** The content digest of an output, as the facts view had it before any edit. */
    public String contentDigest(OutputId outputId) {
        return output(outputId).digestHex();
    }

    /** The catalogue as a value, read from the document after its edits; values that are no catalogue throw. */
    public Catalogue catalogue() {
        return CatalogueDocument.parse(catalogue);
    }

    /** The catalogue as a JSON document. */
    public byte[] catalogueJson() {
        return Json.bytes(catalogue);
    }

    /** The catalogue as a YAML document. */
    public String catalogueYaml() {
        return CatalogueDocument.yaml(catalogue);
    }

    /** The reference by which READY names the facts view. */
    public String factsViewRef() {
        return factsViewRef;
    }

    /** The stored facts view. */
    public byte[] factsView() {
        return factsView.clone();
    }

    /** The {@code message_id} of the READY message. */
    public String messageId() {
        return messageId;
    }

    /** The whole READY message. */
    public byte[] readyMessage() {
        return readyMessage.clone();
    }

    /** Publishes the READY message under its {@code message_id}. */
    public void announceOn(InMemoryReadySource source) {
        source.publish(messageId, readyMessage);
    }

    /** The directory of a world on disk. */
    public Path directory() {
        if (directory == null) {
            throw new IllegalStateException("this world is in memory: it has no paths");
        }
        return directory;
    }

    /** The root of the control bus on disk. */
    public Path controlBusRoot() {
        return directory().resolve(WorldStore.CONTROL_BUS);
    }

    /** The root of the object store on disk. */
    public Path objectStoreRoot() {
        return directory().resolve(WorldStore.OBJECT_STORE);
    }

    /** The root of the oracle store on disk. */
    public Path oracleRoot() {
        return directory().resolve(WorldStore.ORACLE);
    }

    /** The catalogue on disk. */
    public Path catalogueFile() {
        return directory().resolve(CATALOGUE);
    }

    /** The READY message on disk. */
    public Path readyFile() {
        return directory().resolve(messagePath);
    }

    /** The run, what it streams, and where it lies. */
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
