package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.Redrive;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt.Outcome;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.Provenance;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveStoppedException;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.fake.SinkScript;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I5, I9: what the gate quarantined is sent again with the same bytes, by one host at a time, however a redrive ends. */
class RedriveTest {
    private static final int EVENTS = 120;
    private static final int QUARANTINED = 12;
    private static final StreamPolicy POLICY = SteppedProducer.AS_FAST_AS_CAN_BE.withEnvelope(
            envelope -> envelope.withStampEmittedAt(true).withProvenance(Provenance.PLAN));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final ManualClock clock = new ManualClock();
    private final InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final InMemoryDeadLetterSink letters = new InMemoryDeadLetterSink();
    private final RecordingSink gate =
            RecordingSink.builder().dedupe(true).script(this::answer).build();
    private final World world = Trades.world(EVENTS, 1000).putInto(oracle);
    private final List<RedrivenEvent> heard = new ArrayList<>();
    private boolean mended;
    private Function<RecordedPush, @Nullable PushOutcome> refused = push -> null;

    private PushOutcome answer(RecordedPush push, SinkScript.Taking usual) {
        PushOutcome refusal = refused.apply(push);
        if (refusal != null) {
            return refusal;
        }
        return !mended && push.number() % 10 == 0 ? Outcomes.quarantine(push, "SCHEMA_FAIL") : usual.get();
    }

    @AfterEach
    void theEngineKeptTheRules() {
        assertThat(gate.violations()).isEmpty();
    }

