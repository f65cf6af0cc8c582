package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One run is stopped; its position is saved, its READY stays on the bus, and other runs continue. */
class StoppedRunsTest {
    private static final int EVENTS = 60;
    /** One event a second. */
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
            .withCheckpoint(new CheckpointPolicy(1_000, Duration.ofHours(1), Duration.ofSeconds(1)));

    private final ManualClock clock = new ManualClock();
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final RunLedger ledger = new RunLedger(store, lease, clock);
    private final World world = Trades.world(EVENTS, 1000).putInto(oracle);
    private final World other =
            Trades.world(EVENTS, 1000).pins(Trades.otherWorld(5, '5')).putInto(oracle);
    private final RecordingSink gate =
            RecordingSink.builder().dedupe(true).window(2).build();

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(gate.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private SteppedProducer producer(RecordingSink sink, UnaryOperator<WorldStreamProducer.Builder> settings) {
        return new SteppedProducer(bus, oracle, world.catalogue(), sink, POLICY, clock, settings);
    }

    private SteppedProducer durable(RecordingSink sink) {
        return producer(sink, settings -> settings.checkpoints(store, lease.as("this host")));
    }

    private SteppedProducer streaming(SteppedProducer wsp) {
        world.announceOn(bus);
        wsp.pass(Duration.ofMillis(10_500));
        return wsp;
    }

    private LedgerEntry kept() {
        return ledger.entry(world.runId()).orElseThrow();
    }

    private static List<EventId> ids(List<RecordedPush> pushes) {
        return pushes.stream().map(RecordedPush::eventId).toList();
    }

    private void assertCompletedWithoutRepetition(SteppedProducer wsp) {
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(wsp.heard.only().events().settled()).isEqualTo(EVENTS);
        assertThat(wsp.heard.only().events().duplicate()).isZero();
        assertThat(ids(gate.pushes())).doesNotHaveDuplicates().hasSize(EVENTS);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.DONE);
    }

    @Test
    void stop_oneOfTwoRuns_endsThatOneAndSavesItsPosition() {
        SteppedProducer wsp = durable(gate);
        world.announceOn(bus);
        other.announceOn(bus);
        wsp.pass(Duration.ofMillis(10_500));
        wsp.control(world).stop();
        wsp.turn();
        assertThat(wsp.runs()).containsExactly(other.runId());
        assertThat(kept().state()).isEqualTo(RunState.STREAMING);
        assertThat(kept().events().settled()).isEqualTo(11);
        assertThat(kept().holder()).isNull();
        assertThat(wsp.heard.of(RunEvent.Stopped.class)).singleElement().satisfies(stopped -> {
            assertThat(stopped.runId()).isEqualTo(world.runId());
            assertThat(stopped.events().settled()).isEqualTo(11);
            assertThat(stopped.unsaved()).isNull();
        });
        wsp.runToEnd();
        assertThat(wsp.heard.only().runId()).isEqualTo(other.runId());
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(bus.settlement(other.messageId())).contains(Settlement.DONE);
        assertThat(bus.settlement(world.messageId())).as("it stays on the bus").isEmpty();
    }

    @Test
    void stop_eventInFlight_isAwaitedFirst() {
        RecordingSink slow = RecordingSink.builder().holdAll().build();
        SteppedProducer wsp = durable(slow);
        world.announceOn(bus);
        wsp.pass(Duration.ofMillis(500));
        wsp.control(world).stop();
        wsp.pass(Duration.ofSeconds(20));
        assertThat(wsp.heard.of(RunEvent.Stopped.class)).isEmpty();
        assertThat(slow.pushes()).hasSize(1);
        slow.completeAll();
        wsp.turn();
        assertThat(wsp.heard.of(RunEvent.Stopped.class)).hasSize(1);
        assertThat(kept().events().settled()).isEqualTo(1);
        assertThat(slow.violations()).isEmpty();
    }

    @Test
    void resumeHalted_stoppedRun_continuesAtItsPositionAndSettlesItsReady() {
        SteppedProducer wsp = streaming(durable(gate));
        wsp.control(world).stop();
        wsp.pass(Duration.ofMinutes(2));
        assertThat(gate.pushes()).as("nothing resumes it").hasSize(11);
        wsp.resumeHalted();
        wsp.turn();
        assertThat(wsp.runs()).containsExactly(world.runId());
        wsp.runToEnd();
        assertCompletedWithoutRepetition(wsp);
        assertThat(wsp.heard.names())
                .containsExactly(
                        "Accepted", "Planned", "Started", "Stopped", "Accepted", "Planned", "Started", "Finished");
    }

    @Test
    void resumeHalted_withoutCheckpoints_continuesWithinTheProcess() {
        SteppedProducer wsp = streaming(producer(gate, settings -> settings));
        wsp.control(world).stop();
        wsp.turn();
        wsp.resumeHalted();
        wsp.turn();
        wsp.runToEnd();
        assertCompletedWithoutRepetition(wsp);
    }

