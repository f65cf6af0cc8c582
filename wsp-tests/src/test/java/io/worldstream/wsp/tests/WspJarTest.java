package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one runnable jar, as a process. */
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
            assertThat(run.err()).contains("was stopped at event time 2026-01-", "of 1000 events settled");
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
                    .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA"));
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.worldstream.wsp.runner.Main");
        }
    }
}
