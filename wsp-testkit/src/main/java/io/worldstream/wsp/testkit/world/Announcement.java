package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes the announcement of a sealed world: catalogue, facts view and, last, the READY message (contracts 1 to 3, 13). */
final class Announcement {
    private static final String TOPIC = ReadySource.DEFAULT_TOPIC;
    private static final String PUBLISHED_AT = "2026-02-01T00:00:00.000000Z";

    private final Pins pins;
    private final UnaryOperator<ObjectNode> readyEdit;
    private final UnaryOperator<ObjectNode> messageEdit;
    private final UnaryOperator<ObjectNode> catalogueEdit;

    Announcement(
            Pins pins,
            UnaryOperator<ObjectNode> readyEdit,
            UnaryOperator<ObjectNode> messageEdit,
            UnaryOperator<ObjectNode> catalogueEdit) {
        this.pins = pins;
        this.readyEdit = readyEdit;
        this.messageEdit = messageEdit;
        this.catalogueEdit = catalogueEdit;
    }

    World announce(
            WorldStore store,
            @Nullable Path directory,
            List<SealedOutput> outputs,
            List<Catalogue.Output> otherEntries,
            ObjectNode factsView)
            throws IOException {
        List<Catalogue.Output> entries = new ArrayList<>();
        outputs.forEach(output -> entries.add(output.entry()));
        entries.addAll(otherEntries);
        ObjectNode catalogue = catalogueEdit.apply(CatalogueDocument.of("testkit.v1", entries));
        if (directory == null) {
            store.write(World.CATALOGUE, Json.bytes(catalogue));
        } else {
            // Two runs may share a directory and its catalogue, the only file that is not sealed.
            Files.write(directory.resolve(World.CATALOGUE), Json.bytes(catalogue));
        }

        String factsViewRef = "fraud-platform/sr/run_facts_view/" + pins.runId() + ".json";
        byte[] factsViewBytes = Json.bytes(factsView);
        store.write(WorldStore.OBJECT_STORE + "/" + factsViewRef, factsViewBytes);

        String bundleHash = factsView.path("bundle_hash").asText();
        String messageId = Sha256.hex("ready|" + pins.runId() + "|" + bundleHash);
        byte[] message = Json.bytes(messageEdit.apply(message(messageId, factsViewRef, bundleHash)));
        String messagePath = WorldStore.CONTROL_BUS + "/" + TOPIC + "/" + messageId + ".json";
        store.write(messagePath, message);
        return new World(
                directory,
                pins,
                outputs,
                catalogue,
                new SealedDocument(factsViewRef, factsViewBytes),
                messageId,
                new SealedDocument(messagePath, message));
    }

    private ObjectNode message(String messageId, String factsViewRef, String bundleHash) {
        ObjectNode ready = Json.object()
                .put("run_id", pins.runId().value())
                .put("facts_view_ref", factsViewRef)
                .put("bundle_hash", bundleHash)
                .put("emitted_at_utc", PUBLISHED_AT);
        PlatformDocuments platform = PlatformDocuments.of(pins);
        if (platform != null) {
            platform.announce(ready, messageId);
        }
        ObjectNode message =
                Json.object().put("topic", TOPIC).put("message_id", messageId).put("published_at_utc", PUBLISHED_AT);
        message.putObject("attributes").put("kind", "READY");
        message.put("partition_key", pins.runId().value());
        message.set("payload", readyEdit.apply(ready));
        return message;
    }
}