    /** Nothing is saved for it yet. */
    @Test
    void resumeHalted_runStoppedBeforeItHadTheLease_startsIt() throws IOException {
        RunLease.Grant grant = lease.as("another host").acquire(world.runId()).orElseThrow();
        SteppedProducer wsp = durable(gate);
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(1));
        wsp.control(world).stop();
        wsp.turn();
        assertThat(wsp.heard.names()).containsExactly("Accepted", "LeaseWaiting", "Stopped");
        assertThat(wsp.active()).isFalse();
        grant.release();
        wsp.resumeHalted();
        wsp.turn();
        wsp.runToEnd();
        assertCompletedWithoutRepetition(wsp);
    }

    @Test
    void ready_publishedAgain_continuesTheRunAndSettlesBoth() {
        SteppedProducer wsp = streaming(durable(gate));
        wsp.control(world).stop();
        wsp.turn();
        bus.publish("again", world.readyMessage());
        wsp.pass(Duration.ofMillis(200));
        wsp.runToEnd();
        assertCompletedWithoutRepetition(wsp);
        assertThat(bus.settlement("again")).contains(Settlement.DONE);
    }

    @Test
    void nextProducer_stoppedRun_continuesWithoutACommand() {
        SteppedProducer first = streaming(durable(gate));
        first.control(world).stop();
        first.turn();
        first.close();
        bus.restart();
        SteppedProducer second = durable(gate);
        second.turn();
        second.runToEnd();
        second.pass(Duration.ofSeconds(1));
        assertCompletedWithoutRepetition(second);
    }

    @Test
    void stop_twiceAndAfterTheEnd_isReportedOnce() {
        SteppedProducer wsp = streaming(durable(gate));
        RunControl control = wsp.control(world);
        control.stop();
        control.stop();
        wsp.turn();
        control.stop();
        control.resume();
        wsp.pass(Duration.ofSeconds(5));
        assertThat(wsp.heard.names()).endsWith("Started", "Stopped");
        assertThat(wsp.active()).isFalse();
    }

    @Test
    void stop_positionCannotBeSaved_saysWhy() {
        SteppedProducer wsp = streaming(durable(gate));
        store.setUnavailable(true);
        wsp.control(world).stop();
        wsp.runToEnd();
        assertThat(wsp.heard.of(RunEvent.Stopped.class))
                .singleElement()
                .extracting(RunEvent.Stopped::code)
                .isEqualTo(ReasonCode.CHECKPOINT_UNAVAILABLE);
    }

    /** A run that has lost its lease must not be taken up again after a stop. */
    @Test
    void stop_leaseIsLost_endsTheRun() {
        RecordingSink slow = RecordingSink.builder().holdAll().build();
        SteppedProducer wsp = durable(slow);
        world.announceOn(bus);
        wsp.pass(Duration.ofMillis(500));
        lease.setUnavailable(true);
        wsp.turnAfter(Duration.ofSeconds(15));
        assertThat(wsp.heard.names()).endsWith("Started", "Halted");
        wsp.control(world).stop();
        wsp.turn();
        slow.completeAll();
        wsp.turn();
        assertThat(wsp.active()).isFalse();
        assertThat(wsp.heard.only().reason()).isEqualTo(ReasonCode.LEASE_LOST);
    }

    @Test
    void close_activeRun_isReportedAsStopped() {
        SteppedProducer wsp = streaming(durable(gate));
        wsp.close();
        wsp.turn();
        assertThat(wsp.heard.names()).endsWith("Started", "Stopped");
    }

    @Test
    @Timeout(600)
    void startedProducer_stopOneOfTwoRuns_othersContinue() throws InterruptedException {
        HeardEvents heard = new HeardEvents();
        World endless =
                Trades.world(1_000, 3_600_000).pins(Trades.otherWorld(6, '6')).putInto(oracle);
        World brief = Trades.world(20, 10).pins(Trades.otherWorld(7, '7')).putInto(oracle);
        try (WorldStreamProducer wsp = WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(gate)
                .catalogue(world.catalogue())
                .policy(POLICY)
                .listener(heard)
                .build()) {
            wsp.start();
            endless.announceOn(bus);
            until(() -> !heard.of(RunEvent.Started.class).isEmpty());
            brief.announceOn(bus);
            wsp.run(endless.runId()).orElseThrow().stop();
            wsp.awaitIdle();
            assertThat(heard.of(RunEvent.Stopped.class))
                    .extracting(RunEvent.Stopped::runId)
                    .containsExactly(endless.runId());
            assertThat(heard.only().runId()).isEqualTo(brief.runId());
            assertThat(heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(bus.settlement(endless.messageId())).isEmpty();

            wsp.resumeHalted();
            until(() -> heard.of(RunEvent.Started.class).size() == 3);
            assertThat(wsp.runs()).extracting(RunControl::runId).containsExactly(endless.runId());
        }
        assertThat(heard.of(RunEvent.Stopped.class)).hasSize(2);
        assertThat(ids(gate.pushes())).doesNotHaveDuplicates();
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
