package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.policy.Provenance;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** I7, I8, I9: a run goes on where it stood, in one host at a time, whatever ended the host before. */
class ResumeTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int EVENTS = 1000;
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("100")))
            .withCheckpoint(new CheckpointPolicy(50, Duration.ofHours(1), Duration.ofMinutes(1)));

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final ManualClock clock = new ManualClock();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final RunLedger ledger = new RunLedger(store, lease, clock);
    private final RecordingSink gate = RecordingSink.builder().dedupe(true).build();
    private final World world = Trades.world(EVENTS, 1000).putInto(oracle);
    private final List<SteppedProducer> hosts = new ArrayList<>();

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(gate.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }

    private SteppedProducer host(StreamPolicy policy, RecordingSink sink) {
        String name = "host " + (hosts.size() + 1);
        SteppedProducer host = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                sink,
                policy,
                clock,
                settings -> settings.checkpoints(store, lease.as(name)));
        hosts.add(host);
        return host;
    }

    private SteppedProducer host() {
        return host(POLICY, gate);
    }

    private LedgerEntry kept() {
        return ledger.entry(world.runId()).orElseThrow();
    }

    private static List<EventId> ids(List<RecordedPush> pushes) {
        return pushes.stream().map(RecordedPush::eventId).toList();
    }

    @Test
    void run_resumedByASecondHost_keepsThePositionsInItsPlan() {
        StreamPolicy numbered = POLICY.withEnvelope(envelope -> envelope.withProvenance(Provenance.PLAN));
        world.announceOn(bus);
        SteppedProducer first = host(numbered, gate);
        first.pass(Duration.ofSeconds(3));
        int before = gate.pushes().size();
        assertThat(before).isBetween(51, EVENTS - 1);
        first.control(world).stop();
        first.runToEnd();
        SteppedProducer second = host(numbered, gate);
        second.runToEndOfBus();
        assertThat(gate.admitted()).hasSize(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            assertThat(gate.admitted().get(i).envelope())
                    .contains("\"trace_id\":\"" + kept().planDigest() + "\",\"span_id\":\""
                            + String.format("%016d", i + 1) + "\"");
        }
    }

    /** Returns the ids of the events sent by an uninterrupted run. */
    private List<EventId> wholeStream() {
        RecordingSink other = RecordingSink.create();
        InMemoryReadySource ownBus = new InMemoryReadySource();
        try (SteppedProducer alone =
                new SteppedProducer(ownBus, oracle, world.catalogue(), other, SteppedProducer.AS_FAST_AS_CAN_BE)) {
            alone.run(world, ownBus);
        }
        return ids(other.pushes());
    }

    @Test
    void aRunThatWasKilledGoesOnWhereItStood() {
        world.announceOn(bus);
        host().pass(Duration.ofMillis(4_444));
        int sent = gate.pushes().size();
        assertThat(sent).isEqualTo(445);

        SteppedProducer second = host();
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        second.runToEnd();
        RunSummary summary = second.heard.only();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events().planned()).isEqualTo(EVENTS);
        assertThat(summary.events().settled()).isEqualTo(EVENTS);
        assertThat(summary.notes()).anySatisfy(note -> assertThat(note).contains("after event 400"));
        List<EventId> whole = wholeStream();
        assertThat(ids(gate.admitted())).isEqualTo(whole);
        assertThat(ids(gate.pushes()).subList(sent, gate.pushes().size()))
                .as("what came after the last save is sent again, and nothing before it")
                .isEqualTo(whole.subList(400, EVENTS));
        assertThat(summary.events().duplicate()).isEqualTo(45);
    }

    @Test
    void theDigestAndTheCountsAreThoseOfAnUndisturbedRun() {
        InMemoryReadySource otherBus = new InMemoryReadySource();
        RunSummary undisturbed;
        try (SteppedProducer other =
                new SteppedProducer(otherBus, oracle, world.catalogue(), RecordingSink.create(), POLICY)) {
            undisturbed = other.run(world, otherBus);
        }
        world.announceOn(bus);
        for (int kills = 0; kills < 5; kills++) {
            host().pass(Duration.ofMillis(1_700));
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
        }
        SteppedProducer last = host();
        last.runToEnd();
        RunSummary summary = last.heard.only();
        assertThat(summary.streamDigest()).isEqualTo(undisturbed.streamDigest());
        assertThat(summary.planDigest()).isEqualTo(undisturbed.planDigest());
        assertThat(kept().streamDigest()).isEqualTo(undisturbed.streamDigest());
        assertThat(kept().state()).isEqualTo(RunState.COMPLETED);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void hoursDownAreNoBurst() {
        world.announceOn(bus);
        host().pass(Duration.ofMillis(3_005));
        clock.advance(Duration.ofHours(9));
        int sent = gate.pushes().size();
        SteppedProducer second = host();
        second.turn();
        // The cursor stands at event 300, simulated time starts there, and 301 is due ten milliseconds later.
        assertThat(gate.pushes()).hasSize(sent);
        second.turnAfter(Duration.ofMillis(10).minusNanos(1));
        assertThat(gate.pushes()).as("I1: a nanosecond early").hasSize(sent);
        second.turnAfter(Duration.ofNanos(1));
        assertThat(gate.pushes()).hasSize(sent + 1);
        second.turnAfter(Duration.ofMillis(10));
        assertThat(gate.pushes()).hasSize(sent + 2);
    }

    @Test
    void theReadyOfACompletedRunIsADuplicateAfterARestart() {
        world.announceOn(bus);
        SteppedProducer first = host();
        first.pass(POLL);
        first.runToEnd();
        assertThat(first.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED);
        bus.publish("re-emitted", world.readyMessage());
        SteppedProducer second = host();
        second.pass(POLL);
        assertThat(second.heard.statuses()).containsExactly(ReadyDisposition.DUPLICATE);
        assertThat(bus.settlement("re-emitted")).contains(Settlement.DONE);
        assertThat(gate.pushes()).hasSize(EVENTS);
    }

    @Test
    void aStopSavesWhereTheRunStandsAndTheNextStartNeedsNoReady() {
        world.announceOn(bus);
        SteppedProducer first = host();
        first.pass(Duration.ofMillis(3_333));
        first.close();
        first.turn();
        assertThat(first.active()).isFalse();
        assertThat(first.heard.finished).isEmpty();
        assertThat(kept().state()).isEqualTo(RunState.STREAMING);
        assertThat(kept().holder()).isNull();
        assertThat(kept().events().settled()).isEqualTo(334);

        SteppedProducer second = host();
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(gate.pushes()).as("nothing is sent twice").hasSize(EVENTS);
    }

    @Test
    void theReadyOfARunThatGoesOnIsItsOwnAndSettledAtItsEnd() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(1));
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        bus.restart();
        SteppedProducer second = host();
        second.pass(Duration.ofMillis(500));
        assertThat(bus.settlement(world.messageId())).isEmpty();
        second.runToEnd();
        assertThat(second.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.DONE);
    }

    @Test
    void aRunThatHaltedGoesOnWhenItIsTold() {
        RecordingSink refusing = RecordingSink.builder()
                .script((push, usual) -> push.number() == 123 ? new PushOutcome.Rejected("400 BAD") : usual.get())
                .build();
        world.announceOn(bus);
        SteppedProducer first = host(POLICY, refusing);
        first.pass(POLL);
        first.runToEnd();
        assertThat(first.heard.only().reason()).isEqualTo(ReasonCode.INGRESS_REJECTED);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.DONE);
        assertThat(kept().state()).isEqualTo(RunState.HALTED);
        assertThat(kept().reason()).extracting(Violation::code).isEqualTo(ReasonCode.INGRESS_REJECTED);
        long stands = kept().events().settled();

        SteppedProducer second = host();
        second.turn();
        assertThat(second.active()).as("a halt is an operator's to end").isFalse();
        second.resumeHalted();
        second.turn();
        assertThat(second.active()).as("at once").isTrue();
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(ids(gate.pushes())).isEqualTo(wholeStream().subList((int) stands, EVENTS));
    }

    @Test
    void aReadyForARunThatHaltedResumesIt() {
        RecordingSink refusing = RecordingSink.builder()
                .script((push, usual) -> push.number() == 5 ? new PushOutcome.Unauthorised("401") : usual.get())
                .build();
        world.announceOn(bus);
        SteppedProducer first = host(POLICY, refusing);
        first.pass(POLL);
        first.runToEnd();
        SteppedProducer second = host();
        bus.publish("re-emitted", world.readyMessage());
        second.pass(POLL);
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void aPauseIsSaved() {
        world.announceOn(bus);
        SteppedProducer first = host();
        first.pass(Duration.ofMillis(777));
        first.control(world).pause();
        first.turn();
        assertThat(kept().state()).isEqualTo(RunState.PAUSED);
        assertThat(kept().events().settled()).isEqualTo(78);
        first.control(world).resume();
        first.turn();
        assertThat(kept().state()).isEqualTo(RunState.STREAMING);
    }

    @Test
    void anotherPlanIsAMismatchAndTheCursorStays() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(2));
        LedgerEntry before = kept();
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        SteppedProducer second = host(POLICY.withEnvelope(envelope -> envelope.withProducer("svc:other")), gate);
        int sent = gate.pushes().size();
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(second.heard.only().reason()).isEqualTo(ReasonCode.CHECKPOINT_MISMATCH);
        assertThat(gate.pushes()).hasSize(sent);
        assertThat(kept().state()).isEqualTo(RunState.REFUSED);
        assertThat(kept().planDigest()).isEqualTo(before.planDigest());
        assertThat(kept().eventId()).isEqualTo(before.eventId());

        SteppedProducer third = host();
        bus.publish("again", world.readyMessage());
        third.pass(POLL);
        third.runToEnd();
        assertThat(third.heard.statuses()).contains(ReadyDisposition.COMPLETED);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void aDamagedCheckpointIsARefusalAndARestartStreamsFromTheStart() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(2));
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        store.damageAll(world.runId());
        bus.restart();
        SteppedProducer second = host();
        int sent = gate.pushes().size();
        second.pass(Duration.ofSeconds(1));
        assertThat(second.heard.finished)
                .isNotEmpty()
                .allSatisfy(summary -> assertThat(summary.reason()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT));
        assertThat(gate.pushes()).hasSize(sent);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.REFUSED);

        assertThat(ledger.restart(world.runId()))
                .as("what announced it is gone too")
                .isFalse();
        bus.restart();
        SteppedProducer third = host();
        third.pass(POLL);
        third.runToEnd();
        assertThat(third.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(gate.pushes()).hasSize(sent + EVENTS);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void aTornSaveCostsDuplicatesOnly() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(2));
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        store.damageNewest(world.runId());
        SteppedProducer second = host();
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(second.heard.only().events().duplicate()).isEqualTo(51);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void aCheckpointThatIsGoneIsANewRun() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(2));
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        assertThat(ledger.restart(world.runId())).isTrue();
        SteppedProducer second = host();
        second.runToEnd();
        assertThat(second.heard.only().events().duplicate()).isEqualTo(201);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    @Test
    void aStoreThatIsAwayIsTriedAgain() {
        world.announceOn(bus);
        SteppedProducer first = host();
        first.pass(Duration.ofSeconds(1));
        store.setUnavailable(true);
        first.pass(Duration.ofSeconds(5));
        store.setUnavailable(false);
        first.runToEnd();
        assertThat(first.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void aStoreThatStaysAwayHaltsTheRun() {
        StreamPolicy impatient =
                POLICY.withCheckpoint(new CheckpointPolicy(50, Duration.ofHours(1), Duration.ofSeconds(1)));
        world.announceOn(bus);
        SteppedProducer first = host(impatient, gate);
        first.pass(Duration.ofSeconds(1));
        store.setUnavailable(true);
        first.runToEnd();
        assertThat(first.heard.only().reason()).isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
        assertThat(gate.pushes()).hasSizeLessThan(300);
    }

    @Test
    void aStoreThatIsAwayAtTheStartIsAwaited() {
        world.announceOn(bus);
        store.setUnavailable(true);
        SteppedProducer first = host();
        first.pass(Duration.ofSeconds(5));
        assertThat(first.active()).as("whether a READY is new is not known").isFalse();
        store.setUnavailable(false);
        first.pass(Duration.ofSeconds(2));
        first.runToEnd();
        assertThat(first.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void ofTwoHostsOneStreamsAndTheOtherTakesOver() {
        world.announceOn(bus);
        SteppedProducer first = host();
        first.pass(Duration.ofSeconds(1));
        SteppedProducer second = host();
        second.turn();
        for (int i = 0; i < 30; i++) {
            clock.advance(POLL);
            first.turn();
            second.turn();
        }
        assertThat(second.active()).isTrue();
        assertThat(kept().holder()).isEqualTo("host 1");
        first.close();
        first.turn();
        int sent = gate.pushes().size();
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(sent).isLessThan(EVENTS);
        assertThat(gate.pushes()).as("nothing is sent twice").hasSize(EVENTS);
    }

    @Test
    void aHostThatIsNotToWaitLeaves() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(1));
        bus.publish("for the second", world.readyMessage());
        SteppedProducer second =
                host(POLICY.withAdmission(admission -> admission.withLeaseHeld(LeaseHeld.LEAVE)), gate);
        second.turn();
        assertThat(second.active()).isFalse();
        assertThat(second.heard.finished).isNotEmpty().allSatisfy(summary -> {
            assertThat(summary.reason()).isEqualTo(ReasonCode.LEASE_HELD);
            assertThat(summary.violations().get(0).message())
                    .contains(" is held by " + lease.holder(world.runId()).orElseThrow() + "; ");
        });
        assertThat(kept().state()).isEqualTo(RunState.STREAMING);
    }

    @Test
    void aZombieStopsAtOnceAndMovesNothing() {
        world.announceOn(bus);
        RecordingSink slow = RecordingSink.builder().holdAll().build();
        SteppedProducer zombie =
                host(POLICY.withAdmission(admission -> admission.withLeaseHeld(LeaseHeld.LEAVE)), slow);
        zombie.pass(Duration.ofMillis(500));
        assertThat(slow.held()).hasSize(1);
        // The process is stopped for longer than its term, and another takes the run.
        clock.advance(InMemoryRunLease.DEFAULT_TERM.plusSeconds(1));
        SteppedProducer second = host();
        second.pass(Duration.ofSeconds(1));
        LedgerEntry theirs = kept();
        int saves = store.saves(world.runId());

        zombie.turn();
        slow.completeAll();
        zombie.turn();
        assertThat(slow.pushes()).as("it sends nothing more").hasSize(1);
        assertThat(zombie.heard.only().reason()).isEqualTo(ReasonCode.LEASE_LOST);
        assertThat(store.saves(world.runId())).isEqualTo(saves);
        assertThat(kept()).isEqualTo(theirs);
        assertThat(kept().holder()).isEqualTo("host 2");
        assertThat(bus.settlement(world.messageId())).contains(Settlement.HALTED);
    }

    @Test
    void aLeaseThatIsAwayForLongerThanItsTermStopsTheStreamUntilItIsBack() {
        world.announceOn(bus);
        SteppedProducer first = host();
        first.pass(Duration.ofSeconds(1));
        lease.setUnavailable(true);
        first.pass(Duration.ofSeconds(20));
        int sent = gate.pushes().size();
        assertThat(sent).as("it stops a tenth of the term before its end").isEqualTo(900);
        lease.setUnavailable(false);
        first.runToEnd();
        assertThat(first.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED);
        assertThat(gate.admitted()).hasSize(EVENTS);
    }

    /** A lost run waits for the answer to what is in flight; its engine must wait too, and not work without end. */
    @Test
    void leaseLost_eventInFlight_isWaitedForWithoutSpinning() {
        RecordingSink slow = RecordingSink.builder()
                .dedupe(true)
                .holdWhen(push -> push.number() == 100)
                .build();
        SteppedProducer first = host(POLICY, slow);
        world.announceOn(bus);
        first.pass(Duration.ofSeconds(1));
        lease.setUnavailable(true);
        first.pass(Duration.ofSeconds(60));
        assertThat(slow.held()).hasSize(1);
        assertThat(first.nanosToNextWork()).isPositive();
        assertThat(first.heard.of(RunEvent.Halted.class))
                .singleElement()
                .satisfies(halted -> assertThat(halted.code()).isEqualTo(ReasonCode.LEASE_LOST));
        lease.setUnavailable(false);
        slow.completeAll();
        first.runToEnd();
        assertThat(first.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void aConflictLeavesWhatIsKeptAlone() {
        world.announceOn(bus);
        host().pass(Duration.ofSeconds(1));
        LedgerEntry before = kept();
        String other = new String(world.readyMessage(), StandardCharsets.UTF_8)
                .replace(world.factsViewRef(), world.factsViewRef() + ".other");
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        bus.publish("conflict", other.getBytes(StandardCharsets.UTF_8));
        SteppedProducer second = host();
        second.pass(POLL);
        assertThat(second.heard.finished).extracting(RunSummary::reason).containsExactly(ReasonCode.READY_CONFLICT);
        assertThat(kept().planDigest()).isEqualTo(before.planDigest());
        second.runToEnd();
        assertThat(second.heard.statuses()).containsExactly(ReadyDisposition.REFUSED, ReadyDisposition.COMPLETED);
    }

    @Test
    void aConflictWithWhatIsKept_isAcknowledged() {
        world.announceOn(bus);
        host().runToEnd();
        clock.advance(InMemoryRunLease.DEFAULT_TERM);
        String other = new String(world.readyMessage(), StandardCharsets.UTF_8)
                .replace(world.factsViewRef(), world.factsViewRef() + ".other");
        bus.publish("conflict", other.getBytes(StandardCharsets.UTF_8));
        SteppedProducer second = host();
        second.runToEnd();
        assertThat(second.heard.only().reason()).isEqualTo(ReasonCode.READY_CONFLICT);
        assertThat(bus.settlement("conflict")).contains(Settlement.DONE);
    }
}
