package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control of a {@code wsp run} by the other commands. */
@Timeout(600)
class ControlCommandsTest {
    private static final int EVENTS = 60;

    @TempDir
    Path temp;

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch sixth = new CountDownLatch(6);
    private String config = "";
    private String run = "";

    private void makeWorld() {
        JsonNode world = Shell.world(temp.resolve("world"), EVENTS);
        config = world.get("config").textValue();
        run = world.get("run_id").textValue();
    }

    private EmbeddedGate gate() throws Exception {
        return EmbeddedGate.builder()
                .script(request -> {
                    first.countDown();
                    sixth.countDown();
                    return GateBehaviour.answer();
                })
                .start();
    }

    private String[] runArguments(EmbeddedGate gate, String... more) {
        return Stream.concat(
                        Stream.of(
                                "run",
                                "--config",
                                config,
                                "--set",
                                "ingress.url=" + gate.url(),
                                "--set",
                                "policy.stream_speedup=1"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private Shell control(int code, String action, String... more) {
        List<String> arguments = new ArrayList<>(List.of(action, run));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--config", config, "--reason", "a drill"));
        Shell shell = new Shell();
        int found = shell.run(arguments.toArray(String[]::new));
        assertThat(found).as(() -> arguments + ": " + shell.err()).isEqualTo(code);
        return shell;
    }

    private JsonNode now() {
        Shell status = new Shell();
        assertThat(status.run("status", "--config", config, "--json")).isZero();
        return status.line().get("now");
    }

    private void awaitPhase(String phase) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        JsonNode now = now();
        while (!phase.equals(now.path("phase").asText())) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited for phase " + phase + ", found " + now);
            }
            now = now();
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        assertThat(latch.await(5, TimeUnit.MINUTES)).as(what).isTrue();
    }

    @Test
    void eachAction_ofARunInProgress_isInEffectAndShown() throws Exception {
        makeWorld();
        Shell host = new Shell();
        try (EmbeddedGate gate = gate()) {
            String[] arguments = runArguments(gate, "--once");
            FutureTask<Integer> running = new FutureTask<>(() -> host.run(arguments));
            new Thread(running, "wsp").start();
            await(first, "the first event at the gate");
            assertThat(control(3, "step", "1").err()).contains("CONTROL_REFUSED", "pause it first");
            assertThat(control(0, "pause", "--as", "ada", "--key", "k1").err()).contains("pause is in effect");
            awaitPhase("paused");
            control(0, "step", "5");
            await(sixth, "the sixth event at the gate, after a step of five");
            control(0, "speed", "60");
            control(0, "cap", "12.5");
            control(0, "step", "--instant");
            control(0, "drain");
            awaitPhase("drained");
            assertThat(now()).hasToString("{\"phase\":\"drained\",\"speed\":\"60\",\"cap\":\"12.5\",\"in_flight\":0}");
            Shell text = new Shell();
            assertThat(text.run("status", "--config", config)).isZero();
            assertThat(text.out()).contains("now       drained, speed 60, cap 12.5, 0 in flight");
            assertThat(control(3, "step", "1").err()).contains("CONTROL_REFUSED", "is drained and cannot be stepped");
            assertThat(gate.arrived().size()).isBetween(7, EVENTS - 1);
            control(0, "pause", "--as", "ada", "--key", "k1");
            assertThat(control(3, "resume", "--as", "ada", "--key", "k1").err())
                    .contains("CONTROL_INVALID", "was used for another command");
            control(0, "resume");
            control(0, "cap", "none");
            control(0, "speed", "max");
            assertThat(running.get(5, TimeUnit.MINUTES)).as(host::err).isZero();
            assertThat(gate.arrived()).hasSize(EVENTS);
        }
        assertThat(control(3, "pause").err()).contains("CONTROL_RUN_UNKNOWN", "no wsp run takes commands at");
        assertThat(now().isNull()).isTrue();
        everyCommandIsOnRecord();
    }

    private void everyCommandIsOnRecord() {
        Shell audit = new Shell();
        assertThat(audit.run("audit", "show", "--config", config, "--json")).isZero();
        List<JsonNode> records = audit.lines();
        assertThat(records.stream().map(record -> record.get("kind").textValue()))
                .containsExactly(
                        "host_started",
                        "ready_accepted",
                        "lease_taken",
                        "planned",
                        "started",
                        "control_refused",
                        "paused",
                        "stepped",
                        "speed_changed",
                        "cap_changed",
                        "stepped",
                        "drained",
                        "control_refused",
                        "control_refused",
                        "resumed",
                        "cap_changed",
                        "speed_changed",
                        "completed",
                        "host_stopped");
        JsonNode paused = records.get(6);
        assertThat(paused.get("actor").textValue()).isEqualTo("ada");
        assertThat(paused.get("reason").textValue()).isEqualTo("a drill");
        assertThat(paused.get("detail").get("key").textValue()).isEqualTo("k1");
        assertThat(paused.get("detail").get("authority").textValue()).isNotBlank();
        assertThat(records.get(13).get("detail").get("code").textValue()).isEqualTo("CONTROL_INVALID");
    }

    @Test
    void stop_ofARunInProgress_leavesItToTheNextStart() throws Exception {
        makeWorld();
        Shell host = new Shell();
        try (EmbeddedGate gate = gate()) {
            String[] arguments = runArguments(gate);
            FutureTask<Integer> running = new FutureTask<>(() -> host.run(arguments));
            new Thread(running, "wsp").start();
            await(first, "the first event at the gate");
            control(0, "stop");
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
            String answer = control(3, "resume").err();
            while (!answer.contains("CONTROL_RUN_UNKNOWN")) {
                assertThat(System.nanoTime() - deadline)
                        .as("waited for the end of the run")
                        .isNegative();
                answer = control(3, "resume").err();
            }
            host.stop().request();
            assertThat(running.get(5, TimeUnit.MINUTES)).as(host::err).isZero();
        }
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            new Shell().streams(0, config, gate);
            assertThat(gate.arrived().size()).isBetween(1, EVENTS - 1);
        }
    }

