package io.worldstream.wsp.tests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A world of the platform's second generation as its engine seals it: zstd Parquet in parts that are not in event-time
 * order, each over the whole time, under the paths of the engine's own machine.
 */
final class FieldWorld {
    /** The folder by which the world's documents name its files. */
    static final String ENGINE_ROOT = "/mnt/engine/runs/local_full_run-5";

    static final int FLOWS = 40;

    /** Events of one flow in a row, so that several of them would be in flight at once if nothing kept their order. */
    private static final int BURST = 5;

    private static final int PARTS = 4;
    /** Coprime to the rows of a part. */
    private static final int STRIDE = 37;

    private static final long FIRST_MICROS = 1_767_225_600_000_000L;
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message row { required int64 flow_id; required int32 event_seq;
              required int64 ts_utc (TIMESTAMP(MICROS,true)); required double amount; required boolean is_fraud; }
            """);
    private static final Catalogue.Output TRAFFIC = new Catalogue.Output(
            new OutputId("s3_event_stream_with_fraud_6B"),
            List.of("flow_id", "event_seq"),
            List.of("gate.layer3.6B.validation"),
            "scope_seed_manifest_fingerprint_scenario_id");

    private FieldWorld() {}

    /** Writes a world below a folder, and its objects to the bucket; {@code events} is a multiple of 400. */
    static World seal(int events, Path folder, FieldBucket bucket) throws IOException {
        List<Path> parts = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            parts.add(write(part, events, folder.resolve("part-" + part + ".parquet")));
        }
        World world = World.ofRows()
                .storedOutput(TRAFFIC, ".parquet", parts)
                .contract(EnvelopeContract.V1)
                .editFactsView(FieldWorld::spellAsTheEngine)
                .writeTo(folder.resolve("world"));
        bucket.upload(world.objectStoreRoot(), "object_store");
        bucket.upload(world.oracleRoot(), "oracle");
        return world;
    }

    private static Path write(int part, int events, Path file) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            int rows = events / PARTS;
            for (int n = 0; n < rows; n++) {
                int row = part + PARTS * (n * STRIDE % rows);
                writer.write(new SimpleGroup(SCHEMA)
                        .append("flow_id", (long) row / BURST % FLOWS)
                        .append("event_seq", row / (BURST * FLOWS) * BURST + row % BURST)
                        .append("ts_utc", FIRST_MICROS + row * 1_000_003L)
                        .append("amount", row + 0.25)
                        .append("is_fraud", row % 7 == 0));
            }
        }
        return file;
    }

    private static ObjectNode spellAsTheEngine(ObjectNode view) {
        List<ObjectNode> objects = new ArrayList<>();
        view.get("locators").forEach(locator -> objects.add((ObjectNode) locator));
        view.get("instance_receipts").forEach(receipt -> objects.add((ObjectNode) receipt.get("target_ref")));
        objects.forEach(locator ->
                locator.put("path", ENGINE_ROOT + "/" + locator.get("path").textValue()));
        view.get("gate_receipts").forEach(receipt -> {
            ObjectNode artifacts = (ObjectNode) receipt.get("artifacts");
            artifacts
                    .properties()
                    .forEach(path -> artifacts.put(
                            path.getKey(), ENGINE_ROOT + "/" + path.getValue().textValue()));
        });
        return view;
    }
}
