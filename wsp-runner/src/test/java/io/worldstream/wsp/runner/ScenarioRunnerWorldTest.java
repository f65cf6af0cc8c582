package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contracts 13: a world as the platform's Scenario Runner announces it, whose engine wrote to folders of another
 * machine, in one output of the Scenario Runner's own list and in parts that are not in event-time order.
 */
final class ScenarioRunnerWorldTest {
    private static final String ENGINE_ROOT = "/mnt/engine/runs/local_full_run-5";
    private static final int PARTS = 4;
    private static final int EVENTS = 400;
    private static final long FIRST_MICROS = 1_767_225_600_000_000L;
    private static final DateTimeFormatter MICROS_FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Catalogue.Output TRAFFIC = new Catalogue.Output(
            new OutputId("s3_event_stream_with_fraud_6B"),
            List.of("flow_id", "event_seq"),
            List.of("gate.layer3.6B.validation"),
            "scope_seed_manifest_fingerprint_scenario_id");

    @TempDir
    Path temp;

    /** The rows of a part: each part spans the whole time, and none is in order. */
    private static List<Integer> rowsOf(int part) {
        return IntStream.range(0, EVENTS / PARTS)
                .map(i -> part + PARTS * ((i * 37) % (EVENTS / PARTS)))
                .boxed()
                .toList();
    }

    private static long micros(int row) {
        return FIRST_MICROS + row * 1_000_003L;
    }

    private static PartRows jsonLines(int part) {
        return PartRows.of(rowsOf(part).stream()
                .map(row -> ("{\"flow_id\":%d,\"event_seq\":%d,\"ts_utc\":\"%s\",\"amount\":%d.25,"
                                + "\"is_fraud\":%b}")
                        .formatted(row / 2, row % 2, timestamp(row), row, row % 7 == 0))
                .toList());
    }

    private static String timestamp(int row) {
        return MICROS_FORM.format(Instant.EPOCH.plus(micros(row), ChronoUnit.MICROS));
    }

    private Path zstd(int part) throws IOException {
        List<ParquetFile.Row> rows = new ArrayList<>();
        for (int row : rowsOf(part)) {
            rows.add(group -> group.append("flow_id", row / 2L)
                    .append("event_seq", row % 2)
                    .append("ts_utc", micros(row))
                    .append("amount", row + 0.25)
                    .append("is_fraud", row % 7 == 0));
        }
        return ParquetFile.write(
                temp.resolve("part-" + part + ".parquet"),
                CompressionCodecName.ZSTD,
                "required int64 flow_id; required int32 event_seq; required int64 ts_utc (TIMESTAMP(MICROS,true));"
                        + " required double amount; required boolean is_fraud;",
                rows);
    }

    private record Streamed(JsonNode summary, List<String> envelopes) {}

    /** Writes the world with the engine's own paths, and streams it with the one switch. */
    private Streamed stream(String name, RowWorldBuilder rows) throws IOException {
        World world = rows.contract(EnvelopeContract.V1)
                .editFactsView(ScenarioRunnerWorldTest::spellAsTheEngine)
                .writeTo(temp.resolve(name));
        Path config = Files.writeString(world.directory().resolve("wsp.yaml"), """
                control_bus: {root: control_bus}
                object_store: {root: object_store}
                oracle: {root: oracle, aliases: {"%s": oracle}}
                catalogue: catalogue.json
                state: {root: state}
                """.formatted(ENGINE_ROOT));
        try (EmbeddedGate gate =
                EmbeddedGate.builder().envelopeContract(EnvelopeContract.V1).start()) {
            Shell shell = new Shell();
            shell.streams(0, config.toString(), gate, "--set", "policy.envelope_contract=v1");
            return new Streamed(
                    shell.line(),
                    gate.admitted().stream()
                            .map(request -> request.body().replaceAll("\"emitted_at_utc\":\"[^\"]*\",?", ""))
                            .toList());
        }
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

    @Test
    void jsonLinesAndZstdParquet_withOneSwitch_streamTheSameEvents() throws IOException {
        List<PartRows> lines = IntStream.range(0, PARTS)
                .mapToObj(ScenarioRunnerWorldTest::jsonLines)
                .toList();
        List<Path> files = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            files.add(zstd(part));
        }

        Streamed json = stream("json", World.ofRows().output(TRAFFIC, lines));
        Streamed parquet = stream("parquet", World.ofRows().storedOutput(TRAFFIC, ".parquet", files));

        assertThat(json.envelopes()).hasSize(EVENTS).containsExactlyInAnyOrderElementsOf(parquet.envelopes());
        assertThat(json.summary().get("stream_digest"))
                .isEqualTo(parquet.summary().get("stream_digest"));
        assertThat(json.summary().get("notes")).isEmpty();
        assertThat(parquet.summary().get("notes")).isEmpty();
    }
}
