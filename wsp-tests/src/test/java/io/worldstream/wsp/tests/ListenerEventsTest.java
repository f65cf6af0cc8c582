package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Notifications to a listener: each transition once, in order, with the run that it belongs to. */
class ListenerEventsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** One event a second. */
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
            .withPush(push -> push.withRetry(new RetryPolicy(
                    Duration.ofMinutes(5), Duration.ofMillis(100), Duration.ofSeconds(10), 3, Set.of())))
            .withCheckpoint(new CheckpointPolicy(1, Duration.ofHours(1), Duration.ofSeconds(30)));

    private final ManualClock clock = new ManualClock();
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();
    private final World world = Trades.world(60, 1000).putInto(oracle);
    private final List<RecordingSink> gates = new ArrayList<>();
    private volatile boolean gateIsDown;

    private final RecordingSink gate = gate(RecordingSink.builder()
            .script((push, usual) -> gateIsDown ? new PushOutcome.Unavailable("503", null) : usual.get()));

    private RecordingSink gate(RecordingSink.Builder builder) {
        RecordingSink built = builder.build();
        gates.add(built);
        return built;
    }

    @AfterEach
    void everyoneKeptTheRules() {
        gates.forEach(each -> assertThat(each.violations()).isEmpty());
        assertThat(bus.violations()).isEmpty();
    }

    private SteppedProducer producer(RecordingSink sink, StreamPolicy policy) {
        return new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                sink,
                policy,
                clock,
                settings -> settings.checkpoints(store, lease.as("this host"), deadLetters));
    }

    private SteppedProducer producer() {
        return producer(gate, POLICY);
    }

    /** Starts to stream, and passes the time in which the first events leave. */
    private SteppedProducer streaming(SteppedProducer wsp) {
        world.announceOn(bus);
        wsp.pass(Duration.ofMillis(2_500));
        return wsp;
    }

    private static <E extends StreamEvent> E only(SteppedProducer wsp, Class<E> kind) {
        assertThat(wsp.heard.of(kind)).hasSize(1);
        return wsp.heard.of(kind).get(0);
    }

    @Test
    void run_completes_isAcceptedPlannedStartedFinished() {
        SteppedProducer wsp = producer();
        bus.publish("foreign", "{\"topic\":\"other\"}".getBytes(StandardCharsets.UTF_8));
        wsp.run(world, bus);
        assertThat(wsp.heard.names()).containsExactly("Ignored", "Accepted", "Planned", "Started", "Finished");
        List<StreamEvent> ofTheRun = wsp.heard.all.subList(1, 5);
        ReadySignal ready = only(wsp, RunEvent.Accepted.class).ready();
        assertThat(ready.messageId()).isEqualTo(world.messageId());
        assertThat(ofTheRun).allSatisfy(event -> {
            assertThat(event.runId()).isEqualTo(world.runId());
            assertThat(event.ready()).isEqualTo(ready);
        });
        assertThat(wsp.heard.all.get(0).runId()).isNull();
        assertThat(wsp.heard.all.get(0).ready()).isNull();
        assertThat(only(wsp, StreamEvent.Finished.class).code()).isNull();
    }

    @Test
    void run_refused_isNeitherStartedNorHalted() {
        SteppedProducer wsp = producer(gate, POLICY.withPacing(pacing -> pacing.withSpeedup(Speedup.MAX)));
        String unknown = new String(world.readyMessage(), StandardCharsets.UTF_8)
                .replace(world.factsViewRef(), "engine/nowhere.json");
        bus.publish("m", unknown.getBytes(StandardCharsets.UTF_8));
        wsp.pass(SECOND);
        assertThat(wsp.heard.names()).containsExactly("Accepted", "Finished");
        assertThat(only(wsp, StreamEvent.Finished.class).summary().status()).isEqualTo(ReadyDisposition.REFUSED);
    }

    @Nested
    class Pauses {
        @Test
        void pause_commandedTwice_isReportedOnceWithItsTime() {
            SteppedProducer wsp = streaming(producer());
            Instant paused = clock.wallTime();
            wsp.control(world).pause();
            wsp.turn();
            wsp.turnAfter(SECOND);
            wsp.control(world).pause();
            wsp.turn();
            wsp.control(world).resume();
            wsp.control(world).resume();
            wsp.turn();
            assertThat(wsp.heard.names()).endsWith("Started", "Paused", "Resumed");
            assertThat(only(wsp, RunEvent.Paused.class).since()).isEqualTo(paused);
            assertThat(only(wsp, RunEvent.Resumed.class).pausedSince()).isEqualTo(paused);
        }

        @Test
        void resume_notPaused_isNotReported() {
            SteppedProducer wsp = streaming(producer());
            wsp.control(world).resume();
            wsp.control(world).changeSpeed(Speedup.of("2"));
            wsp.turn();
            assertThat(wsp.heard.names()).endsWith("Started");
        }

        @Test
        void pause_beforeTheStart_isReportedAtOnce() throws IOException {
            RunLease other = lease.as("another host");
            RunLease.Grant grant = other.acquire(world.runId()).orElseThrow();
            SteppedProducer wsp = producer();
            world.announceOn(bus);
            wsp.pass(Duration.ofMillis(200));
            wsp.control(world).pause();
            wsp.turn();
            assertThat(wsp.heard.names()).containsExactly("Accepted", "LeaseWaiting", "Paused");
            grant.release();
            wsp.pass(Duration.ofSeconds(5));
            assertThat(wsp.heard.names()).containsExactly("Accepted", "LeaseWaiting", "Paused", "Planned", "Started");
            assertThat(gate.pushes()).isEmpty();
        }

        @Test
        void pause_nothingLeftToRelease_isNotReported() {
            RecordingSink slow = gate(RecordingSink.builder().holdAll());
            SteppedProducer wsp = producer(
                    slow,
                    POLICY.withPush(push ->
                            push.withMaxInFlight(64).withOrdering(Ordering.NONE).withBackpressure(Backpressure.FIXED)));
            world.announceOn(bus);
            wsp.pass(Duration.ofMinutes(2));
            wsp.control(world).pause();
            wsp.turn();
            assertThat(wsp.heard.names()).endsWith("Started");
        }
    }

    @Nested
    class Outages {
        @Test
        void gate_failsForAWhile_isAwayOnceAndBackOnce() {
            SteppedProducer wsp = streaming(producer());
            gateIsDown = true;
            wsp.pass(Duration.ofMillis(500));
            Instant firstFailure = clock.wallTime();
            wsp.pass(Duration.ofMillis(300));
            assertThat(wsp.heard.names()).as("a short outage").endsWith("Started");
            wsp.pass(Duration.ofSeconds(60));
            assertThat(wsp.heard.names()).endsWith("Started", "Away");
            assertThat(only(wsp, GateEvent.Away.class).since()).isEqualTo(firstFailure);
            assertThat(only(wsp, GateEvent.Away.class).reason()).contains("503");
            gateIsDown = false;
            wsp.pass(Duration.ofSeconds(20));
            assertThat(wsp.heard.names()).endsWith("Started", "Away", "Back");
            assertThat(only(wsp, GateEvent.Back.class).awaySince()).isEqualTo(firstFailure);
        }

        @Test
        void gate_twoOutages_areReportedTwice() {
            SteppedProducer wsp = streaming(producer());
            for (int outage = 0; outage < 2; outage++) {
                gateIsDown = true;
                wsp.pass(Duration.ofSeconds(10));
                gateIsDown = false;
                wsp.pass(Duration.ofSeconds(12));
            }
            assertThat(wsp.heard.names()).endsWith("Started", "Away", "Back", "Away", "Back");
        }

        /** At a gate that lets every request time out, five attempts would take too long. */
        @Test
        void gate_letsRequestsTimeOut_isAwayAfterTenSeconds() {
            RecordingSink silent = gate(RecordingSink.builder().holdAll());
            SteppedProducer wsp = producer(silent, POLICY);
            world.announceOn(bus);
            for (int timeout = 0; timeout < 2; timeout++) {
                wsp.pass(Duration.ofSeconds(6));
                assertThat(wsp.heard.of(GateEvent.Away.class)).isEmpty();
                silent.complete(silent.held().get(0), new PushOutcome.Unavailable("timed out", null));
                wsp.pass(Duration.ofMillis(500));
            }
            wsp.pass(Duration.ofSeconds(6));
            silent.complete(silent.held().get(0), new PushOutcome.Unavailable("timed out", null));
            wsp.turn();
            assertThat(only(wsp, GateEvent.Away.class).reason()).contains("timed out");
        }

        @Test
        void gate_staysAway_endsWithAHalt() {
            SteppedProducer wsp = streaming(producer());
            gateIsDown = true;
            wsp.runToEnd();
            assertThat(wsp.heard.names()).endsWith("Started", "Away", "Halted", "Finished");
            assertThat(only(wsp, RunEvent.Halted.class).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        }

        /** One event that keeps failing while others pass is no outage. */
        @Test
        void gate_settlesOthers_isNotAway() {
            RecordingSink poisoned = gate(RecordingSink.builder()
                    .script((push, usual) -> push.envelope().contains("\"n\":5,")
                            ? new PushOutcome.Unavailable("500", null)
                            : usual.get()));
            SteppedProducer wsp = producer(
                    poisoned,
                    POLICY.withPacing(pacing -> pacing.withSpeedup(Speedup.of("100")))
                            .withPush(push -> push.withMaxInFlight(8).withOrdering(Ordering.NONE)));
            world.announceOn(bus);
            wsp.pass(Duration.ofSeconds(50));
            assertThat(wsp.heard.names()).endsWith("Started");
        }
    }

    @Nested
    class Leases {
        @Test
        void lease_heldByAnotherHost_isReportedOnceWithTheHolder() throws IOException {
            RunLease.Grant grant =
                    lease.as("another host").acquire(world.runId()).orElseThrow();
            SteppedProducer wsp = producer();
            world.announceOn(bus);
            wsp.pass(Duration.ofSeconds(5));
            assertThat(wsp.heard.names()).containsExactly("Accepted", "LeaseWaiting");
            assertThat(only(wsp, RunEvent.LeaseWaiting.class).holder()).isEqualTo("another host");
            grant.release();
            wsp.runToEnd();
            assertThat(wsp.heard.names()).containsExactly("Accepted", "LeaseWaiting", "Planned", "Started", "Finished");
        }

        @Test
        void lease_lost_haltsTheRunAndAcceptsItAgain() {
            SteppedProducer wsp = streaming(producer());
            lease.setUnavailable(true);
            wsp.pass(Duration.ofSeconds(20));
            lease.setUnavailable(false);
            wsp.runToEnd();
            assertThat(wsp.heard.names())
                    .containsSubsequence("Started", "Halted", "Accepted", "Planned", "Started", "Finished");
            assertThat(only(wsp, RunEvent.Halted.class).code()).isEqualTo(ReasonCode.LEASE_LOST);
            assertThat(wsp.heard.finished).hasSize(1);
        }
    }

    @Nested
    class Checkpoints {
        @Test
        void save_failsAndSucceeds_isReportedOnceForEachOutage() {
            SteppedProducer wsp = streaming(producer());
            wsp.pass(Duration.ofMillis(400));
            store.setUnavailable(true);
            wsp.pass(Duration.ofSeconds(10));
            Instant since = only(wsp, RunEvent.CheckpointFailing.class).since();
            assertThat(since).isAfter(Instant.EPOCH).isBefore(clock.wallTime().minusSeconds(9));
            assertThat(only(wsp, RunEvent.CheckpointFailing.class).reason()).isNotBlank();
            assertThat(only(wsp, RunEvent.CheckpointFailing.class).code()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
            store.setUnavailable(false);
            wsp.pass(Duration.ofSeconds(15));
            store.failNextSaves(1);
            wsp.pass(Duration.ofSeconds(2));
            assertThat(wsp.heard.names()).endsWith("Started", "CheckpointFailing", "CheckpointFailing");
            wsp.runToEnd();
            assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        }

        @Test
        void save_keepsFailing_haltsTheRun() {
            SteppedProducer wsp = streaming(producer());
            store.setUnavailable(true);
            wsp.runToEnd();
            assertThat(wsp.heard.names()).endsWith("Started", "CheckpointFailing", "Halted", "Finished");
            assertThat(only(wsp, RunEvent.Halted.class).code()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
        }

        /** Every event has its outcome, but the next host would see an unfinished run. */
        @Test
        void lastSave_fails_isAHalt() {
            RecordingSink slow = gate(RecordingSink.builder().holdWhen(push -> push.number() == 60));
            SteppedProducer wsp = producer(slow, POLICY);
            world.announceOn(bus);
            wsp.pass(Duration.ofSeconds(65));
            store.setUnavailable(true);
            slow.completeAll();
            wsp.runToEnd();
            assertThat(wsp.heard.names()).endsWith("CheckpointFailing", "Halted", "Finished");
            assertThat(wsp.heard.only().reason()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
            assertThat(bus.settlement(world.messageId())).contains(Settlement.HALTED);
        }
    }

    @Nested
    class Events {
        @Test
        void event_rejected_haltsTheRunWithCodeAndReason() {
            RecordingSink rejecting = gate(RecordingSink.builder()
                    .script((push, usual) ->
                            push.number() == 3 ? new PushOutcome.Rejected("400 BAD_FIELD") : usual.get()));
            SteppedProducer wsp = producer(rejecting, POLICY);
            wsp.run(world, bus);
            assertThat(wsp.heard.names()).endsWith("Started", "Halted", "Finished");
            RunEvent.Halted halted = only(wsp, RunEvent.Halted.class);
            assertThat(halted.code()).isEqualTo(ReasonCode.INGRESS_REJECTED);
            assertThat(halted.reason()).contains("400 BAD_FIELD");
            assertThat(halted.violation())
                    .isEqualTo(wsp.heard.only().violations().get(0));
        }

        @Test
        void event_deadLettered_isReportedWithCodeAndReason() {
            RecordingSink rejecting = gate(RecordingSink.builder()
                    .script((push, usual) ->
                            push.number() == 3 ? new PushOutcome.Rejected("400 BAD_FIELD") : usual.get()));
            SteppedProducer wsp = producer(
                    rejecting,
                    POLICY.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnRejected(OnFailure.DEAD_LETTER)));
            wsp.run(world, bus);
            assertThat(wsp.heard.names()).endsWith("Started", "DeadLettered", "Finished");
            GateEvent.DeadLettered letter = only(wsp, GateEvent.DeadLettered.class);
            assertThat(letter.eventType()).isEqualTo(Trades.OUTPUT);
            assertThat(letter.eventId()).isEqualTo(rejecting.pushes().get(2).eventId());
            assertThat(letter.code()).isEqualTo(ReasonCode.INGRESS_REJECTED);
            assertThat(letter.reason()).contains("400 BAD_FIELD");
            assertThat(deadLetters.records(world.runId())).hasSize(1);
        }
    }
}
