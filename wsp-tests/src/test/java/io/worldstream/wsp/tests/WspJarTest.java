package io.worldstream.wsp.tests;

import static io.worldstream.wsp.api.Catalogue.TimeFormat.RFC3339;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one runnable jar, as a process. */
@Tag("process")
@Timeout(300)
final class WspJarTest {
    @TempDir
    Path temp;

    @Test
    void demoSaysWhatHappenedAndNothingElse() throws Exception {
        WspProcess demo = WspProcess.run(0, "demo", "--events", "300", "--speedup", "max");
        assertThat(demo.line().get("events").get("admitted").intValue()).isEqualTo(300);
        assertThat(demo.err())
                .contains("What happened", "300 were admitted, each event id once", "never backwards")
                .doesNotContain("WARN", "ERROR", "Exception", "SLF4J", "\u001b");
    }

    @Test
    void demo_contractV1_admitsEveryEvent() throws Exception {
        WspProcess demo = WspProcess.run(0, "demo", "--events", "60", "--speedup", "max", "--contract", "v1");
        assertThat(demo.line().get("events").get("admitted").intValue()).isEqualTo(60);
        assertThat(demo.err())
                .contains("60 were admitted, each event id once")
                .doesNotContain("WARN", "ERROR", "Exception");
    }

    @Test
    void version_ofTheJar_namesVersionBuildAndJdk() throws Exception {
        assertThat(WspProcess.run(0, "--version").out())
                .matches("wsp \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"
                        + "build (unknown|[0-9a-f]{7,}(-dirty)? \\d{4}-\\d{2}-\\d{2})\n"
                        + "JDK " + Pattern.quote(System.getProperty("java.version")) + " \\(.+\\), .+\n");
    }

