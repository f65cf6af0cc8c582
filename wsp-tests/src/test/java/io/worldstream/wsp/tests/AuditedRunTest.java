package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.plan.PolicyDigest;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryAuditSink;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each action is on record before it takes effect, and does not happen if it cannot be recorded. */
class AuditedRunTest {
    private static final int EVENTS = 20;
    /** One event a second. */
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
            .withCheckpoint(new CheckpointPolicy(1_000, Duration.ofHours(1), Duration.ofSeconds(3)));

    private final ManualClock clock = new ManualClock();
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final RunLedger ledger = new RunLedger(store, lease, clock);
    private final World world = Trades.world(EVENTS, 1000).putInto(oracle);
    private final RecordingSink gate =
            RecordingSink.builder().dedupe(true).window(2).build();
    private final InMemoryAuditSink audit = new InMemoryAuditSink();
    /** Checks what has happened, at the time of each append. */
    private Consumer<AuditEntry> atAppend = entry -> {};

    private final List<AssertionError> tooEarly = new ArrayList<>();
    private final SteppedProducer wsp = producer();

    private SteppedProducer producer() {
        AuditSink watched = entry -> {
            try {
                atAppend.accept(entry);
            } catch (AssertionError e) {
                tooEarly.add(e);
            }
            return audit.append(entry);
        };
        return new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                POLICY,
                clock,
                settings -> settings.checkpoints(store, lease.as("this host"))
                        .auditSink(watched, Map.of("release", "test")));
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(gate.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
        assertThat(tooEarly).isEmpty();
        audit.records();
    }

    private RunState saved() {
        return ledger.entry(world.runId()).orElseThrow().state();
    }

    private List<AuditRecord> of(AuditKind kind) {
        return audit.records().stream()
                .filter(each -> each.entry().kind() == kind)
                .toList();
    }

    private AuditEntry only(AuditKind kind) {
        List<AuditRecord> records = of(kind);
        assertThat(records).as("records of %s", kind).hasSize(1);
        return records.get(0).entry();
    }

    @Test
    void build_moreDetailsOfTheHostThanARecordHolds_isRejected() {
        Map<String, String> details = new HashMap<>();
        for (int i = 0; i < AuditEntry.MAX_DETAILS; i++) {
            details.put("detail_" + i, "x");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SteppedProducer(
                        bus,
                        oracle,
                        world.catalogue(),
                        gate,
                        POLICY,
                        clock,
                        settings -> settings.auditSink(audit, details)))
                .withMessage("auditSink: a host has at most 31 details, found 32; one place is for the digest of its"
                        + " policy");
    }

    @Test
    void run_ofOneHost_isOnRecordFromStartToEnd() {
        RunSummary summary = wsp.run(world, bus);
        wsp.close();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(audit.kinds())
                .containsExactly(
                        AuditKind.HOST_STARTED,
                        AuditKind.READY_ACCEPTED,
                        AuditKind.LEASE_TAKEN,
                        AuditKind.PLANNED,
                        AuditKind.STARTED,
                        AuditKind.COMPLETED,
                        AuditKind.HOST_STOPPED);
        assertThat(only(AuditKind.HOST_STARTED).detail())
                .containsEntry("release", "test")
                .containsEntry("policy_digest", PolicyDigest.of(POLICY).value());
        assertThat(only(AuditKind.HOST_STARTED).runId()).isNull();
        assertThat(only(AuditKind.READY_ACCEPTED).detail()).containsEntry("message_id", world.messageId());
        assertThat(only(AuditKind.LEASE_TAKEN).detail()).containsEntry("epoch", "1");
        assertThat(only(AuditKind.PLANNED).detail())
                .containsKey("plan_digest")
                .containsEntry("never_stream", "[\"s4_*\"]");
        assertThat(only(AuditKind.STARTED).position()).isZero();
        AuditEntry completed = only(AuditKind.COMPLETED);
        assertThat(completed.runId()).isEqualTo(world.runId());
        assertThat(completed.position()).isEqualTo(EVENTS);
        assertThat(completed.eventTime()).isNotNull();
        assertThat(completed.detail())
                .containsEntry("admitted", String.valueOf(EVENTS))
                .containsEntry(
                        "stream_digest",
                        Objects.requireNonNull(summary.streamDigest()).value())
                .containsEntry("outcome", "completed");
    }