    private RunSummary stream() {
        try (SteppedProducer host = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                POLICY,
                clock,
                builder -> builder.checkpoints(checkpoints, lease.as("the stream"), letters))) {
            return host.run(world, bus);
        }
    }

    private Redrive redrive() {
        return redrive(letters);
    }

    private Redrive redrive(DeadLetterStore store) {
        return Redrive.builder(oracle, world.catalogue(), gate, POLICY)
                .state(checkpoints, lease.as("the redrive"), store)
                .clock(clock)
                .build();
    }

    private LedgerEntry entry() {
        return new RunLedger(checkpoints, lease, clock).entry(world.runId()).orElseThrow();
    }

    private List<DeadLetterStore.Entry> entries() {
        List<DeadLetterStore.Entry> entries = new ArrayList<>();
        try {
            letters.forEach(world.runId(), entries::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private long open() {
        return entries().stream().filter(DeadLetterStore.Entry::open).count();
    }

    private void streamed() {
        RunSummary summary = stream();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events().quarantined()).isEqualTo(QUARANTINED);
        assertThat(summary.notes())
                .anyMatch(note -> note.startsWith("12 events were quarantined by the gate; the reasons are in the dead"
                        + " letters of run " + world.runId()));
        assertThat(open()).isEqualTo(QUARANTINED);
        mended = true;
        clock.advance(Duration.ofDays(1));
    }

    @Test
    void send_gateIsMended_admitsAllWithTheBytesThatWereQuarantined() {
        streamed();
        List<String> quarantined = gate.pushes().stream()
                .filter(push -> push.number() % 10 == 0)
                .map(RecordedPush::envelope)
                .toList();
        RedriveSummary summary = redrive().send(world.runId(), heard::add);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events()).isEqualTo(new RedriveSummary.Counts(QUARANTINED, QUARANTINED, 0, 0, 0));
        assertThat(gate.pushes().subList(EVENTS, EVENTS + QUARANTINED))
                .extracting(RecordedPush::envelope)
                .containsExactlyElementsOf(quarantined);
        assertThat(heard).hasSize(QUARANTINED).allMatch(event -> event.attempt().outcome() == Outcome.ADMIT);
        assertThat(entries()).allMatch(DeadLetterStore.Entry::landed);
        assertThat(entry().state()).isEqualTo(RunState.COMPLETED);
        assertThat(entry().redriven()).isEqualTo(QUARANTINED);
        assertThat(entry().events().quarantined()).isEqualTo(QUARANTINED);
        assertThat(entry().holder()).isNull();

        RedriveSummary again = redrive().send(world.runId(), heard::add);
        assertThat(again.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(again.events().open()).isZero();
        assertThat(gate.pushes()).hasSize(EVENTS + QUARANTINED);
    }

    @Test
    void send_policyNoLongerStamps_stampsAsTheRunDid() {
        streamed();
        StreamPolicy without = POLICY.withEnvelope(envelope -> envelope.withStampEmittedAt(false));
        RedriveSummary summary = Redrive.builder(oracle, world.catalogue(), gate, without)
                .state(checkpoints, lease.as("the redrive"), letters)
                .clock(clock)
                .build()
                .send(world.runId(), heard::add);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(open()).isZero();
    }

    @Test
    void send_runWithoutARecordOrUnknownEvent_isRefusedByName() {
        streamed();
        RunId other = new RunId("0".repeat(32));
        assertThatThrownBy(() -> redrive().send(other, heard::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run " + other + " has no saved record");
        EventId event = new EventId("0".repeat(64));
        assertThatThrownBy(() -> redrive().send(world.runId(), Set.of(event), heard::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no quarantined event " + event);
        assertThat(entry().holder()).as("the run is free again").isNull();
        assertThat(gate.pushes()).hasSize(EVENTS);
    }

    @Test
    void send_runIsHeld_isRefused() throws IOException {
        streamed();
        RunLease.Grant grant = lease.as("a host").acquire(world.runId()).orElseThrow();
        assertThatThrownBy(() -> redrive().send(world.runId(), heard::add))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.LEASE_HELD))
                .hasMessageContaining("is held by a host");
        assertThat(gate.pushes()).hasSize(EVENTS);
        grant.release();
    }

    @Test
    void send_takesLongerThanTheTermOfTheLease_renewsIt() {
        streamed();
        RedriveSummary summary =
                redrive().send(world.runId(), event -> clock.advance(InMemoryRunLease.DEFAULT_TERM.dividedBy(2)));
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(lease.epoch(world.runId())).isEqualTo(2);
    }

    @Test
    void send_anotherHostTakesTheRun_stopsAtOnceAndTheNextSendsTheRest() {
        streamed();
        Consumer<RedrivenEvent> thief = event -> {
            heard.add(event);
            if (heard.size() == 5) {
                lease.takeAway(world.runId());
                clock.advance(InMemoryRunLease.DEFAULT_TERM);
            }
        };
        RedriveSummary summary = redrive().send(world.runId(), thief);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.violations()).extracting(each -> each.code()).containsExactly(ReasonCode.LEASE_LOST);
        assertThat(summary.events().admitted()).isEqualTo(5);
        assertThat(open()).isEqualTo(QUARANTINED - 5);
        assertThat(entry().redriven()).as("no longer this host's to save").isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(redrive().send(world.runId(), heard::add).status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(entry().redriven()).isEqualTo(QUARANTINED);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void send_outcomeCannotBeRecorded_haltsAndTheNextHearsThatTheGateHasIt() {
        streamed();
        Consumer<RedrivenEvent> full = event -> {
            heard.add(event);
            if (heard.size() == 5) {
                letters.failNextRecords(1);
            }
        };
        RedriveSummary summary = redrive().send(world.runId(), full);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.violations())
                .extracting(each -> each.code())
                .containsExactly(ReasonCode.QUARANTINE_UNAVAILABLE);
        assertThat(entry().redriven()).isEqualTo(5);
        RedriveSummary next = redrive().send(world.runId(), heard::add);
        assertThat(next.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(next.events().duplicate()).as("sent, and not recorded").isEqualTo(1);
        assertThat(entry().redriven()).isEqualTo(QUARANTINED);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void send_threadIsInterrupted_recordsWhatWasSentAndReleasesTheRun() {
        streamed();
        assertThatThrownBy(() -> redrive().send(world.runId(), event -> {
                    heard.add(event);
                    if (heard.size() == 5) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOfSatisfying(RedriveStoppedException.class, stopped -> {
                    assertThat(stopped.summary().events())
                            .isEqualTo(new RedriveSummary.Counts(QUARANTINED, 5, 0, 0, 0));
                    assertThat(stopped.summary().status()).isEqualTo(ReadyDisposition.HALTED);
                    assertThat(stopped.summary().violations()).isEmpty();
                });
        assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
        assertThat(entry().redriven()).isEqualTo(5);
        assertThat(entry().holder()).isNull();
        assertThat(redrive().send(world.runId(), heard::add).events().open()).isEqualTo(QUARANTINED - 5);
    }

    /** As a channel of a file does, a call in which the thread is interrupted fails and leaves the interrupt status set. */
    @ParameterizedTest
    @ValueSource(strings = {"find", "redriven", "redriven, stored"})
    void send_threadIsInterruptedInACallOfTheStore_stopsAndForgetsNothing(String call) {
        streamed();
        assertThatThrownBy(() -> redrive(new InterruptedStore(letters, call, 5)).send(world.runId(), heard::add))
                .isInstanceOfSatisfying(RedriveStoppedException.class, stopped -> {
                    assertThat(stopped.summary().events().admitted()).isEqualTo(heard.size());
                    assertThat(stopped.summary().violations()).isEmpty();
                });
        assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
        assertThat(heard).isNotEmpty().hasSizeLessThan(QUARANTINED);
        assertThat(entry().redriven()).isEqualTo(heard.size());
        assertThat(entries()).allSatisfy(each -> assertThat(each.attempts()).hasSizeLessThan(2));
        assertThat(redrive().send(world.runId(), heard::add).events().duplicate())
                .isZero();
        assertThat(open()).isZero();
    }

    @Test
    void send_savedCountIsOldAfterACrash_isCountedAgain() {
        streamed();
        checkpoints.failNextSaves(1);
        assertThatThrownBy(() -> redrive().send(world.runId(), heard::add))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE));
        assertThat(open()).isZero();
        assertThat(entry().redriven()).isZero();
        assertThat(redrive().send(world.runId(), heard::add).events().open()).isZero();
        assertThat(entry().redriven()).isEqualTo(QUARANTINED);
    }

    @ParameterizedTest
    @MethodSource("answersThatTakeNoEvent")
    void send_gateDoesNotTakeOneEvent_sendsTheOthers(PushOutcome answer, ReasonCode code) {
        streamed();
        EventId untaken = Objects.requireNonNull(entries().get(3).letter().eventId());
        refused = push -> push.eventId().equals(untaken) ? answer : null;
        RedriveSummary summary = Redrive.builder(oracle, world.catalogue(), gate, POLICY)
                .state(checkpoints, lease.as("the redrive"), letters)
                .clock(new RunningClock())
                .build()
                .send(world.runId(), heard::add);

        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.events()).isEqualTo(new RedriveSummary.Counts(QUARANTINED, QUARANTINED - 1, 0, 0, 1));
        assertThat(summary.violations()).extracting(Violation::code).containsExactly(code);
        assertThat(heard)
                .filteredOn(event -> event.attempt().outcome() == Outcome.FAILED)
                .extracting(RedrivenEvent::eventId)
                .containsExactly(untaken);
        assertThat(open()).isEqualTo(1);
    }

    static Stream<Arguments> answersThatTakeNoEvent() {
        return Stream.of(
                Arguments.of(new PushOutcome.Rejected("400"), ReasonCode.INGRESS_REJECTED),
                Arguments.of(new PushOutcome.Ambiguous("503 PUBLISH_AMBIGUOUS_RETRY"), ReasonCode.RETRY_EXHAUSTED));
    }

    @Test
    void send_recordsAreNotHere_haltsAndKeepsTheCount() {
        streamed();
        assertThat(redrive().send(world.runId(), heard::add).status()).isEqualTo(ReadyDisposition.COMPLETED);
        RedriveSummary summary = redrive(new InMemoryDeadLetterSink()).send(world.runId(), heard::add);

        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.violations()).extracting(Violation::code).containsExactly(ReasonCode.QUARANTINE_UNAVAILABLE);
        assertThat(entry().redriven()).isEqualTo(QUARANTINED);
    }

    /** Time that passes whenever somebody looks, so that retries become due. */
    private final class RunningClock implements Clock {
        @Override
        public long monotonicNanos() {
            clock.advance(Duration.ofMillis(1));
            return clock.monotonicNanos();
        }

        @Override
        public Instant wallTime() {
            return clock.wallTime();
        }
    }

    @Test
    void send_gateStillQuarantines_stopsAtTheLimitOfThePolicy() {
        streamed();
        mended = false;
        StreamPolicy first = POLICY.withOutcomes(
                outcomes -> outcomes.withQuarantine(outcomes.quarantine().withFirstEvents(1)));
        Redrive redrive = Redrive.builder(
                        oracle,
                        world.catalogue(),
                        RecordingSink.builder()
                                .script((push, usual) -> Outcomes.quarantine(push, "SCHEMA_FAIL"))
                                .build(),
                        first)
                .state(checkpoints, lease, letters)
                .clock(clock)
                .build();
        RedriveSummary summary = redrive.send(world.runId(), heard::add);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.violations()).extracting(each -> each.code()).containsExactly(ReasonCode.QUARANTINE_LIMIT);
        assertThat(summary.events().quarantined()).isEqualTo(1);
        assertThat(summary.events().unsent()).isEqualTo(QUARANTINED - 1);
        assertThat(open()).isEqualTo(QUARANTINED);
    }

    @Test
    void stream_hostWithoutDeadLetters_streamsAndSaysSo() {
        try (SteppedProducer host = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                POLICY.withSpeedup(Speedup.MAX),
                clock,
                builder -> builder.checkpoints(checkpoints, lease))) {
            RunSummary summary = host.run(world, bus);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(summary.events().quarantined()).isEqualTo(QUARANTINED);
            assertThat(summary.notes())
                    .contains("12 events were quarantined by the gate; this host has no store of dead letters"
                            + " (dead_letter.root), so only the gate has a record");
        }
    }

    @Test
    void stream_evidenceCannotBeStored_haltsBeforeTheEventAndResumes() {
        letters.failNextRecords(1_000);
        RunSummary halted = stream();
        assertThat(halted.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(halted.reason()).isEqualTo(ReasonCode.QUARANTINE_UNAVAILABLE);
        assertThat(halted.events().quarantined()).isZero();
        assertThat(entry().events().pushed()).isEqualTo(9);
        assertThat(open()).isZero();
    }
}
