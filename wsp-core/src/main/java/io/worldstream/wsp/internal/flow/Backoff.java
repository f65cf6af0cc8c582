package io.worldstream.wsp.internal.flow;

import io.worldstream.wsp.policy.RetryPolicy;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Exponential backoff with full jitter and the gate's requested delay as its floor. Confined to one thread. */
public final class Backoff {
    /** Minimum delay: a jitter of 0 or an unreasonable policy must not cause a tight loop. */
    private static final long LEAST_NANOS = 1_000_000L;

    private static final int MAX_DOUBLINGS = 40;

    private final long initialNanos;
    private final long maxNanos;
    private final SplittableRandom random;

    /**
     * @param policy the initial and maximum delay
     * @param seed the seed of the jitter
     */
    public Backoff(RetryPolicy policy, long seed) {
        initialNanos = policy.initial().toNanos();
        maxNanos = policy.max().toNanos();
        random = new SplittableRandom(seed);
    }

    /**
     * Returns the delay before the next attempt, in nanoseconds from now; at least 1 ms.
     *
     * @param failures the number of failed attempts, from 1
     * @param notBefore the minimum delay that the gate asks for, or null
     */
    public long delayNanos(int failures, @Nullable Duration notBefore) {
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        long ceiling = initialNanos > maxNanos >> doublings ? maxNanos : initialNanos << doublings;
        long delay = Math.max(random.nextLong(ceiling + 1), LEAST_NANOS);
        return notBefore == null ? delay : Math.max(delay, saturatedNanos(notBefore));
    }

    private static long saturatedNanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : duration.toNanos();
    }
}
