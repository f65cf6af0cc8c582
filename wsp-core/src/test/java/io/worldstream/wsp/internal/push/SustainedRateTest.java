package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.pace.RateMeter;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.SustainableRate;
import io.worldstream.wsp.report.SustainableRate.Limit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rate that {@code explain} predicts for a gate of a given latency is the one that the dispatcher reaches there after
 * its ramp, within a tenth: in virtual time, with always another event due.
 */
@Tag("simulator")
final class SustainedRateTest {
    private static final long SECOND = GatePlay.SECOND;
    /** Longer than the window takes to grow, and than the others take to run 64 windows ahead of the busiest flow. */
    private static final long RAMP = 20 * SECOND;

    private static final long MEASURED = 40 * SECOND;
    private static final long SEED = 1;

    /**
     * The flows have even shares, or shares that fall with the rank ({@code zipf}), or the first ones have given shares,
     * in thousandths, and the others even ones.
     */
    @ParameterizedTest
    @CsvSource({
        "PER_KEY, 128, 200, even, 2000, IN_FLIGHT",
        "PER_KEY, 128, 200, even, 50, FLOW",
        "PER_KEY, 64, 50, even, 40, FLOW",
        "PER_KEY, 64, 50, even, 1, FLOW",
        "PER_KEY, 128, 200, 50, 2000, FLOW",
        "PER_KEY, 128, 200, 20 20 20, 2000, FLOW",
        "PER_KEY, 64, 50, 25, 2000, FLOW",
        "PER_KEY, 64, 200, 12, 2000, IN_FLIGHT",
        "PER_KEY, 128, 20, zipf, 1000, FLOW",
        "PER_KEY, 4, 200, zipf, 2000, IN_FLIGHT",
        "PER_KEY, 1, 50, zipf, 1000, IN_FLIGHT",
        "NONE, 128, 200, even, 1, IN_FLIGHT",
        "GLOBAL, 128, 50, even, 1000, IN_FLIGHT",
    })
    void explainedRate_isTheOneThatTheDispatcherReaches(
            Ordering ordering, int window, int latencyMillis, String shares, int flows, Limit limit) {
        StreamPolicy policy = StreamPolicy.defaults()
                .withPush(push -> push.withMaxInFlight(window).withOrdering(ordering));
        for (FlowControl control : List.of(new AdaptiveControl(window), new FixedControl(window))) {
            Play play = new Play(policy, control, latencyMillis, new Flows(shares, flows));
            play.play(Integer.MAX_VALUE, RAMP);
            int before = play.taken;
            play.play(Integer.MAX_VALUE, RAMP + MEASURED);
            double reached = (play.taken - before) * (double) SECOND / MEASURED;
            SustainableRate explained =
                    explained(policy, latencyMillis, new Flows(shares, flows), play.dispatcher.taken());
            double rate = explained.eventsPerSecond().doubleValue();
            String which = "with " + control.getClass().getSimpleName() + ", seed " + SEED;
            assertThat(explained.limit()).as(which).isEqualTo(limit);
            assertThat(reached).as(which).isCloseTo(rate, within(rate / 10));
        }
    }

    private static SustainableRate explained(StreamPolicy policy, int latencyMillis, Flows flows, long events) {
        OutputId output = new OutputId("out");
        RateMeter meter = new RateMeter(policy, Duration.ofMillis(latencyMillis), List.of(output));
        for (int i = 0; i < events; i++) {
            meter.add(output, Events.rowOf(i, flows.next()).getBytes(StandardCharsets.UTF_8));
        }
        return meter.rate();
    }

    /** Draws the flow of each event. */
    private static final class Flows {
        private final SplittableRandom random;
        private final double[] upTo;

        Flows(String shares, int flows) {
            random = new SplittableRandom(SEED);
            upTo = new double[flows];
            IntToDoubleFunction weight = weight(shares, flows);
            double sum = 0;
            for (int i = 0; i < flows; i++) {
                sum += weight.applyAsDouble(i);
                upTo[i] = sum;
            }
        }

        private static IntToDoubleFunction weight(String shares, int flows) {
            if (shares.equals("even")) {
                return rank -> 1;
            }
            if (shares.equals("zipf")) {
                return rank -> 1.0 / (rank + 1);
            }
            List<Double> busiest = List.of(shares.split(" ")).stream()
                    .map(share -> Integer.parseInt(share) / 1000.0)
                    .toList();
            double rest = 1 - busiest.stream().mapToDouble(Double::doubleValue).sum();
            return rank -> rank < busiest.size() ? busiest.get(rank) : rest / (flows - busiest.size());
        }

        int next() {
            double drawn = random.nextDouble(upTo[upTo.length - 1]);
            int low = 0;
            int high = upTo.length - 1;
            while (low < high) {
                int middle = (low + high) / 2;
                if (upTo[middle] > drawn) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }

    /** A gate that admits everything, each event after the same time. */
    private static final class Play extends GatePlay {
        private final Flows flows;
        private final Map<Integer, Deque<FramedEvent>> spare = new HashMap<>();
        private final Map<FramedEvent, Integer> flowOf = new HashMap<>();

        Play(StreamPolicy policy, FlowControl control, int latencyMillis, Flows flows) {
            super(policy, control, SEED, latencyMillis * (SECOND / 1000));
            this.flows = flows;
        }

        @Override
        PushOutcome answer(Push push) {
            return admitted(push);
        }

        @Override
        FramedEvent event(int number) {
            int flow = flows.next();
            FramedEvent event = spare(flow).poll();
            if (event == null) {
                event = Events.event(number, flow);
                flowOf.put(event, flow);
            }
            return event;
        }

        @Override
        void recycle(FramedEvent event) {
            spare(Objects.requireNonNull(flowOf.get(event))).add(event);
        }

        private Deque<FramedEvent> spare(int flow) {
            return spare.computeIfAbsent(flow, none -> new ArrayDeque<>());
        }
    }
}
