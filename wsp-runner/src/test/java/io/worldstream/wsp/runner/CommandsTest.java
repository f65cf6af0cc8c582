package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in one process, against the embedded gate. */
@Timeout(300)
final class CommandsTest {
    private static final int EVENTS = 60;

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private Path folder = Path.of("");
    private String config = "";

    @BeforeEach
    void aWorld() {
        folder = temp.resolve("world");
        config = Shell.world(folder, EVENTS, "--parts", "3", "--gzip")
                .get("config")
                .textValue();
    }

    private int run(EmbeddedGate gate, String... more) {
        return shell.stream(config, gate, more);
    }

    @Test
    void worldPrintsWhereEverythingIs() {
        Path out = temp.resolve("other");
        JsonNode paths = Shell.world(out, 7, "--seed", "18446744073709551615");
        assertThat(paths.fieldNames())
                .toIterable()
                .containsExactly(
                        "config", "ready", "control_bus", "object_store", "oracle", "catalogue", "run_id", "events");
        assertThat(paths.get("events").intValue()).isEqualTo(7);
        for (String path : List.of("config", "ready", "control_bus", "object_store", "oracle", "catalogue")) {
            assertThat(Path.of(paths.get(path).textValue())).exists().startsWith(out);
        }
    }

    @Test
    void runStreamsWhatIsThereAndPrintsOneLine() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run(gate)).isZero();
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
        JsonNode line = shell.line();
        assertThat(line.get("status").textValue()).isEqualTo("COMPLETED");
        assertThat(line.get("events").get("admitted").intValue()).isEqualTo(EVENTS);
        assertThat(line.get("speed").get("asked").textValue()).isEqualTo("max");
        assertThat(folder.resolve("state")).isDirectory();
    }

    @Test
    void whatWasAcknowledgedIsNotHandledAgain() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run(gate)).isZero();
            Shell again = new Shell();
            assertThat(again.run("run", "--once", "--config", config, "--set", "ingress.url=" + gate.url()))
                    .isZero();
            assertThat(again.out()).isEmpty();
        }
    }

    @Test
    void previewIsWhatTheGateReceives() throws IOException {
        Path file = temp.resolve("preview.jsonl");
        Shell preview = new Shell();
        assertThat(preview.run("preview", "--config", config, "--out", file.toString()))
                .isZero();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run(gate)).isZero();
            assertThat(Files.readAllLines(file))
                    .isEqualTo(gate.arrived().stream().map(GateRequest::body).toList());
        }
        assertThat(preview.line().get("stream_digest")).isEqualTo(shell.line().get("stream_digest"));
        assertThat(preview.line().get("plan_digest")).isEqualTo(shell.line().get("plan_digest"));

        assertThat(preview.run("preview", "--config", config, "--out", "-")).isZero();
        assertThat(preview.out().lines().skip(1)).isEqualTo(Files.readAllLines(file));
        assertThat(preview.err()).contains("\"status\":\"COMPLETED\"");
    }

    @Test
    void explainAndPreviewTouchNeitherStateNorGate() throws IOException {
        assertThat(shell.run("explain", "--config", config)).isZero();
        assertThat(shell.out())
                .contains("plan digest", "arrival_events_5B", "gate.layer2.5B.validation: PASS", "planned", "all rows");
        assertThat(shell.run(
                        "preview",
                        "--config",
                        config,
                        "--out",
                        temp.resolve("p").toString()))
                .isZero();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("control_bus", "object_store", "oracle", "catalogue.json", "wsp.yaml");
        }
    }

    @Test
    void explainForPrograms() {
        assertThat(shell.run("explain", "--config", config, "--json")).isZero();
        JsonNode line = shell.line();
        assertThat(line.get("status").textValue()).isEqualTo("COMPLETED");
        assertThat(line.get("plan").get("digest")).isEqualTo(line.get("plan_digest"));
        assertThat(line.get("plan").get("targets")).hasSize(2);
        assertThat(line.get("plan").get("pins").get("seed").textValue()).isEqualTo("42");
    }

    @Test
    void aRefusalNamesEveryViolationAndExitsWithThree() throws IOException {
        Path view = onlyFile(folder.resolve("object_store"), ".json", "run_facts_view");
        Files.writeString(
                view, Files.readString(view).replace("\"STREAM\"", "\"PULL\"").replace("baseline_v1", "other"));
        assertThat(shell.run("explain", "--config", config)).isEqualTo(3);
        assertThat(shell.out()).contains("REFUSED", "DELIVERY_MODE_PULL", "BUNDLE_HASH_MISMATCH");

        Path out = temp.resolve("nothing.jsonl");
        assertThat(new Shell().run("preview", "--config", config, "--out", out.toString()))
                .isEqualTo(3);
        assertThat(out).doesNotExist();

        Shell runs = new Shell();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(runs.run("run", "--once", "--config", config, "--set", "ingress.url=" + gate.url()))
                    .isEqualTo(3);
            assertThat(gate.requests()).isZero();
        }
        assertThat(runs.line().get("status").textValue()).isEqualTo("REFUSED");
        assertThat(runs.line().get("violations").findValuesAsText("code")).contains("DELIVERY_MODE_PULL");
    }

    @Test
    void aReadyWithoutAUsableRunIsRefusedWithoutARun() throws IOException {
        Path ready = onlyFile(folder.resolve("control_bus"), ".json", "");
        Files.writeString(ready, Files.readString(ready).replaceAll("\"run_id\":\"[0-9a-f]+\"", "\"run_id\":\"x\""));
        for (String[] args : new String[][] {
            {"run", "--once", "--config", config, "--set", "ingress.url=http://localhost:1"},
            {"explain", "--json", "--config", config},
            {"explain", "--json", "--config", config, "--ready", ready.toString()}
        }) {
            Shell each = new Shell();
            assertThat(each.run(args)).isEqualTo(3);
            assertThat(each.line().get("run_id").isNull()).isTrue();
            assertThat(each.line().get("reason").textValue()).isEqualTo("READY_INVALID");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"state.root", "checkpoint.root", "dead_letter.root", "survey.root", "sorted.root", "spill.root"})
    void run_folderCannotBeWrittenTo_isUsage(String key) throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            for (Path place : List.of(file, file.resolve("below"))) {
                Shell each = new Shell();
                each.streams(2, config, gate, "--set", key + "=" + place);
                assertThat(each.err())
                        .isEqualTo("wsp: " + key + ": " + file + " is not a folder that can be written to\n");
                assertThat(each.out()).isEmpty();
            }
            assertThat(gate.arrived()).isEmpty();
        }
    }

    @Test
    void aHaltExitsWithFour() {
        GateScript script = GateScript.onRequest(5, GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA\"}"));
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            assertThat(run(gate)).isEqualTo(4);
        }
        assertThat(shell.line().get("status").textValue()).isEqualTo("HALTED");
        assertThat(shell.line().get("reason").textValue()).isEqualTo("INGRESS_REJECTED");
    }

    @Test
    void theLargestCodeOfSeveralReadysCounts() throws IOException {
        Path topic = folder.resolve("control_bus/fp.bus.control.v1");
        Path ready = onlyFile(topic, ".json", "");
        String conflict = Files.readString(ready).replaceAll("\"bundle_hash\":\"..", "\"bundle_hash\":\"00");
        Files.writeString(topic.resolve("zzz.json"), conflict.replaceAll("\"message_id\":\"..", "\"message_id\":\"zz"));
        Files.writeString(topic.resolve("junk.json"), "{\"topic\":");
        Files.writeString(topic.resolve("foreign.json"), "{\"topic\":\"another\"}");
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run(gate)).isEqualTo(3);
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
        assertThat(shell.lines())
                .extracting(line -> line.get("status").textValue() + " "
                        + line.get("reason").asText())
                .containsExactlyInAnyOrder("COMPLETED null", "REFUSED READY_CONFLICT");
    }

    @Test
    void theBusMustHoldOneRunUnlessAMessageIsNamed() throws IOException {
        Path topic = folder.resolve("control_bus/fp.bus.control.v1");
        Path ready = onlyFile(topic, ".json", "");
        Files.writeString(
                topic.resolve("again.json"),
                Files.readString(ready).replace("\"READY\"", "\"READY_REEMIT\"").replace("2026-02-01", "2026-02-02"));
        assertThat(shell.run("explain", "--config", config)).isZero();

        World.bankMonth().events(3).seed(7).writeTo(folder);
        Shell two = new Shell();
        assertThat(two.run("explain", "--config", config)).isEqualTo(2);
        assertThat(two.err()).contains("more than one READY", "--ready");
        assertThat(new Shell().run("explain", "--config", config, "--ready", ready.toString()))
                .isZero();

        Shell none = new Shell();
        assertThat(none.run("explain", "--config", config, "--set", "control_bus.topic=elsewhere"))
                .isEqualTo(2);
        assertThat(none.err()).contains("holds no READY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "NaN", "junk"})
    void aSpeedupThatIsNoneIsAUsageError(String speedup) {
        assertThat(shell.run(
                        "run",
                        "--once",
                        "--config",
                        config,
                        "--set",
                        "ingress.url=http://localhost:1",
                        "--set",
                        "policy.stream_speedup=" + speedup))
                .isEqualTo(2);
        assertThat(shell.err()).contains("policy.stream_speedup", "allowed is a decimal from");
        assertThat(shell.run("demo", "--speedup", speedup)).isEqualTo(2);
    }

    @Test
    void usageErrorsExitWithTwoAndSayNothingOnStdout() {
        String[][] wrong = {
            {},
            {"fly"},
            {"run"},
            {"run", "--config", temp.resolve("absent.yaml").toString()},
            {"run", "--config", config},
            {"preview", "--config", config},
            {
                "preview",
                "--config",
                config,
                "--out",
                temp.resolve("no/such/folder").toString()
            },
            {"explain", "--config", config, "--set", "catalogue=absent.yaml"},
            {
                "explain",
                "--config",
                config,
                "--ready",
                temp.resolve("absent.json").toString()
            },
            {"explain", "--config", config, "--ready", config},
            {"world", "--out", folder.toString()},
            {"world", "--out", temp.resolve("x").toString(), "--events", "-1"},
            {"world", "--out", temp.resolve("x").toString(), "--outputs", "unknown"},
            {"seal", "--input", temp.resolve("absent.csv").toString(), "--out", "x", "--output-id", "x", "--key", "x"},
        };
        for (String[] args : wrong) {
            Shell each = new Shell();
            assertThat(each.run(args)).as(String.join(" ", args)).isEqualTo(2);
            assertThat(each.out()).isEmpty();
            assertThat(each.err()).isNotEmpty().doesNotContain("\tat ");
        }
    }

    @Test
    void run_usageMistake_printsAShortUsageAndTheErrorLast() {
        for (String[] args :
                new String[][] {{"run"}, {"run", "--cofnig", config}, {"run", "--config", "a", "folder"}}) {
            Shell each = new Shell();
            assertThat(each.run(args)).isEqualTo(2);
            List<String> lines = each.err().lines().toList();
            assertThat(lines).hasSizeLessThan(25);
            assertThat(lines.get(0)).startsWith("Usage: wsp run");
            assertThat(lines.get(lines.size() - 1)).startsWith("wsp: ");
        }
    }

    /** RDY-05: silence would look like an idle bus. */
    @Test
    void run_busDoesNotExist_exitsWithOneAndNamesIt() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Path absent = temp.resolve("absent-bus");
            assertThat(run(gate, "--set", "control_bus.root=" + absent)).isEqualTo(1);
            assertThat(shell.err()).contains("the folder " + absent + " does not exist");
        }
    }

    @Test
    void helpAndVersionAreOutput() {
        assertThat(shell.run("--version")).isZero();
        for (String[] version : new String[][] {{"-V"}, {"run", "-V"}, {"status", "--version"}, {"completion", "-V"}}) {
            Shell same = new Shell();
            assertThat(same.run(version)).isZero();
            assertThat(same.out()).isEqualTo(shell.out());
        }
        assertThat(shell.run("run", "--help")).isZero();
        assertThat(shell.out()).contains("wsp ", "--once").doesNotContain("%n");
        assertThat(shell.err()).isEmpty();
    }

    @Test
    void theEnvironmentConfigures() {
        shell.environment("WSP_POLICY_PRODUCER", "svc:other").environment("GATE_TOKEN", "s3cr3t");
        try (EmbeddedGate gate = EmbeddedGate.builder().token("s3cr3t").start()) {
            assertThat(run(gate, "--set", "ingress.auth_token_env=GATE_TOKEN")).isZero();
            assertThat(gate.admitted())
                    .allSatisfy(request -> assertThat(request.body()).contains("\"producer\":\"svc:other\""));
        }
        assertThat(shell.out() + shell.err()).doesNotContain("s3cr3t");
    }

    @Test
    void stdout_cannotBeWritten_isSaidWithTheReasonAndDoesNotStopTheStream() {
        shell.stdout(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        String said = "wsp: stdout could not be written: No space left on device\n";
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run(gate)).isEqualTo(1);
            assertThat(gate.admitted()).hasSize(EVENTS);
        }
        assertThat(shell.err()).isEqualTo(said);
        assertThat(shell.run("preview", "--config", config, "--out", "-")).isEqualTo(1);
        assertThat(shell.run("--help")).isEqualTo(1);
        assertThat(shell.err()).as("each says it once").isEqualTo(said.repeat(3));
    }

    @Test
    void askedToStopWhileStreamingItFinishesWhatIsInFlightAndExitsWithFour() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        GateScript script = request -> {
            arrived.countDown();
            return GateBehaviour.answer();
        };
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            FutureTask<Integer> running =
                    new FutureTask<>(() -> shell.run("run", "--config", config, "--set", "ingress.url=" + gate.url()));
            new Thread(running, "wsp").start();
            arrived.await();
            shell.stop().request();
            assertThat(running.get()).isEqualTo(4);
        }
        assertThat(shell.err()).contains("was stopped after event ", " of " + EVENTS + ", at event time 2026-01-");
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void askedToStopWhileNothingIsInProgressItExitsWithZero() throws Exception {
        CountDownLatch handled = new CountDownLatch(1);
        shell.stdout(new OutputStream() {
            @Override
            public void write(int b) {
                handled.countDown();
            }
        });
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            FutureTask<Integer> running = new FutureTask<>(() -> shell.run(
                    "run",
                    "--config",
                    config,
                    "--set",
                    "ingress.url=" + gate.url(),
                    "--set",
                    "policy.stream_speedup=max"));
            new Thread(running, "wsp").start();
            handled.await();
            shell.stop().request();
            assertThat(running.get()).isZero();
        }
    }

    private static Path onlyFile(Path root, String suffix, String part) throws IOException {
        try (var files = Files.walk(root)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(suffix) && file.toString().contains(part))
                    .toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
