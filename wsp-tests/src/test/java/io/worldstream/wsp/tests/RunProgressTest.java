package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.LatenessCause;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunProgress;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.report.SavedPosition;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The signals that a host can alert on while a run streams. */
class RunProgressTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    /** One event a second. */
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")))
            .withCheckpoint(new CheckpointPolicy(5, Duration.ofHours(1), Duration.ofMinutes(1)));

    private final ManualClock clock = new ManualClock();
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final World world = Trades.world(60, 1000).putInto(oracle);
    private PushOutcome failure = new PushOutcome.Unavailable("503", null);
    private int failFrom = Integer.MAX_VALUE;
    private final RecordingSink gate = RecordingSink.builder()
            .script((push, usual) -> push.number() >= failFrom ? failure : usual.get())
            .window(4)
            .build();

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(gate.violations()).isEmpty();
    }

    private SteppedProducer streaming(StreamPolicy policy, Duration time) {
        SteppedProducer wsp = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                policy,
                clock,
                settings -> settings.checkpoints(store, lease.as("this host"), deadLetters));
        world.announceOn(bus);
        wsp.pass(time);
        return wsp;
    }

    private RunProgress progress(SteppedProducer wsp) {
        wsp.turnAfter(Duration.ofMillis(60));
        return wsp.control(world).progress();
    }

    @Test
    void progress_undisturbed_hasNoConditions() {
        RunProgress progress = progress(streaming(POLICY, Duration.ofMillis(3_500)));
        assertThat(progress.phase()).isEqualTo(Phase.STREAMING);
        assertThat(progress.events().admitted()).isEqualTo(4);
        assertThat(progress.inFlight()).isZero();
        assertThat(progress.retrying()).isZero();
        assertThat(progress.lateness().total().events()).isEqualTo(4);
        assertThat(progress.lateness().byCause()).isEmpty();
        assertThat(progress.pausedSince()).isNull();
        assertThat(progress.gateAwaySince()).isNull();
        assertThat(progress.checkpointFailingSince()).isNull();
    }

    @Test
    void saved_followsTheCheckpoints() {
        SteppedProducer wsp = streaming(POLICY, Duration.ofMillis(300));
        SavedPosition start = Objects.requireNonNull(progress(wsp).saved());
        assertThat(start.events()).isLessThanOrEqualTo(1);
        wsp.pass(Duration.ofSeconds(7));
        SavedPosition saved = Objects.requireNonNull(progress(wsp).saved());
        assertThat(saved.events()).isBetween(5L, 6L);
        assertThat(saved.eventTime()).isEqualTo(FIRST.plusSeconds(saved.events() - 1));
        assertThat(saved.eventId())
                .isEqualTo(gate.pushes().get((int) saved.events() - 1).eventId());
        assertThat(saved.savedAt()).isAfter(start.savedAt()).isBefore(clock.wallTime());
    }

    @Test
    void saved_runWasResumed_isItsPositionAtOnce() {
        SteppedProducer first = streaming(POLICY, Duration.ofMillis(10_500));
        first.close();
        first.turn();
        SteppedProducer second = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                POLICY,
                clock,
                settings -> settings.checkpoints(store, lease.as("this host")));
        second.turn();
        SavedPosition saved = Objects.requireNonNull(progress(second).saved());
        assertThat(saved.events()).isEqualTo(11);
    }

    @Test
    void pausedSince_whilePaused_isTheTimeOfTheCommand() {
        SteppedProducer wsp = streaming(POLICY, Duration.ofMillis(3_500));
        Instant paused = clock.wallTime();
        wsp.control(world).pause();
        wsp.turn();
        assertThat(wsp.control(world).progress().pausedSince()).isEqualTo(paused);
        assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);
        wsp.pass(Duration.ofMinutes(1));
        assertThat(progress(wsp).pausedSince()).isEqualTo(paused);
        wsp.control(world).resume();
        wsp.turn();
        assertThat(wsp.control(world).progress().pausedSince()).isNull();
    }

    @Test
    void gateAwaySince_duringAnOutage_agreesWithTheListener() {
        SteppedProducer wsp = streaming(POLICY, Duration.ofMillis(3_500));
        failFrom = 0;
        wsp.pass(Duration.ofSeconds(10));
        RunProgress progress = progress(wsp);
        assertThat(progress.gateAwaySince())
                .isEqualTo(wsp.heard.of(GateEvent.Away.class).get(0).since());
        assertThat(progress.retrying()).isEqualTo(1);
        failFrom = Integer.MAX_VALUE;
        wsp.pass(Duration.ofSeconds(15));
        assertThat(progress(wsp).gateAwaySince()).isNull();
        assertThat(progress(wsp).retrying()).isZero();
        assertThat(progress(wsp).lateness().byCause()).containsKey(LatenessCause.RETRY);
    }

    @Test
    void retrying_severalEventsFail_countsThem() {
        failFrom = 3;
        StreamPolicy wide = POLICY.withPush(
                push -> push.withMaxInFlight(4).withOrdering(Ordering.NONE).withBackpressure(Backpressure.FIXED));
        RunProgress progress = progress(streaming(wide, Duration.ofSeconds(20)));
        assertThat(progress.retrying()).isEqualTo(4);
        assertThat(progress.events().settled()).isEqualTo(2);
    }

    @Test
    void checkpointFailingSince_storeIsAway_lastsUntilASaveSucceeds() {
        SteppedProducer wsp = streaming(POLICY, Duration.ofMillis(1_500));
        store.setUnavailable(true);
        wsp.pass(Duration.ofSeconds(10));
        assertThat(progress(wsp).checkpointFailingSince())
                .isEqualTo(wsp.heard.of(RunEvent.CheckpointFailing.class).get(0).since());
        store.setUnavailable(false);
        wsp.pass(Duration.ofSeconds(15));
        assertThat(progress(wsp).checkpointFailingSince()).isNull();
    }

    @Test
    void events_deadLetteredAndQuarantined_areCountedWhileTheRunStreams() {
        failFrom = 3;
        failure = new PushOutcome.Rejected("400");
        StreamPolicy policy =
                POLICY.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnRejected(OnFailure.DEAD_LETTER));
        RunProgress progress = progress(streaming(policy, Duration.ofMillis(4_500)));
        assertThat(progress.events().admitted()).isEqualTo(2);
        assertThat(progress.events().deadLettered()).isEqualTo(3);
        assertThat(progress.events().quarantined()).isZero();
    }
}
