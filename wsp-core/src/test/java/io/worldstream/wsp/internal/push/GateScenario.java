package io.worldstream.wsp.internal.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated gate behaves, drawn from a seed: what limits it, how it says so, and what happens to it meanwhile.
 *
 * @param seed all of it follows from this
 * @param limit what limits the gate
 * @param perSecond events a second that it takes in quiet times; of places in service, what they come to
 * @param latencyMillis how long it takes, in the mean
 * @param burst how many it takes at once, where a rate limits it
 * @param queue how many may wait, where a queue limits it
 * @param throttles whether it answers 429, not 503, where places limit it
 * @param retryAfter what it asks for, or null
 * @param phases what happens to it, from when to when
 */
record GateScenario(
        long seed,
        Limit limit,
        double perSecond,
        double latencyMillis,
        double burst,
        double queue,
        boolean throttles,
        @Nullable Duration retryAfter,
        List<Phase> phases) {
    static final long DURATION_NANOS = 120_000_000_000L;

    /** How much of the mean latency the spread is. */
    private static final double SPREAD = 0.3;

    enum Limit {
        RATE,
        QUEUE,
        CONCURRENCY
    }

    enum Kind {
        /** Takes another share of its rate, or has other places: a step, or other clients. */
        CAPACITY,
        /** Takes so many times as long. */
        SLOW,
        /** Fails this share of what comes. */
        FAILING
    }

    record Phase(Kind kind, long fromNanos, long toNanos, double value) {}

    static GateScenario of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Limit limit = Limit.values()[random.nextInt(3)];
        double latencyMillis = logUniform(random, 5, 80);
        double perSecond = logUniform(random, 50, Math.min(2000, 60 / (latencyMillis / 1000)));
        boolean throttles = random.nextBoolean();
        boolean says = random.nextInt(3) == 0;
        Duration retryAfter = says ? Duration.ofSeconds(1 + random.nextInt(2)) : null;
        double burst = Math.max(2, perSecond * logUniform(random, 0.02, 1));
        double queue = Math.max(4, perSecond * logUniform(random, 0.02, 2));
        List<Phase> phases = new ArrayList<>();
        if (random.nextBoolean()) {
            steps(random, phases);
        }
        if (random.nextInt(3) == 0) {
            othersComeAndGo(random, phases);
        }
        if (random.nextInt(3) == 0) {
            spans(random, phases, Kind.SLOW, 1 + random.nextInt(2), 5, 15, 1.5 + 2 * random.nextDouble());
        }
        if (random.nextInt(3) == 0) {
            boolean away = random.nextBoolean();
            double share = away ? 1 : 0.05 + 0.3 * random.nextDouble();
            spans(random, phases, Kind.FAILING, 1 + random.nextInt(3), 1, 6, share);
        }
        return new GateScenario(
                seed, limit, perSecond, latencyMillis, burst, queue, throttles, retryAfter, List.copyOf(phases));
    }

    private static void steps(SplittableRandom random, List<Phase> phases) {
        int steps = 1 + random.nextInt(2);
        long from = 0;
        for (int i = 0; i < steps; i++) {
            from += DURATION_NANOS / (steps + 1);
            phases.add(
                    new Phase(Kind.CAPACITY, from, from + DURATION_NANOS / (steps + 1), logUniform(random, 0.4, 1.6)));
        }
    }

    private static void othersComeAndGo(SplittableRandom random, List<Phase> phases) {
        long at = 0;
        while (at < DURATION_NANOS) {
            long quiet = (long) (1e9 * logUniform(random, 5, 30));
            long busy = (long) (1e9 * logUniform(random, 3, 20));
            phases.add(new Phase(Kind.CAPACITY, at + quiet, at + quiet + busy, 1 - 0.5 * random.nextDouble()));
            at += quiet + busy;
        }
    }

    private static void spans(
            SplittableRandom random,
            List<Phase> phases,
            Kind kind,
            int count,
            double leastSeconds,
            double mostSeconds,
            double value) {
        for (int i = 0; i < count; i++) {
            long from = (long) (random.nextDouble() * 0.9 * DURATION_NANOS);
            long length = (long) (1e9 * logUniform(random, leastSeconds, mostSeconds));
            phases.add(new Phase(kind, from, from + length, value));
        }
    }

    private static double logUniform(SplittableRandom random, double least, double most) {
        return least * Math.exp(random.nextDouble() * Math.log(most / least));
    }

    /** Events a second that this producer could have taken by the gate, failing aside. */
    double capacity(long now) {
        return perSecond * product(Kind.CAPACITY, now);
    }

    int places(long now) {
        return (int) Math.max(1, Math.round(capacity(now) * latencyMillis / 1000));
    }

    /** The share that fails whatever is asked of it. */
    double failing(long now) {
        double sound = 1;
        for (Phase phase : phases) {
            sound *= phase.kind == Kind.FAILING && phase.fromNanos <= now && now < phase.toNanos ? 1 - phase.value : 1;
        }
        return 1 - sound;
    }

    double latencyNanos(long now, SplittableRandom random) {
        double mean = latencyMillis * 1e6 * product(Kind.SLOW, now);
        // Skewed as latencies are: a fixed part and an exponential one.
        return mean * (1 - SPREAD) - mean * SPREAD * Math.log(1 - random.nextDouble());
    }

    /** Returns the total number of events that a producer with full knowledge of the gate could get admitted. */
    double possible() {
        double sum = 0;
        long step = 10_000_000L;
        for (long now = 0; now < DURATION_NANOS; now += step) {
            double rate = limit == Limit.CONCURRENCY
                    ? places(now) / (latencyMillis / 1000 * product(Kind.SLOW, now))
                    : capacity(now);
            sum += rate * (1 - failing(now)) * step / 1e9;
        }
        return sum;
    }

    private double product(Kind kind, long now) {
        double product = 1;
        for (Phase phase : phases) {
            product *= phase.kind == kind && phase.fromNanos <= now && now < phase.toNanos ? phase.value : 1;
        }
        return product;
    }

    /** In a few words. */
    String describe() {
        return limit + (limit == Limit.CONCURRENCY ? throttles ? " 429" : " 503" : "")
                + (retryAfter == null ? "" : " retry-after " + retryAfter.toSeconds() + " s") + ", "
                + Math.round(perSecond) + "/s, " + Math.round(latencyMillis) + " ms"
                + (limit == Limit.RATE ? ", burst " + Math.round(burst) : "")
                + (limit == Limit.QUEUE ? ", queue " + Math.round(queue) : "")
                + phases.stream()
                        .map(phase -> ", " + phase.kind.name().toLowerCase(java.util.Locale.ROOT) + " "
                                + Math.round(100 * phase.value) + " % from "
                                + Math.round(phase.fromNanos / 1e9) + " to " + Math.round(phase.toNanos / 1e9) + " s")
                        .reduce("", String::concat);
    }
}
