package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.policy.StreamPolicy;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A gate that refuses some tries whatever it is sent gets most of what it would get from a fixed window: in virtual time,
 * always another event due, and the default policy but for the window. Over real sockets: {@code RefusingGateTest} in
 * wsp-tests, and {@code RefusalBenchmark}.
 */
@Tag("simulator")
class NoisyGateTest {
    private static final int SEEDS = 2;
    private static final long MICRO = 1_000L;

    /** How long an answer takes, by itself and in the queue of those that are worked on one after another. */
    private enum Gate {
        AT_ONCE(50, 60, 20),
        ONE_AT_A_TIME(0, 2000, 30),
        NEAR(5000, 0, 30);

        final long latencyNanos;
        final long serviceNanos;
        final long playNanos;

        Gate(long latencyMicros, long serviceMicros, long playSeconds) {
            latencyNanos = latencyMicros * MICRO;
            serviceNanos = serviceMicros * MICRO;
            playNanos = playSeconds * GatePlay.SECOND;
        }
    }

    /** Which tries are refused. */
    private enum Refused {
        ONE_IN_100(0.01),
        ONE_IN_20(0.05),
        ONE_IN_5(0.2),
        FIRST_TRIES(0),
        MIXED(0);

        final double share;

        Refused(double share) {
            this.share = share;
        }

        PushOutcome answer(Push push, double draw) {
            return switch (this) {
                case ONE_IN_100, ONE_IN_20, ONE_IN_5 -> draw < share ? GatePlay.THROTTLED : GatePlay.admitted(push);
                case FIRST_TRIES -> push.attempt() == 1 ? GatePlay.THROTTLED : GatePlay.admitted(push);
                case MIXED -> mixed(push, draw);
            };
        }

        private static PushOutcome mixed(Push push, double draw) {
            if (draw < 0.06) {
                return new PushOutcome.Throttled("429", Duration.ZERO);
            }
            if (draw < 0.10) {
                return new PushOutcome.Unavailable("503", null);
            }
            return draw < 0.13 ? new PushOutcome.Unknown("dropped") : GatePlay.admitted(push);
        }
    }

    static Stream<Arguments> gates() {
        return Stream.of(Gate.values())
                .flatMap(gate -> Stream.of(Refused.values())
                        .flatMap(
                                refused -> Stream.of(1, 8, 64).map(inFlight -> Arguments.of(gate, refused, inFlight))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2} in flight")
    @MethodSource("gates")
    void refusalsAtRandomAreNoReasonToHoldBack(Gate gate, Refused refused, int inFlight) {
        long fixed = 0;
        long adaptive = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            fixed += taken(new FixedControl(inFlight), gate, refused, inFlight, seed);
            adaptive += taken(new AdaptiveControl(inFlight), gate, refused, inFlight, seed);
        }
        assertThat((double) adaptive / fixed).isGreaterThan(0.8);
    }

    private static int taken(FlowControl control, Gate gate, Refused refused, int inFlight, long seed) {
        Play play = new Play(control, gate, refused, inFlight, seed);
        play.play(Integer.MAX_VALUE, gate.playNanos);
        assertThat(play.dispatcher.halt()).isNull();
        return play.taken;
    }

    private static final class Play extends GatePlay {
        private final Gate gate;
        private final Refused refused;
        private final SplittableRandom random;
        private long freeNanos;

        Play(FlowControl control, Gate gate, Refused refused, int inFlight, long seed) {
            super(
                    StreamPolicy.defaults().withPush(push -> push.withMaxInFlight(inFlight)),
                    control,
                    seed,
                    gate.latencyNanos);
            this.gate = gate;
            this.refused = refused;
            random = new SplittableRandom(seed);
        }

        @Override
        PushOutcome answer(Push push) {
            return refused.answer(push, random.nextDouble());
        }

        @Override
        long answeredAtNanos() {
            freeNanos = Math.max(freeNanos, now) + gate.serviceNanos;
            return freeNanos + gate.latencyNanos;
        }
    }
}
