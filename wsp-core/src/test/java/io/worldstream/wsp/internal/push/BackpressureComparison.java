package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Compares backpressure controls at the same simulated gates, in virtual time: the real dispatcher, with one control or
 * another. The stream always has another event that is due.
 *
 * <p>Arguments: the first seed, the number of scenarios, and {@code each} to print them one by one.
 */
public final class BackpressureComparison {
    static final int CEILING = 256;
    static final int FIXED = 32;

    private static final RunId RUN = new RunId("c".repeat(32));

    private BackpressureComparison() {}

    /** The ways that are compared. */
    enum Strategy {
        ADAPTIVE("adaptive"),
        FIXED_WINDOW("fixed window of " + FIXED),
        AIMD("plain AIMD"),
        NONE("no control, window of " + CEILING);

        final String words;

        Strategy(String words) {
            this.words = words;
        }

        FlowControl control() {
            return switch (this) {
                case ADAPTIVE -> new AdaptiveControl(CEILING);
                case FIXED_WINDOW -> new FixedControl(FIXED);
                case AIMD -> new PlainAimd(CEILING);
                case NONE -> new FixedControl(CEILING);
            };
        }
    }

    /**
     * The result of one control at one gate.
     *
     * @param goodput events that the gate admitted, as a fraction of those that it could have admitted
     * @param failedPerSuccess failed calls per admitted event
     * @param p99Millis 99th percentile of the time from the release of an event to its receipt
     */
    record Result(double goodput, double failedPerSuccess, double p99Millis) {}

    public static void main(String[] args) {
        long first = args.length > 0 ? Long.parseLong(args[0]) : 1_000;
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        boolean each = args.length > 2 && args[2].equals("each");
        List<GateScenario> scenarios = LongStream.range(first, first + count)
                .mapToObj(GateScenario::of)
                .toList();
        System.out.println("| way | goodput | failed calls per success | p99 latency, ms |");
        System.out.println("|---|---|---|---|");
        for (Strategy strategy : Strategy.values()) {
            List<Result> results = scenarios.stream()
                    .map(scenario -> play(scenario, strategy.control()))
                    .toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    strategy.words,
                    spread(results, Result::goodput, "%.3f"),
                    spread(results, Result::failedPerSuccess, "%.4f"),
                    spread(results, Result::p99Millis, "%.0f"));
            for (int i = 0; each && i < count; i++) {
                Result result = results.get(i);
                System.out.printf(
                        Locale.ROOT,
                        "%.3f %.4f %.0f  %d %s%n",
                        result.goodput,
                        result.failedPerSuccess,
                        result.p99Millis,
                        scenarios.get(i).seed(),
                        scenarios.get(i).describe());
            }
            if (each && args.length > 3) {
                return;
            }
        }
    }

    /** The median and, in brackets, the first and last decile. */
    private static String spread(List<Result> results, ToDoubleFunction<Result> figure, String format) {
        return String.format(Locale.ROOT, format, quantile(results, figure, 0.5))
                + " (" + String.format(Locale.ROOT, format, quantile(results, figure, 0.1))
                + " to " + String.format(Locale.ROOT, format, quantile(results, figure, 0.9)) + ")";
    }

    static double quantile(List<Result> results, ToDoubleFunction<Result> figure, double share) {
        double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    static Result play(GateScenario scenario, FlowControl control) {
        SimulatedGate gate = new SimulatedGate(scenario);
        Deque<FramedEvent> free = new ArrayDeque<>();
        StreamPolicy policy = StreamPolicy.defaults()
                .withPush(push -> push.withMaxInFlight(CEILING)
                        .withOrdering(Ordering.NONE)
                        .withRetry(new RetryPolicy(
                                Duration.ofDays(1), Duration.ofMillis(100), Duration.ofSeconds(10), 3, Set.of())));
        Dispatcher dispatcher = new Dispatcher(
                RUN,
                policy.push(),
                policy.outcomes(),
                control,
                scenario.seed(),
                Cursor.START,
                new Dispatcher.Ports(gate, (evidence, done) -> done.accept(null), new Silent(), free::add, () -> {}));
        long now = 0;
        while (now < GateScenario.DURATION_NANOS) {
            gate.advance(now);
            dispatcher.doWork(now);
            while (dispatcher.hasRoom(now)) {
                FramedEvent event = free.poll();
                dispatcher.push(event == null ? Events.event(free.size()) : event, now);
            }
            long wait = dispatcher.nanosToNextWork(now);
            long next = wait == Long.MAX_VALUE ? Long.MAX_VALUE : now + Math.max(wait, 1);
            now = Math.min(Math.min(next, gate.nextAnswer()), GateScenario.DURATION_NANOS);
        }
        return new Result(
                gate.receipts / scenario.possible(), (double) gate.failures / gate.receipts, gate.p99Nanos() / 1e6);
    }

    private static final class Silent implements Dispatcher.OutcomeListener {
        @Override
        public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {}

        @Override
        public void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {}
    }
}
