package io.worldstream.wsp.internal.flow;

import io.worldstream.wsp.policy.StreamPolicy.RetryPolicy;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Exponential backoff with full jitter, counted from now; what the gate asks for is a floor. One thread. */
public final class Backoff {
    /** A retry is never at once: rubbish in a policy or a jitter of 0 must not become a tight loop. */
    private static final long LEAST_NANOS = 1_000_000L;

    private static final int MAX_DOUBLINGS = 40;

    private final long initialNanos;
    private final long maxNanos;
    private final SplittableRandom random;

    public Backoff(RetryPolicy policy, long seed) {
        initialNanos = policy.initial().toNanos();
        maxNanos = policy.max().toNanos();
        random = new SplittableRandom(seed);
    }

    /**
     * How long to wait before the next try.
     *
     * @param failures how many tries failed, from 1
     * @param notBefore the gate's wish, or null
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
