package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.world.World;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the lateness of events and the cost of waiting: evenly spaced events, in real time, to a sink that answers
 * at once.
 *
 * <p>Arguments: events per second (5000), seconds (10), runs (5), then idle strategies ({@code park spin-tail}). The
 * first run of each is a warm-up and does not count.
 */
public final class LatenessBenchmark {
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world;

    private LatenessBenchmark(int eventsPerSecond, int seconds) {
        world = Ticks.put(oracle, eventsPerSecond * seconds, 1_000_000L / eventsPerSecond);
    }

    public static void main(String[] args) throws InterruptedException {
        int eventsPerSecond = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        List<String> strategies =
                args.length > 3 ? List.of(args).subList(3, args.length) : List.of("park", "spin-tail");
        LatenessBenchmark benchmark = new LatenessBenchmark(eventsPerSecond, seconds);
        for (String strategy : strategies) {
            IdleStrategy waiting = IdleStrategy.of(strategy);
            benchmark.run(waiting);
            List<Result> results = new ArrayList<>();
            for (int run = 1; run <= runs; run++) {
                Result result = benchmark.run(waiting);
                results.add(result);
                System.out.println(waiting + " run " + run + ": " + result);
            }
            System.out.println(waiting + " median of " + runs + ": " + Result.median(results));
            double working = 100.0 * benchmark.run(waiting, Speedup.MAX).cpuNanos / (seconds * 1e9);
            System.out.printf(
                    Locale.ROOT,
                    "%s of that, work: %.1f%%, the cost of the same events at max speed, without waiting%n",
                    waiting,
                    working);
        }
    }

    private Result run(IdleStrategy waiting) throws InterruptedException {
        return run(waiting, Speedup.REAL_TIME).result();
    }

    private Watch run(IdleStrategy waiting, Speedup speedup) throws InterruptedException {
        InMemoryReadySource bus = new InMemoryReadySource();
        Watch watch = new Watch();
        try (AnsweringSink sink = new AnsweringSink();
                WorldStreamProducer producer = WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(world.catalogue())
                        .policy(StreamPolicy.defaults().withSpeedup(speedup))
                        .listener(watch)
                        .idleStrategy(waiting)
                        .build()) {
            world.announceOn(bus);
            producer.start();
            producer.awaitIdle();
        }
        return watch;
    }

    /**
     * The result of a run, or the median of each figure.
     *
     * @param p50Micros the median lateness
     * @param p99Micros its 99th percentile
     * @param maxMicros the maximum lateness
     * @param cpuPercent the engine thread's share of a core, waiting and working
     */
    private record Result(double p50Micros, double p99Micros, double maxMicros, double cpuPercent) {
        static Result median(List<Result> results) {
            return new Result(
                    median(results, Result::p50Micros),
                    median(results, Result::p99Micros),
                    median(results, Result::maxMicros),
                    median(results, Result::cpuPercent));
        }

        private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
            return results.stream().mapToDouble(figure).sorted().toArray()[results.size() / 2];
        }

        @Override
        public String toString() {
            return "p50 %.0f us, p99 %.0f us, max %.0f us, engine thread %.1f%% of a core"
                    .formatted(p50Micros, p99Micros, maxMicros, cpuPercent);
        }
    }

    /** Measures the CPU time of the engine's thread, on which it is called. */
    private static final class Watch implements StreamListener {
        private final Clock clock = new SystemClock();
        private long startNanos;
        private long startCpuNanos;
        private long cpuNanos;
        private double cpuPercent;
        private @Nullable RunSummary summary;

        @Override
        public void onStarted(RunEvent.Started event) {
            startNanos = clock.monotonicNanos();
            startCpuNanos = cpuNanos();
        }

        @Override
        public void onFinished(StreamEvent.Finished event) {
            cpuNanos = cpuNanos() - startCpuNanos;
            cpuPercent = 100.0 * cpuNanos / (clock.monotonicNanos() - startNanos);
            summary = event.summary();
        }

        private static long cpuNanos() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        Result result() {
            RunSummary found = Objects.requireNonNull(summary);
            if (found.status() != ReadyDisposition.COMPLETED) {
                throw new IllegalStateException("the run did not complete: " + found);
            }
            Lateness.Distribution lateness = found.lateness().total();
            return new Result(lateness.p50Micros(), lateness.p99Micros(), lateness.maxMicros(), cpuPercent);
        }
    }
}
