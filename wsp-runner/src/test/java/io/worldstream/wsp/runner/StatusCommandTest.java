package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wsp status}, and what {@code wsp run} does with what an earlier process left. */
@Timeout(300)
final class StatusCommandTest {
    private static final int EVENTS = 60;
    private static final String UNKNOWN = "0".repeat(32);

    @TempDir
    Path temp;

    private String config = "";
    private String run = "";
    private Path ready = Path.of("");
    private Path state = Path.of("");

    @BeforeEach
    void aWorld() {
        Path world = temp.resolve("world");
        JsonNode made = Shell.world(world, EVENTS);
        config = made.get("config").textValue();
        run = made.get("run_id").textValue();
        ready = Path.of(made.get("ready").textValue());
        state = world.resolve("state");
    }

    private FileRunLease leases(String owner) {
        return new FileRunLease(state.resolve("runs"), new SystemClock(), Duration.ofSeconds(30), owner);
    }

    private String[] status(String... more) {
        return Stream.concat(Stream.of("status", "--config", config), Stream.of(more))
                .toArray(String[]::new);
    }

    private JsonNode entry() {
        Shell shell = new Shell();
        assertThat(shell.run("status", "--config", config, "--json")).isZero();
        return shell.line();
    }

    /** Takes all but one request, which it rejects. */
    private static EmbeddedGate refusing(long number) {
        return EmbeddedGate.builder()
                .script(GateScript.onRequest(number, GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}")))
                .start();
    }

    @Test
    void status_stateRootDoesNotExist_isAConfigurationFault() throws IOException {
        for (String[] format : new String[][] {{}, {"--json"}}) {
            Shell shell = new Shell();
            assertThat(shell.run(status(format))).isEqualTo(2);
            assertThat(shell.out()).isEmpty();
            assertThat(shell.err())
                    .isEqualTo("wsp: state.root: the folder " + state + " does not exist; wsp run creates it\n");
        }
        Files.writeString(state, "a file");
        Shell file = new Shell();
        assertThat(file.run(status())).isEqualTo(2);
        assertThat(file.err()).isEqualTo("wsp: state.root: " + state + " is not a folder\n");
    }

    @Test
    void status_startAt_isNoOptionOfIt() throws IOException {
        Files.createDirectory(state);
        Shell shell = new Shell();
        assertThat(shell.run(status("--start-at", "2026-01-02T00:00:00Z"))).isEqualTo(2);
        assertThat(shell.err()).contains("Unknown option", "--start-at");
        Shell help = new Shell();
        assertThat(help.run("help", "status")).isZero();
        assertThat(help.out()).doesNotContain("--start-at").contains("--config", "--set");
    }

    @Test
    void status_checkpointRootIsSet_needsNoStateRoot() throws IOException {
        Path runs = temp.resolve("runs");
        Shell absent = new Shell();
        assertThat(absent.run(status("--set", "checkpoint.root=" + runs))).isEqualTo(2);
        assertThat(absent.err()).contains("checkpoint.root: the folder " + runs + " does not exist");
        Files.createDirectory(runs);
        assertThat(new Shell().run(status("--set", "checkpoint.root=" + runs))).isZero();
    }

    @Test
    void withoutRunsItSaysSo() throws IOException {
        Files.createDirectory(state);
        Shell shell = new Shell();
        assertThat(shell.run("status", "--config", config)).isZero();
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("no saved run in " + state.resolve("runs"));
    }

    @Test
    void aRunThatIsCompleteIsShownAndItsReadyIsADuplicate() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            new Shell().streams(0, config, gate);
            JsonNode entry = entry();
            assertThat(entry.get("run_id").textValue()).isEqualTo(run);
            assertThat(entry.get("state").textValue()).isEqualTo("completed");
            assertThat(entry.get("held_by").isNull()).isTrue();
            assertThat(entry.get("events").get("admitted").intValue()).isEqualTo(EVENTS);
            Shell text = new Shell();
            assertThat(text.run("status", "--config", config)).isZero();
            assertThat(text.out()).contains("run " + run + ": completed", "  position  after event 60 of 60, 2026-01-");

            Shell again = new Shell();
            again.streams(0, config, gate);
            assertThat(again.out()).as("the file bus does not repeat itself").isEmpty();
        }
    }

    @Test
    void status_eventsWereQuarantinedAndDeadLettered_countsThem() {
        GateScript script = request -> switch ((int) request.number()) {
            case 2 -> GateBehaviour.quarantine(200, "SCHEMA_FAIL");
            case 3, 4 -> GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}");
            default -> GateBehaviour.answer();
        };
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            new Shell().streams(0, config, gate, "--set", "policy.on_rejected=dead_letter");
        }
        JsonNode events = entry().get("events");
        assertThat(events.get("admitted").intValue()).isEqualTo(EVENTS - 3);
        assertThat(events.get("quarantined").intValue()).isEqualTo(1);
        assertThat(events.get("dead_lettered").intValue()).isEqualTo(2);
        Shell text = new Shell();
        assertThat(text.run(status())).isZero();
        assertThat(text.out())
                .contains("  events    57 admitted, 0 duplicate, 1 quarantined, 2 dead-lettered\n")
                .doesNotContain("settled");
    }

    @Test
    void status_runIsHeld_namesTheProcessOnce() throws IOException {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
        }
        FileRunLease lease = leases(Composition.OWNER);
        RunLease.Grant grant = lease.acquire(new RunId(run)).orElseThrow();
        String holder = "wsp (process " + ProcessHandle.current().pid() + ", epoch " + grant.epoch() + ")";
        Shell text = new Shell();
        assertThat(text.run(status())).isZero();
        assertThat(text.out()).startsWith("run " + run + ": halted, held by " + holder + "\n");
        assertThat(entry().get("held_by").textValue()).isEqualTo(holder);
        assertThat(lease.holder(new RunId(run)).filter(FolderRuns::isHeldHere)).isPresent();
        grant.release();
        assertThat(leases("wsp of another host").acquire(new RunId(run))).isPresent();
        assertThat(lease.holder(new RunId(run)).filter(FolderRuns::isHeldHere)).isEmpty();
    }

    @Test
    void aHaltIsShownAndGoesOnWithResume() {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            JsonNode entry = entry();
            assertThat(entry.get("state").textValue()).isEqualTo("halted");
            assertThat(entry.get("reason").get("code").textValue()).isEqualTo("INGRESS_REJECTED");
            assertThat(entry.get("events").get("pushed").intValue()).isEqualTo(10);
            Shell text = new Shell();
            assertThat(text.run("status", "--config", config)).isZero();
            assertThat(text.out()).contains("halted", "--resume", "INGRESS_REJECTED at stream#event=11");

            Shell untold = new Shell();
            assertThat(untold.stream(config, gate)).as("it waits").isEqualTo(4);
            assertThat(untold.out()).isEmpty();
            assertThat(untold.err())
                    .contains("run " + run + " halted (INGRESS_REJECTED at stream#event=11", "--resume");
            Shell resumed = new Shell();
            resumed.streams(0, config, gate, "--resume");
            assertThat(resumed.line().get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(gate.arrived()).as("one was refused, none sent twice").hasSize(EVENTS + 1);
            assertThat(entry().get("state").textValue()).isEqualTo("completed");
        }
    }

    @Test
    void aHaltedRunWhoseReadyComesAgainDoesNotWait() throws IOException {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            Files.copy(ready, ready.resolveSibling("again.json"));
            Shell again = new Shell();
            again.streams(0, config, gate);
            assertThat(again.line().get("status").textValue()).isEqualTo("COMPLETED");
        }
    }

    @Test
    void aHostThatGoesOnUntilItIsStoppedDoesNotFailForARunThatWaits() {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            Shell stopped = new Shell();
            stopped.stop().request();
            assertThat(stopped.run("run", "--config", config, "--set", "ingress.url=" + gate.url()))
                    .isZero();
            assertThat(stopped.err()).contains("run " + run + " halted");
        }
    }

    @Test
    void aRunThatIsHeldCannotStartOver() throws IOException {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            RunLease.Grant grant = leases("the test").acquire(new RunId(run)).orElseThrow();
            Shell refused = new Shell();
            refused.streams(3, config, gate, "--restart", run, "--restart", UNKNOWN);
            assertThat(refused.err())
                    .contains("run " + run + " cannot start over (LEASE_HELD)", run + " is held by the test (process ")
                    .contains("no record of run " + UNKNOWN + " in " + state.resolve("runs"))
                    .doesNotContain("internal error");
            assertThat(refused.out()).isEmpty();
            assertThat(gate.arrived()).as("nothing was streamed").hasSize(11);
            grant.release();
            new Shell().streams(0, config, gate, "--restart", run);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease", "checkpoint.fence"})
    void aRunWhoseLeaseOrFenceIsDamagedCannotStartOver(String file) throws IOException {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            Path damaged = state.resolve("runs").resolve(run).resolve(file);
            assertThat(damaged).exists();
            Files.write(damaged, new byte[7]);
            Shell refused = new Shell();
            refused.streams(3, config, gate, "--restart", run);
            assertThat(refused.err())
                    .contains(
                            "run " + run + " cannot start over (CHECKPOINT_CORRUPT)",
                            damaged.toString(),
                            "remove the file");
            assertThat(refused.out()).isEmpty();
        }
    }

    @Test
    void status_fenceOfAHaltedRunIsDamaged_showsWhatAStartWouldSay() throws IOException {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            Path fence = state.resolve("runs").resolve(run).resolve("checkpoint.fence");
            Files.write(fence, new byte[7]);
            Shell text = new Shell();
            assertThat(text.run(status())).isZero();
            assertThat(text.out())
                    .contains("damaged", "CHECKPOINT_CORRUPT", fence.toString())
                    .doesNotContain("--resume");
            assertThat(entry().get("state").textValue()).isEqualTo("damaged");
            Shell started = new Shell();
            started.streams(3, config, gate, "--resume");
            assertThat(started.line().get("reason").textValue()).isEqualTo("CHECKPOINT_CORRUPT");
            assertThat(started.err()).doesNotContain("and waits");
        }
    }

    @Test
    void status_fenceOfACompletedRunIsDamaged_isCompletedAsAStartFinds() throws IOException {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            new Shell().streams(0, config, gate);
            Files.write(state.resolve("runs").resolve(run).resolve("checkpoint.fence"), new byte[7]);
            assertThat(entry().get("state").textValue()).isEqualTo("completed");
            new Shell().streams(0, config, gate);
        }
    }

    @Test
    void aRestartOfARunThatIsNotKeptSaysSoAndMakesNothing() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Shell shell = new Shell();
            shell.streams(0, config, gate, "--restart", UNKNOWN);
            assertThat(shell.err())
                    .contains("no record of run " + UNKNOWN + " in " + state.resolve("runs"), "check the id");
            assertThat(state.resolve("runs").resolve(UNKNOWN)).doesNotExist();
        }
    }

    @Test
    void aRestartStreamsFromTheStart() {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            Shell restarted = new Shell();
            restarted.streams(0, config, gate, "--restart", run);
            assertThat(restarted.line().get("events").get("duplicate").intValue())
                    .isEqualTo(10);
            assertThat(restarted.line().get("events").get("admitted").intValue())
                    .isEqualTo(EVENTS - 10);
        }
    }

    @Test
    void whatIsDamagedIsRefusedAndShown() throws IOException {
        try (EmbeddedGate gate = refusing(11)) {
            new Shell().streams(4, config, gate);
            for (String slot : List.of("a.checkpoint", "b.checkpoint")) {
                Path file = state.resolve("runs").resolve(run).resolve(slot);
                if (Files.exists(file)) {
                    Files.write(file, new byte[7]);
                }
            }
            Shell refused = new Shell();
            refused.streams(3, config, gate, "--resume");
            assertThat(refused.line().get("reason").textValue()).isEqualTo("CHECKPOINT_CORRUPT");
            JsonNode entry = entry();
            assertThat(entry.get("state").textValue()).isEqualTo("damaged");
            assertThat(entry.get("reason").get("code").textValue()).isEqualTo("CHECKPOINT_CORRUPT");
            assertThat(gate.arrived()).hasSize(11);

            Shell restarted = new Shell();
            restarted.streams(0, config, gate, "--restart", run);
            assertThat(restarted.err()).contains("it starts over when its READY comes");
        }
    }

    @Test
    void aRunIdThatIsNoneIsUsage() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            Shell shell = new Shell();
            shell.streams(2, config, gate, "--restart", "nonsense");
            assertThat(shell.err()).contains("--restart: ");
        }
    }
}
