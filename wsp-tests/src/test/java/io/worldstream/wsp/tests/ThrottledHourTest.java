package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.world.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I12: ten times as much is due as the gate takes, for an hour; memory does not notice. */
class ThrottledHourTest {
    private static final int TAKEN_A_SECOND = 5;
    private static final int DUE_A_SECOND = 10 * TAKEN_A_SECOND;
    private static final int SECONDS = 3600;
    /** A kilobyte kept of each event would be four times as much. */
    private static final long GROWTH_BYTES = 4L << 20;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final ManualClock clock = new ManualClock();
    private final ThrottlingGate gate = new ThrottlingGate();

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void anHourOfThrottlingNeedsNoMoreMemoryThanAMinute() {
        World world = Trades.world(SECONDS * DUE_A_SECOND, 1000 / DUE_A_SECOND).putInto(oracle);
        StreamPolicy policy = StreamPolicy.defaults()
                .withPacing(
                        pacing -> pacing.withSpeedup(Speedup.REAL_TIME).withLatePolicy(LatePolicy.of("catch-up(10)")))
                .withPush(push -> push.withMaxInFlight(64));
        world.announceOn(bus);
        SteppedProducer wsp = new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                gate,
                policy,
                clock,
                settings -> settings.checkpoints(new InMemoryCheckpointStore(), new InMemoryRunLease(clock)));
        wsp.pass(Duration.ofMinutes(6));
        long early = usedBytes();
        long takenEarly = gate.taken;
        wsp.pass(Duration.ofMinutes(54));
        long late = usedBytes();
        assertThat(wsp.heard.finished).isEmpty();
        assertThat(gate.taken - takenEarly)
                .as("the gate is used, before: %s, refused %s", takenEarly, gate.refused)
                .isGreaterThan(54 * 60 * TAKEN_A_SECOND / 2);
        assertThat(gate.refused).as("and says when it is too much").isPositive();
        assertThat(wsp.active()).as("most of what was due has yet to leave").isTrue();
        assertThat(late - early).isLessThan(GROWTH_BYTES);
    }

    /** Takes so many a second and answers 429 to the rest; remembers none. */
    private final class ThrottlingGate implements IngressSink {
        private long second = -1;
        private int inThisSecond;
        long taken;
        long refused;

        @Override
        public void push(EnvelopeView envelope, PushCallback callback) {
            long now = clock.monotonicNanos() / 1_000_000_000L;
            if (now != second) {
                second = now;
                inThisSecond = 0;
            }
            if (inThisSecond == TAKEN_A_SECOND) {
                refused++;
                callback.onOutcome(new PushOutcome.Throttled("429 RATE_LIMITED", null));
                return;
            }
            inThisSecond++;
            taken++;
            callback.onOutcome(new PushOutcome.Decided(
                    PushOutcome.Decision.ADMIT,
                    new Receipt(
                            envelope.eventId().value(),
                            envelope.eventType().value(),
                            List.of(),
                            List.of(),
                            new Receipt.BusPosition("topic", "0", Long.toString(taken)))));
        }

        @Override
        public void close() {}
    }
}