    @Test
    void run_eachAction_isRecordedBeforeItHappens() {
        atAppend = entry -> {
            switch (entry.kind()) {
                case HOST_STARTED ->
                    assertThat(bus.waiting()).as("polled before the start").isEqualTo(1);
                case READY_ACCEPTED -> assertThat(wsp.heard.names()).isEmpty();
                case LEASE_TAKEN -> assertThat(store.saves(world.runId())).isZero();
                case PLANNED -> assertThat(wsp.heard.names()).doesNotContain("Planned");
                case STARTED -> assertThat(gate.pushes()).isEmpty();
                case PAUSED -> assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.STREAMING);
                case RESUMED ->
                    assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);
                case SPEED_CHANGED ->
                    assertThat(wsp.control(world).progress().speed()).isEqualTo(Speedup.of("1"));
                case COMPLETED -> {
                    assertThat(saved()).isNotEqualTo(RunState.COMPLETED);
                    assertThat(wsp.heard.finished).isEmpty();
                    assertThat(bus.settlement(world.messageId())).isEmpty();
                }
                default -> {}
            }
        };
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(3));
        wsp.control(world).pause();
        wsp.turn();
        wsp.control(world).resume();
        wsp.turn();
        wsp.control(world).changeSpeed(Speedup.of("2"));
        wsp.turn();
        wsp.runToEnd();
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(audit.kinds()).contains(AuditKind.PAUSED, AuditKind.RESUMED, AuditKind.SPEED_CHANGED);
    }

    @Test
    void append_failsForAMoment_isRetriedAndTheRunGoesOn() {
        for (AuditKind kind : List.of(AuditKind.LEASE_TAKEN, AuditKind.STARTED, AuditKind.COMPLETED)) {
            Consumer<AuditEntry> before = atAppend;
            boolean[] failed = {false};
            atAppend = entry -> {
                before.accept(entry);
                if (entry.kind() == kind && !failed[0]) {
                    failed[0] = true;
                    audit.failNextAppends(2);
                }
            };
        }
        assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(of(AuditKind.COMPLETED)).hasSize(1);
    }

    @Test
    void run_completeButNotSaved_isRecordedAsHaltedBeforeItIsReported() {
        Consumer<AuditEntry> before = atAppend;
        atAppend = entry -> {
            before.accept(entry);
            if (entry.kind() == AuditKind.COMPLETED) {
                store.setUnavailable(true);
            }
            if (entry.kind() == AuditKind.HALTED) {
                assertThat(wsp.heard.of(RunEvent.Halted.class)).isEmpty();
                assertThat(wsp.heard.finished).isEmpty();
            }
        };
        RunSummary summary = wsp.run(world, bus);
        store.setUnavailable(false);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
        assertThat(only(AuditKind.COMPLETED).detail()).containsEntry("outcome", "completed");
        assertThat(only(AuditKind.HALTED).detail())
                .containsEntry("outcome", "halted")
                .containsEntry("code", "CHECKPOINT_UNAVAILABLE");
        assertThat(of(AuditKind.HALTED).get(0).seq())
                .isGreaterThan(of(AuditKind.COMPLETED).get(0).seq());
    }

    /** From each step of a run on, nothing can be recorded; then the trail is back, and the next start completes the run. */
    @ParameterizedTest
    @EnumSource(names = {"READY_ACCEPTED", "LEASE_TAKEN", "PLANNED", "STARTED", "COMPLETED"})
    void append_failsForGood_theStepDoesNotHappen(AuditKind kind) {
        atAppend = entry -> audit.setUnavailable(entry.kind() == kind);
        world.announceOn(bus);
        wsp.pass(Duration.ofMinutes(2));
        assertThat(wsp.active()).isFalse();
        RunSummary summary = wsp.heard.only();
        assertThat(summary.violations()).extracting(Violation::code).containsExactly(ReasonCode.AUDIT_UNAVAILABLE);
        assertThat(bus.settlement(world.messageId()).orElseThrow())
                .isEqualTo(kind == AuditKind.READY_ACCEPTED ? Settlement.REFUSED : Settlement.HALTED);
        assertThat(of(kind)).isEmpty();
        assertThat(gate.pushes()).hasSize(kind == AuditKind.COMPLETED ? EVENTS : 0);
        boolean nothingSaved = store.newest(world.runId()).isEmpty();
        assertThat(nothingSaved || saved().unfinished()).as("it can go on").isTrue();
        wsp.close();

        atAppend = entry -> {};
        audit.setUnavailable(false);
        bus.restart();
        SteppedProducer next = producer();
        next.runToEndOfBus();
        assertThat(next.heard.finished).isNotEmpty();
        assertThat(next.heard.finished.get(0).status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(of(AuditKind.COMPLETED)).hasSize(1);
    }

    @Test
    void append_hostCannotBeRecorded_takesNothingUntilItCan() {
        audit.setUnavailable(true);
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(10));
        assertThat(bus.waiting()).isEqualTo(1);
        assertThat(wsp.active()).isFalse();
        audit.setUnavailable(false);
        wsp.pass(Duration.ofSeconds(2));
        wsp.runToEnd();
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    /** As a defect of any adapter, it ends the run and not the host. */
    @Test
    void append_sinkHasADefect_theStepDoesNotHappenAndTheHostGoesOn() {
        atAppend = entry -> {
            if (entry.kind() == AuditKind.STARTED) {
                throw new StackOverflowError("planted");
            }
        };
        RunSummary summary = wsp.run(world, bus);
        assertThat(summary.violations()).extracting(Violation::code).containsExactly(ReasonCode.AUDIT_UNAVAILABLE);
        assertThat(summary.reason()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
        assertThat(gate.pushes()).isEmpty();
        atAppend = entry -> {};
        bus.publish("again", world.readyMessage());
        wsp.runToEndOfBus();
        assertThat(wsp.heard.finished.get(1).status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Nested
    class Commands {
        private void start() {
            world.announceOn(bus);
            wsp.pass(Duration.ofSeconds(3));
        }

        @Test
        void pause_cannotBeRecorded_doesNotHappen() {
            start();
            audit.failNextAppends(1);
            wsp.control(world).pause();
            wsp.turn();
            assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.STREAMING);
            assertThat(wsp.heard.of(RunEvent.Paused.class)).isEmpty();
            wsp.control(world).pause();
            wsp.turn();
            assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);
            assertThat(of(AuditKind.PAUSED)).hasSize(1);
        }

        @Test
        void changeSpeed_cannotBeRecorded_doesNotHappen() {
            start();
            audit.failNextAppends(1);
            wsp.control(world).changeSpeed(Speedup.of("5"));
            wsp.pass(Duration.ofSeconds(1));
            assertThat(wsp.control(world).progress().speed()).isEqualTo(Speedup.of("1"));
            wsp.control(world).changeSpeed(Speedup.of("5"));
            wsp.pass(Duration.ofSeconds(1));
            assertThat(wsp.control(world).progress().speed()).isEqualTo(Speedup.of("5"));
            assertThat(only(AuditKind.SPEED_CHANGED).detail())
                    .containsEntry("from", "1")
                    .containsEntry("to", "5");
        }

        @Test
        void commands_severalAtOnce_happenInOrder() {
            start();
            wsp.control(world).pause();
            wsp.control(world).resume();
            wsp.control(world).pause();
            wsp.control(world).changeSpeed(Speedup.of("3"));
            wsp.turn();
            assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);
            assertThat(audit.kinds())
                    .endsWith(AuditKind.PAUSED, AuditKind.RESUMED, AuditKind.PAUSED, AuditKind.SPEED_CHANGED);
        }

        @Test
        void commands_thatChangeNothing_areRecordedAsInTheJournal() {
            start();
            wsp.control(world).resume();
            wsp.control(world).changeSpeed(Speedup.of("1"));
            wsp.turn();
            assertThat(audit.kinds()).endsWith(AuditKind.STARTED, AuditKind.RESUMED, AuditKind.SPEED_CHANGED);
            assertThat(wsp.control(world).journal().records()).hasSize(2);
        }

        @Test
        void stop_isRecordedBeforeItTakesEffectAndAtTheEnd() {
            start();
            atAppend = entry -> assertThat(wsp.control(world).journal().records())
                    .hasSize(entry.detail().containsKey("action") ? 0 : 1);
            wsp.control(world).stop();
            wsp.turn();
            assertThat(of(AuditKind.HALTED)).hasSize(2);
            AuditEntry asked = of(AuditKind.HALTED).get(0).entry();
            assertThat(asked.detail()).containsEntry("action", "stop");
            assertThat(asked.position()).isEqualTo(4);
            AuditEntry halted = of(AuditKind.HALTED).get(1).entry();
            assertThat(halted.detail()).containsEntry("outcome", "stopped");
            assertThat(halted.position()).isEqualTo(4);
        }
    }

    @Nested
    class Refusals {
        private final byte[] invalid =
                "{\"topic\": \"fp.bus.control.v1\", \"message_id\": \"m\", \"attributes\": {\"kind\": \"READY\"}}"
                        .getBytes(StandardCharsets.UTF_8);

        @Test
        void ready_invalid_isRecordedWithItsFindingsBeforeItIsSettled() {
            atAppend = entry -> {
                if (entry.kind() == AuditKind.READY_REFUSED) {
                    assertThat(bus.settlement("bad")).isEmpty();
                    assertThat(wsp.heard.finished).isEmpty();
                }
            };
            bus.publish("bad", invalid);
            wsp.pass(Duration.ofSeconds(1));
            AuditEntry refused = only(AuditKind.READY_REFUSED);
            assertThat(refused.detail()).containsEntry("message", "bad").containsEntry("code", "READY_INVALID");
            assertThat(refused.detail()).containsKeys("findings", "finding_01", "finding_02");
            assertThat(refused.reason()).contains("READY_INVALID");
            assertThat(bus.settlement("bad")).contains(Settlement.REFUSED);
        }

        @Test
        void ready_conflictThatCannotBeRecorded_staysOnTheBus() {
            wsp.run(world, bus);
            String other = new String(world.readyMessage(), StandardCharsets.UTF_8)
                    .replace("\"facts_view_ref\":\"", "\"facts_view_ref\":\"x");
            atAppend = entry -> audit.setUnavailable(entry.kind() == AuditKind.READY_REFUSED);
            bus.publish("other", other.getBytes(StandardCharsets.UTF_8));
            wsp.pass(Duration.ofSeconds(10));
            assertThat(bus.settlement("other")).contains(Settlement.REFUSED);
            RunSummary summary = wsp.heard.finished.get(1);
            assertThat(summary.violations()).extracting(Violation::code).containsExactly(ReasonCode.AUDIT_UNAVAILABLE);
        }

        @Test
        void ready_manyInvalidOnes_areRecordedWithBoundedMemory() {
            for (int i = 0; i < 300; i++) {
                bus.publish("bad" + i, invalid);
            }
            wsp.pass(Duration.ofMinutes(1));
            assertThat(of(AuditKind.READY_REFUSED)).hasSize(300);
            assertThat(bus.settlements()).hasSize(300);
        }

        @Test
        void run_refusedByItsWorld_isRecordedBeforeItIsSaved() {
            oracle.remove(RootKind.OBJECT_STORE, world.factsViewRef());
            atAppend = entry -> {
                if (entry.kind() == AuditKind.READY_REFUSED) {
                    assertThat(saved()).isNotEqualTo(RunState.REFUSED);
                }
            };
            assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.REFUSED);
            assertThat(only(AuditKind.READY_REFUSED).detail()).containsEntry("code", "FACTS_UNREADABLE");
            assertThat(saved()).isEqualTo(RunState.REFUSED);
        }
    }
}