    @Test
    void aWorldGoesThroughExplainPreviewAndRun() throws Exception {
        Path world = temp.resolve("world");
        JsonNode paths = WspProcess.run(0, "world", "--out", world.toString(), "--events", "500", "--parts", "7")
                .line();
        String config = paths.get("config").textValue();
        assertThat(WspProcess.run(0, "explain", "--config", config).out()).contains("planned              500");
        Path preview = temp.resolve("preview.jsonl");
        JsonNode previewed = WspProcess.run(0, "preview", "--config", config, "--out", preview.toString())
                .line();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            JsonNode ran = WspProcess.run(
                            0,
                            "run",
                            "--once",
                            "--config",
                            config,
                            "--set",
                            "ingress.url=" + gate.url(),
                            "--set",
                            "policy.stream_speedup=1e6")
                    .line();
            assertThat(ran.get("stream_digest")).isEqualTo(previewed.get("stream_digest"));
            assertThat(Files.readAllLines(preview))
                    .isEqualTo(gate.admitted().stream()
                            .map(request -> request.body())
                            .toList());
        }
    }

    /** Contracts 13: the variables with which the platform starts its own producer. */
    @Test
    void run_platformsEnvironment_completesWithOneWarning() throws Exception {
        String config = world(temp.resolve("world"), 10);
        Files.writeString(Path.of(config), "ingress: {url: \"${GATE}\"}\n", StandardOpenOption.APPEND);
        Map<String, String> environment = new HashMap<>(Map.of(
                "WSP_CHECKPOINT_DSN", "postgres://wsp:s3cr3t@db/wsp",
                "WSP_CHECKPOINT_BACKEND", "postgres",
                "WSP_CHECKPOINT_ROOT", temp.resolve("runs").toString(),
                "WSP_CHECKPOINT_FLUSH_EVERY", "100",
                "WSP_CHECKPOINT_ATTEMPT_ID", "1",
                "WSP_LANE_COUNT", "24",
                "WSP_LANE_INDEX", "0",
                "WSP_TARGET_EPS", "3000",
                "WSP_TRAFFIC_OUTPUT_IDS", "arrival_events_5B"));
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            environment.put("GATE", gate.url().toString());
            WspProcess run = WspProcess.start(
                            environment, "run", "--once", "--config", config, "--set", "policy.stream_speedup=max")
                    .ends(0);
            assertThat(run.line().get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(run.err().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .asString()
                    .contains("WSP_CHECKPOINT_DSN", "WSP_TRAFFIC_OUTPUT_IDS", "WSP_CHECKPOINT_ROOT as checkpoint.root");
            assertThat(run.err()).doesNotContain("s3cr3t");
            assertThat(temp.resolve("runs")).isNotEmptyDirectory();
        }
    }

    /** A message that cannot be parsed may be a READY that was cut off. */
    @Test
    void run_damagedMessageBehindManyForeignOnes_isNamed() throws Exception {
        Path world = temp.resolve("world");
        String config = world(world, 10);
        Path bus = world.resolve("control_bus/fp.bus.control.v1");
        for (int i = 0; i < 30; i++) {
            Files.writeString(bus.resolve("a" + i + ".json"), "{\"topic\":\"other\"}");
        }
        Files.writeString(bus.resolve("b\n.json"), "{\"topic\":\"fp.bus.con");
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run(0, config, gate).err())
                    .contains("fp.bus.control.v1/b\\u000a.json is not a complete message")
                    .contains("further ignored messages are not logged");
        }
    }

    /** A bus may hold as many messages as there are failures: a line each, without a stack trace, and ten at most. */
    @Test
    void run_acknowledgementsCannotBeWritten_logsTheFirstFailuresWithTheirReason() throws Exception {
        Path world = temp.resolve("world");
        String config = world(world, 10);
        for (int i = 0; i < 30; i++) {
            Files.writeString(world.resolve("control_bus/fp.bus.control.v1/a" + i + ".json"), "{\"topic\":\"other\"}");
        }
        Path log = world.resolve("state/acknowledged/fp.bus.control.v1/acknowledged.log");
        Files.createDirectories(log.getParent());
        new ProcessBuilder("mkfifo", log.toString()).start().waitFor();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            WspProcess run = run(0, config, gate);
            assertThat(run.err().lines().filter(line -> line.contains("could not be settled as")))
                    .hasSize(10)
                    .allMatch(line ->
                            line.contains("ACKNOWLEDGEMENT_UNAVAILABLE") && line.contains("it is no regular file"));
            assertThat(run.err()).doesNotContain("\tat ");
        }
    }

    /** Until the retry budget is spent, nothing else tells an operator why the run does not end. */
    @Test
    void run_eventFailsWhileOthersPass_isNamedBeforeTheRunHalts() throws Exception {
        String config = world(temp.resolve("world"), 40);
        AtomicReference<String> poison = new AtomicReference<>();
        GateScript script = request -> {
            poison.compareAndSet(null, request.eventId());
            return request.eventId().equals(poison.get()) ? GateBehaviour.answerWith(503, "") : GateBehaviour.answer();
        };
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            WspProcess run = run(
                    4,
                    config,
                    gate,
                    "policy.max_in_flight=4",
                    "policy.ordering=none",
                    "policy.backpressure=fixed",
                    "policy.retry_budget_ms=6000");
            assertThat(run.err())
                    .contains("event_id " + poison.get() + ") failed 5 times while the gate settled others");
        }
    }

    @Test
    void run_logFormatJson_everyLineOfStderrIsAnObject() throws Exception {
        String config = world(temp.resolve("world"), 40);
        Path bus = temp.resolve("world/control_bus/fp.bus.control.v1");
        Files.writeString(bus.resolve("a\n\u001b[2K\".json"), "{\"topic\":\"fp.bus.con");
        GateScript script = GateScript.onRequest(11, GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA\"}"));
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            String[] args = {
                "run", "--once", "--log-format=json", "-v", "--config", config, "--set", "ingress.url=" + gate.url()
            };
            WspProcess run = WspProcess.run(4, args);
            List<JsonNode> lines = run.errLines();
            assertThat(lines)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(line -> assertThat(line.fieldNames())
                            .toIterable()
                            .startsWith("ts", "level", "logger", "thread", "message"));
            assertThat(lines).anyMatch(line -> line.get("message").textValue().contains("INGRESS_REJECTED"));
            assertThat(run.line().get("status").textValue()).isEqualTo("HALTED");
        }
    }

    @Test
    void run_quiet_saysNothingUnlessSomethingIsWrong() throws Exception {
        String config = world(temp.resolve("world"), 40);
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            String url = "ingress.url=" + gate.url();
            WspProcess run = WspProcess.run(
                    0, "run", "--once", "-q", "--config", config, "--set", url, "--set", "policy.stream_speedup=max");
            assertThat(run.err()).isEmpty();
            assertThat(run.line().get("status").textValue()).isEqualTo("COMPLETED");
        }
    }

    private static String world(Path folder, int events) throws IOException, InterruptedException {
        return WspProcess.run(0, "world", "--out", folder.toString(), "--events", "" + events)
                .line()
                .get("config")
                .textValue();
    }

    /** Streams at full speed. */
    private static WspProcess run(int code, String config, EmbeddedGate gate, String... settings)
            throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of("run", "--once", "--config", config));
        Stream.concat(Stream.of("ingress.url=" + gate.url(), "policy.stream_speedup=max"), Stream.of(settings))
                .forEach(setting -> args.addAll(List.of("--set", setting)));
        return WspProcess.run(code, args.toArray(String[]::new));
    }

    @Test
    void aGateAnswersUntilSigtermAndSaysThenWhatItDecided() throws Exception {
        String config = WspProcess.run(
                        0, "world", "--out", temp.resolve("world").toString(), "--events", "30")
                .line()
                .get("config")
                .textValue();
        Path folder = temp.resolve("gate");
        WspProcess gate = WspProcess.start(Map.of(), "gate", "--folder", folder.toString());
        gate.until(() -> gate.says("\n"));
        String url = gate.line().get("url").textValue();
        WspProcess.run(
                0,
                "run",
                "--once",
                "--config",
                config,
                "--set",
                "ingress.url=" + url,
                "--set",
                "policy.stream_speedup=max");
        gate.terminate().ends(0);
        assertThat(gate.out()).endsWith("{\"requests\":30,\"admitted\":30,\"duplicate\":0,\"quarantined\":0}\n");
        assertThat(gate.err()).contains("30 were admitted").doesNotContain("WARN", "ERROR", "Exception");
    }

    @Test
    void sigtermEndsARunInProgressWithFourAndSaysWhere() throws Exception {
        Path world = temp.resolve("world");
        JsonNode paths = WspProcess.run(0, "world", "--out", world.toString(), "--events", "1000")
                .line();
        String config = paths.get("config").textValue();
        Path ready = Path.of(paths.get("ready").textValue());
        // A second READY of the run: that it is a duplicate says nothing of how the run ends.
        Files.copy(ready, ready.resolveSibling("zz.json"));
        CountDownLatch arrived = new CountDownLatch(1);
        GateScript script = request -> {
            arrived.countDown();
            return GateBehaviour.answer();
        };
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            WspProcess run =
                    WspProcess.start(Map.of(), "run", "--config", config, "--set", "ingress.url=" + gate.url());
            arrived.await();
            run.terminate().ends(4);
            assertThat(run.out()).contains("\"DUPLICATE\"").doesNotContain("\"COMPLETED\"");
            assertThat(run.err()).contains("was stopped after event ", " of 1000, at event time 2026-01-");
            assertThat(gate.requests()).isLessThan(1000);
        }
    }

    @Test
    void outputIsUtf8InAnyLocaleAndPathsThatItCannotSpellAreAConfigError() throws Exception {
        Path config = Files.writeString(temp.resolve("wsp.yaml"), "oracle.root: /daten/m\u00fcnchen\n");
        WspProcess explain = WspProcess.start(Map.of("LC_ALL", "C"), "explain", "--config", config.toString())
                .ends(2);
        assertThat(explain.err())
                .contains("oracle.root", "cannot spell the path \"/daten/m\u00fcnchen\"", "LC_ALL=C.UTF-8");
    }

    @Test
    void aWorldWhosePathsTheLocaleCannotSpellIsAConfigErrorToo() throws Exception {
        World world = World.bankMonth().events(10).scenarioId("sch\u00f6n").writeTo(temp.resolve("world"));
        Path config = Files.writeString(
                temp.resolve("wsp.yaml"),
                "{object_store.root: world/object_store, oracle.root: world/oracle, catalogue: world/catalogue.json}");
        WspProcess preview = WspProcess.start(
                        Map.of("LC_ALL", "C"),
                        "preview",
                        "--config",
                        config.toString(),
                        "--ready",
                        world.readyFile().toString(),
                        "--out",
                        temp.resolve("out.jsonl").toString())
                .ends(2);
        assertThat(preview.out()).contains("\"CONFIG_INVALID\"", "sch\u00f6n", "LC_ALL=C.UTF-8");
    }

    /** Out of the one jar, so that the native library of zstd is known to be in it. */
    @Test
    void parquetIsReadOutOfTheBox() throws Exception {
        Path part = temp.resolve("part.parquet");
        MessageType schema = MessageTypeParser.parseMessageType(
                "message row { required int64 at (TIMESTAMP(MICROS,false)); required binary n (STRING); }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(part))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build()) {
            for (long n = 0; n < 100; n++) {
                writer.write(new SimpleGroup(schema)
                        .append("at", Trades.FIRST_MILLIS * 1000 + n)
                        .append("n", "row " + n));
            }
        }
        Catalogue.Output entry = new Catalogue.Output(
                new OutputId("rows"), List.of("n"), List.of("gate.rows"), "scope_seed", false, "at", RFC3339);
        World world = World.ofRows()
                .output(entry, PartRows.stored(Files.readAllBytes(part), 100))
                .writeTo(temp.resolve("world"));
        Path config = Files.writeString(
                temp.resolve("wsp.yaml"),
                "{object_store.root: world/object_store, oracle.root: world/oracle, catalogue: world/catalogue.json}");
        Path out = temp.resolve("out.jsonl");
        String[] preview = {
            "preview",
            "--config",
            config.toString(),
            "--ready",
            world.readyFile().toString(),
            "--out",
            out.toString()
        };
        assertThat(WspProcess.run(3, preview).out()).contains("EVENT_TIME_INVALID");

        Files.writeString(config, Files.readString(config).replace("}", ", parquet.local_timestamps: utc}"));
        assertThat(WspProcess.run(0, preview)
                        .line()
                        .get("events")
                        .get("planned")
                        .intValue())
                .isEqualTo(100);
        assertThat(Files.readAllLines(out).get(7))
                .contains("\"ts_utc\":\"2026-01-01T00:00:00.000007Z\"")
                .endsWith("\"payload\":{\"at\":\"2026-01-01T00:00:00.000007Z\",\"n\":\"row 7\"}}");
    }

    @Test
    void theJarHoldsWhatItNeedsAndNoMore() throws Exception {
        try (JarFile jar = new JarFile("../wsp-runner/target/wsp.jar")) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .contains(
                            "io/worldstream/wsp/runner/Main.class",
                            "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
                            "META-INF/LICENSE",
                            "META-INF/LICENSE.txt",
                            "META-INF/NOTICE")
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.startsWith("net/jqwik") || name.startsWith("org/junit"))
                    .noneMatch(name -> name.startsWith("org/apache/hadoop") || name.startsWith("org/apache/parquet"))
                    .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA"));
            String testKit = "io/worldstream/wsp/testkit/";
            assertThat(names.stream()
                            .filter(name -> name.startsWith(testKit) && name.endsWith(".class"))
                            .map(name -> name.substring(testKit.length(), name.lastIndexOf('/'))))
                    .containsOnly("gate", "internal", "world");
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.worldstream.wsp.runner.Main");
        }
    }
}
