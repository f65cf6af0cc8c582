package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.benchmarks.RefusingGate.Shares;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.world.World;
import java.util.Locale;

/**
 * Measures the throughput of {@link Backpressure#ADAPTIVE} through a gate that refuses some requests at random,
 * relative to {@link Backpressure#FIXED} with the same number in flight: a whole producer, over HTTP, with an event
 * always due. Turns alternate; the median of their ratios counts.
 *
 * <p>Arguments: seconds per turn (5), turns (3) and, to run only some gates, a part of their names.
 */
public final class RefusalBenchmark {
    private static final int ROWS = 1_000_000;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final World world;
    private final long turnMillis;
    private final int turns;

    private RefusalBenchmark(int seconds, int turns) {
        turnMillis = 1000L * seconds;
        this.turns = turns;
        world = Ticks.put(oracle, ROWS, 1);
    }

    public static void main(String[] args) throws InterruptedException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int turns = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        String only = args.length > 2 ? args[2] : "";
        RefusalBenchmark benchmark = new RefusalBenchmark(seconds, turns);
        System.out.println("| gate | in flight | fixed, a second | adaptive, a second | adaptive / fixed |");
        System.out.println("|---|---|---|---|---|");
        for (long serviceMicros : new long[] {0, 2000}) {
            for (double share : new double[] {0.01, 0.05, 0.2}) {
                for (int inFlight : new int[] {1, 8, 64}) {
                    benchmark.compare(new Setting(Shares.throttling(share), serviceMicros, inFlight), only);
                }
            }
        }
        for (int inFlight : new int[] {1, 16}) {
            benchmark.compare(new Setting(new Shares(0.06, true, 0.04, 0.03, 0.03), 0, inFlight), only);
        }
    }

    private void compare(Setting setting, String only) throws InterruptedException {
        if (!setting.toString().contains(only)) {
            return;
        }
        double[] fixed = new double[turns];
        double[] adaptive = new double[turns];
        double[] ratio = new double[turns];
        for (int turn = 0; turn < turns; turn++) {
            fixed[turn] = admittedPerSecond(setting, Backpressure.FIXED, turn);
            adaptive[turn] = admittedPerSecond(setting, Backpressure.ADAPTIVE, turn);
            ratio[turn] = adaptive[turn] / fixed[turn];
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                setting,
                Median.of(fixed),
                Median.of(adaptive),
                Median.of(ratio));
    }

    private double admittedPerSecond(Setting setting, Backpressure backpressure, long seed)
            throws InterruptedException {
        InMemoryReadySource bus = new InMemoryReadySource();
        StreamPolicy policy = StreamPolicy.defaults()
                .withPacing(pacing -> pacing.withSpeedup(Speedup.MAX))
                .withPush(push -> push.withMaxInFlight(setting.inFlight).withBackpressure(backpressure));
        try (RefusingGate gate = new RefusingGate(setting.shares, 1000 * setting.serviceMicros, Ticks.OUTPUT, seed);
                IngressSink sink = HttpIngressSink.builder()
                        .url("http://127.0.0.1:" + gate.port())
                        .clock(new SystemClock())
                        .maxConnections(setting.inFlight)
                        .build();
                WorldStreamProducer producer = WorldStreamProducer.builder()
                        .readySource(bus)
                        .oracle(oracle)
                        .ingress(sink)
                        .catalogue(world.catalogue())
                        .policy(policy)
                        .build()) {
            world.announceOn(bus);
            producer.start();
            while (gate.requests() == 0) {
                Thread.sleep(1);
            }
            long start = System.nanoTime();
            Thread.sleep(turnMillis);
            return gate.admitted() / ((System.nanoTime() - start) / 1e9);
        }
    }

    /**
     * A gate, and the number of events in flight.
     *
     * @param serviceMicros the service time of a request, one after another; 0 for a gate that answers at once
     */
    private record Setting(Shares shares, long serviceMicros, int inFlight) {
        @Override
        public String toString() {
            String service = serviceMicros == 0 ? "at once" : "one at a time, " + serviceMicros / 1000 + " ms";
            return shares + ", " + service + " | " + inFlight;
        }
    }
}
