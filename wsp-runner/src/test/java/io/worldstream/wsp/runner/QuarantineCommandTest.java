package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsp quarantine list}, and what a summary says of quarantined events. */
@Timeout(300)
final class QuarantineCommandTest {
    private static final int EVENTS = 120;
    private static final int QUARANTINED = 12;

    @TempDir
    Path temp;

    private String config = "";
    private String run = "";
    private Path state = Path.of("");

    @BeforeEach
    void aWorld() {
        Path world = temp.resolve("world");
        JsonNode made = Shell.world(world, EVENTS);
        config = made.get("config").textValue();
        run = made.get("run_id").textValue();
        state = world.resolve("state");
    }

    /** Quarantines every tenth request. */
    private static EmbeddedGate quarantining() {
        GateScript script = request -> request.number() % 10 == 0
                ? GateBehaviour.quarantine(200, "SCHEMA_FAIL", "PIN_FAIL")
                : GateBehaviour.answer();
        return EmbeddedGate.builder().script(script).start();
    }

    private String[] list(String... more) {
        return Stream.concat(Stream.of("quarantine", "list", "--config", config), Stream.of(more))
                .toArray(String[]::new);
    }

    private String fault(String... args) {
        Shell shell = new Shell();
        assertThat(shell.run(args)).as(String.join(" ", args)).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        return shell.err();
    }

    @Test
    void quarantine_withoutSubcommand_isAUsageFault() {
        assertThat(fault("quarantine"))
                .contains(
                        "Usage: wsp quarantine",
                        "Missing required subcommand; to list dead letters, type wsp quarantine list --config FILE"
                                + " --run RUN_ID");
        assertThat(fault("state")).contains("to prepare a database, type wsp state init --config FILE");
        assertThat(fault("quarantine", "lst")).contains("lst");
        assertThat(fault("quarantine", "list")).contains("--config=FILE", "--run=RUN_ID", "Missing required options");
    }

    @Test
    void list_unknownRun_isAUsageFaultThatNamesTheFolder() throws IOException {
        assertThat(fault(list("--run", run)))
                .isEqualTo("wsp: state.root: the folder " + state + " does not exist; wsp run creates it\n");
        Files.createDirectory(state);
        assertThat(fault(list("--run", run)))
                .isEqualTo("wsp: --run: no record of run " + run + " in " + state.resolve("runs")
                        + "; check the id (wsp status lists the saved runs)\n");
        assertThat(fault(list("--run", "run 7"))).startsWith("wsp: --run: ");
    }

    @Test
    void list_runWithoutDeadLetters_saysSo() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Shell stream = new Shell();
            stream.streams(0, config, gate);
            assertThat(stream.line().get("notes").toString()).doesNotContain("quarantine");
        }
        Shell shell = new Shell();
        assertThat(shell.run(list("--run", run))).isZero();
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .isEqualTo("wsp: no dead letters of run " + run + " in "
                        + state.resolve("dead_letter").resolve(run) + "\n");
        Shell json = new Shell();
        assertThat(json.run(list("--run", run, "--json"))).isZero();
        assertThat(json.out() + json.err()).isEmpty();
    }

    @Test
    void list_twelveOf120Quarantined_printsTwelveLinesAndTheSummarySaysSo() {
        List<String> ids;
        try (EmbeddedGate gate = quarantining()) {
            Shell stream = new Shell();
            stream.streams(0, config, gate);
            JsonNode summary = stream.line();
            assertThat(summary.get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(summary.get("events").get("quarantined").intValue()).isEqualTo(QUARANTINED);
            assertThat(summary.get("events").get("dead_lettered").intValue()).isZero();
            assertThat(summary.get("notes").toString())
                    .contains("12 events were quarantined by the gate; the reasons are in "
                            + state.resolve("dead_letter").resolve(run) + ": wsp quarantine list");
            ids = gate.quarantined().stream()
                    .map(each ->
                            Shell.json(each.request().body()).get("event_id").textValue())
                    .toList();
        }
        Shell text = new Shell();
        assertThat(text.run(list("--run", run))).isZero();
        assertThat(text.out().lines())
                .hasSize(QUARANTINED)
                .allMatch(line -> line.matches(
                        "[0-9a-f]{64}  \\S+  2026-01-\\S+Z  SCHEMA_FAIL,PIN_FAIL  [0-9a-f]{32}  gate_quarantine"
                                + "  stream#event=[0-9]+"));
        assertThat(text.err()).isEmpty();

        Shell json = new Shell();
        assertThat(json.run(list("--run", run, "--json"))).isZero();
        assertThat(json.lines())
                .extracting(line -> line.get("event_id").textValue())
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(json.lines()).allSatisfy(line -> {
            assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "event_id",
                            "event_type",
                            "ts_utc",
                            "reason_codes",
                            "receipt_id",
                            "kind",
                            "position",
                            "reason",
                            "redriven");
            assertThat(line.get("kind").textValue()).isEqualTo("gate_quarantine");
            assertThat(line.get("reason_codes").toString()).isEqualTo("[\"SCHEMA_FAIL\",\"PIN_FAIL\"]");
            assertThat(line.get("reason").textValue()).isEqualTo("the gate quarantined it: SCHEMA_FAIL, PIN_FAIL");
            assertThat(line.get("redriven").isNull()).isTrue();
        });
    }

    @Test
    void list_otherKinds_areListedToo() {
        GateScript script = request -> request.number() == 3
                ? GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}")
                : GateBehaviour.answer();
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            new Shell().streams(0, config, gate, "--set", "policy.on_rejected=dead_letter");
        }
        Shell text = new Shell();
        assertThat(text.run(list("--run", run))).isZero();
        assertThat(text.out())
                .matches("[0-9a-f]{64}  \\S+  2026-01-\\S+Z  INGRESS_REJECTED  -  event  stream#event=[0-9]+\n");
    }

    @Test
    void list_damagedRecord_namesTheFile() throws IOException {
        try (EmbeddedGate gate = quarantining()) {
            new Shell().streams(0, config, gate);
        }
        Path folder = state.resolve("dead_letter").resolve(run);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                Files.writeString(file, "{");
            }
        }
        Shell shell = new Shell();
        assertThat(shell.run(list("--run", run))).isEqualTo(1);
        assertThat(shell.err()).startsWith("wsp: QUARANTINE_CORRUPT: the dead letter " + folder);
    }
}