    /** A real host, and a command from another process. */
    @Test
    @Tag("process")
    void pauseAndResume_ofAnotherProcess_areInEffect() throws Exception {
        makeWorld();
        try (EmbeddedGate gate = gate()) {
            Process host = process(runArguments(gate, "--once"));
            try {
                await(first, "the first event at the gate");
                control(0, "pause");
                awaitPhase("paused");
                Process step = process("step", run, "5", "--config", config, "--reason", "a drill");
                assertThat(step.waitFor(5, TimeUnit.MINUTES))
                        .as("the end of wsp step")
                        .isTrue();
                assertThat(step.exitValue()).isZero();
                await(sixth, "the sixth event at the gate, after a step of five");
                assertThat(gate.arrived()).hasSize(6);
                control(0, "resume");
                control(0, "speed", "max");
                assertThat(host.waitFor(5, TimeUnit.MINUTES))
                        .as("the end of wsp run")
                        .isTrue();
                assertThat(host.exitValue()).isZero();
                assertThat(gate.arrived()).hasSize(EVENTS);
            } finally {
                host.destroyForcibly();
            }
        }
    }

    private static Process process(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @ParameterizedTest
    @CsvSource({
        "speed,fast,not a speedup",
        "speed,0,not a speedup",
        "cap,0,above 0",
        "cap,-1,a cap is a decimal above 0",
        "step,0,a step is 1 to 10000 events",
        "step,10001,a step is 1 to 10000 events",
        "step,many,a step is 1 to 10000 events"
    })
    void value_notAllowed_isUsage(String action, String value, String words) {
        makeWorld();
        assertThat(control(2, action, value).err()).contains(words);
    }

    @Test
    void usage_somethingIsMissing_isSaid() {
        makeWorld();
        assertThat(control(2, "step").err()).contains("give either a number of events or --instant");
        assertThat(control(2, "step", "1", "--instant").err()).contains("give either a number of events or --instant");
        Shell reason = new Shell();
        assertThat(reason.run("pause", run, "--config", config)).isEqualTo(2);
        assertThat(reason.err()).contains("--reason");
        Shell blank = new Shell();
        assertThat(blank.run("pause", run, "--config", config, "--reason", " ")).isEqualTo(2);
        assertThat(blank.err()).contains("the reason of a command is text of 1 to 1000 characters");
        Shell id = new Shell();
        assertThat(id.run("pause", "x", "--config", config, "--reason", "y")).isEqualTo(2);
        assertThat(id.err()).contains("run");
    }
}
