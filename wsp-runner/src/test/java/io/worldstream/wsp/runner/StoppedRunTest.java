package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The message about a run that is in progress when the host is stopped names the saved place, where it resumes. */
@Timeout(300)
final class StoppedRunTest {
    private static final int EVENTS = 60;
    private static final GateBehaviour AWAY = GateBehaviour.answerWith(503, "{\"error\":\"UNAVAILABLE\"}");

    @TempDir
    Path temp;

    private JsonNode world() {
        return Shell.world(temp.resolve("world"), EVENTS);
    }

    private static String[] run(String config, EmbeddedGate gate, String... more) {
        return Stream.concat(
                        Stream.of(
                                "run",
                                "--config",
                                config,
                                "--set",
                                "ingress.url=" + gate.url(),
                                "--set",
                                "policy.stream_speedup=max"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static FutureTask<Integer> start(Shell shell, String... args) {
        FutureTask<Integer> running = new FutureTask<>(() -> shell.run(args));
        new Thread(running, "wsp").start();
        return running;
    }

    /** Event 3 waits for its retry while others go on: what is settled behind it is sent again. */
    @Test
    void thePlaceIsThatOfTheCursorAndNotOfAllThatIsSettled() throws Exception {
        String config = world().get("config").textValue();
        Path file = temp.resolve("preview.jsonl");
        assertThat(new Shell().run("preview", "--config", config, "--out", file.toString()))
                .isZero();
        JsonNode second = Shell.json(Files.readAllLines(file).get(1));
        String third =
                Shell.json(Files.readAllLines(file).get(2)).get("event_id").textValue();
        CountDownLatch others = new CountDownLatch(20);
        GateScript script = request -> {
            if (request.eventId().equals(third)) {
                return AWAY;
            }
            others.countDown();
            return GateBehaviour.answer();
        };
        Shell shell = new Shell();
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            FutureTask<Integer> running = start(
                    shell,
                    run(
                            config,
                            gate,
                            "--set",
                            "policy.ordering=none",
                            "--set",
                            "policy.max_in_flight=4",
                            "--set",
                            "policy.backpressure=fixed"));
            others.await();
            shell.stop().request();
            assertThat(running.get()).isEqualTo(4);
        }
        assertThat(shell.err())
                .contains("was stopped after event 2 of " + EVENTS + ", at event time "
                        + second.get("ts_utc").textValue() + "; the next wsp run resumes it there");
        Shell status = new Shell();
        assertThat(status.run("status", "--config", config, "--json")).isZero();
        assertThat(status.line().get("event_id")).isEqualTo(second.get("event_id"));

        Shell next = new Shell();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(next.run(run(config, gate, "--once"))).isZero();
            assertThat(gate.arrived()).as("it went on from there").hasSize(EVENTS - 2);
        }
    }

    /** A run that halted is acknowledged: without its record nobody would ever stream the rest. */
    @Test
    void checkpoint_goneFromAHaltedRun_isCorruptAndNamesTheWayOut() throws Exception {
        JsonNode world = world();
        String config = world.get("config").textValue();
        String run = world.get("run_id").textValue();
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .script(GateScript.onRequest(11, GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}")))
                .start()) {
            assertThat(new Shell().run(run(config, gate, "--once"))).isEqualTo(4);
            Path kept = temp.resolve("world/state/runs").resolve(run);
            Files.deleteIfExists(kept.resolve("a.checkpoint"));
            Files.deleteIfExists(kept.resolve("b.checkpoint"));

            Shell resumed = new Shell();
            assertThat(resumed.run(run(config, gate, "--once", "--resume"))).isEqualTo(3);
            assertThat(resumed.line().get("reason").textValue()).isEqualTo("CHECKPOINT_CORRUPT");
            assertThat(resumed.line().get("violations").toString()).contains("wsp run --restart " + run);
        }
    }

    @Test
    void aHostThatWaitsForALeaseNamesWhoHoldsTheRunAndWhereItStands() throws Exception {
        JsonNode world = world();
        String config = world.get("config").textValue();
        RunId run = new RunId(world.get("run_id").textValue());
        Path runs = temp.resolve("world/state/runs");
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .script(GateScript.onRequest(11, GateBehaviour.answerWith(400, "{\"error\":\"SCHEMA_UNKNOWN\"}")))
                .start()) {
            assertThat(new Shell().run(run(config, gate, "--once"))).isEqualTo(4);
            RunLease.Grant grant = new FileRunLease(runs, new SystemClock(), Duration.ofHours(1), "the test")
                    .acquire(run)
                    .orElseThrow();
            Path lock = runs.resolve(run.value()).resolve("lease.lock");
            Files.delete(lock);
            Shell waits = new Shell();
            FutureTask<Integer> running = start(waits, run(config, gate, "--resume"));
            while (Files.notExists(lock)) {
                assertThat(running.isDone()).as("it asks for the lease").isFalse();
            }
            waits.stop().request();
            assertThat(running.get()).isEqualTo(4);
            assertThat(waits.err())
                    .contains(
                            "run " + run + " is held by the test (process ",
                            "last saved after event 10 of " + EVENTS + ", at event time 2026-01-")
                    .doesNotContain("none yet", "resumes it there");
            grant.release();
        }
    }

    @Test
    void aPlaceIsOnlyGivenOutAsOneToGoOnFromWhereThatIsSo() {
        RunId run = new RunId("ab".repeat(16));
        assertThat(Stops.line(run, Optional.empty(), false))
                .endsWith("was stopped before its first checkpoint; the next wsp run starts it");
        assertThat(Stops.line(run, entry(run, RunState.STREAMING, null, 7), false))
                .endsWith("was stopped after event 7 of 60, at event time 2026-01-01T00:00:00.000000Z; the next wsp run"
                        + " resumes it there");
        assertThat(Stops.line(run, entry(run, RunState.PLANNED, null, 0), false))
                .endsWith("was stopped before its first event; the next wsp run starts it");
        assertThat(Stops.line(run, entry(run, RunState.HALTED, null, 7), false))
                .endsWith("it had halted: to resume it there, use wsp run --resume");
        assertThat(Stops.line(run, entry(run, RunState.COMPLETED, null, 60), false))
                .endsWith("; it is complete");
        assertThat(Stops.line(run, entry(run, RunState.REFUSED, null, 0), false))
                .endsWith("when its READY comes");
        assertThat(Stops.line(run, entry(run, RunState.STREAMING, "this host", 7), true))
                .endsWith("was stopped after event 7 of 60, at event time 2026-01-01T00:00:00.000000Z, with events in"
                        + " flight and their outcome unknown; the next wsp run resumes it there");
        assertThat(Stops.line(run, entry(run, RunState.STREAMING, "another host", 7), false))
                .endsWith("is held by another host; last saved after event 7 of 60, at event time"
                        + " 2026-01-01T00:00:00.000000Z");
    }

    private static Optional<LedgerEntry> entry(RunId run, RunState state, @Nullable String holder, long settled) {
        return Optional.of(LedgerEntry.builder(run, state, Instant.EPOCH)
                .holder(holder)
                .events(EventCounts.builder()
                        .planned(EVENTS)
                        .pushed(settled)
                        .admitted(settled)
                        .build())
                .lastEvent(settled == 0 ? null : Instant.parse("2026-01-01T00:00:00Z"), null)
                .build());
    }
}
