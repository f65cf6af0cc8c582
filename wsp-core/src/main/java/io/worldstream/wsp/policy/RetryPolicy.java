package io.worldstream.wsp.policy;

import java.time.Duration;
import java.util.Set;

/**
 * Retries of a push: exponential backoff with full jitter, measured from the failure. The gate's {@code Retry-After} is
 * a lower bound for the wait.
 *
 * @param budget the retry budget of one event, counted from its first failure; when it is spent, {@link
 *     OutcomePolicy#onRetryExhausted} applies. From 0 to 365 days. Default: five minutes
 * @param initial the upper bound of the first backoff. Default: 100 ms
 * @param max the upper bound of every backoff, at most 365 days. Default: 10 s
 * @param ambiguousRetries the retries of an event whose outcome the gate does not know. When they are spent, an event that
 *     the gate quarantines ({@code INTERNAL_ERROR}, {@code PUBLISH_AMBIGUOUS}) counts as quarantined; for one that it
 *     does not decide about ({@code PUBLISH_AMBIGUOUS_RETRY}) {@link OutcomePolicy#onAmbiguous} applies, whatever is left
 *     of the budget. Default: 3
 * @param retryableReasons quarantine reasons that mean "not now", in addition to those of contracts 9. Default: none
 */
public record RetryPolicy(
        Duration budget, Duration initial, Duration max, int ambiguousRetries, Set<String> retryableReasons) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** A budget of five minutes, backoff from 100 ms to 10 s, 3 ambiguous retries. */
    public static final RetryPolicy DEFAULTS =
            new RetryPolicy(Duration.ofMinutes(5), Duration.ofMillis(100), Duration.ofSeconds(10), 3, Set.of());

    public RetryPolicy {
        if (budget.isNegative() || budget.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a retry budget is from 0 to 365 days, not " + budget);
        }
        boolean ordered = initial.compareTo(Duration.ZERO) > 0 && initial.compareTo(max) <= 0;
        if (!ordered || max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "backoff is 0 < initial <= max <= 365 days, not initial " + initial + ", max " + max);
        }
        if (ambiguousRetries < 0) {
            throw new IllegalArgumentException("ambiguous retries are 0 or more, not " + ambiguousRetries);
        }
        retryableReasons = Set.copyOf(retryableReasons);
    }

    /** Returns this policy with another {@link #budget}. */
    public RetryPolicy withBudget(Duration value) {
        return new RetryPolicy(value, initial, max, ambiguousRetries, retryableReasons);
    }

    /** Returns this policy with another {@link #initial}. */
    public RetryPolicy withInitial(Duration value) {
        return new RetryPolicy(budget, value, max, ambiguousRetries, retryableReasons);
    }

    /** Returns this policy with another {@link #max}. */
    public RetryPolicy withMax(Duration value) {
        return new RetryPolicy(budget, initial, value, ambiguousRetries, retryableReasons);
    }

    /** Returns this policy with other {@link #ambiguousRetries}. */
    public RetryPolicy withAmbiguousRetries(int value) {
        return new RetryPolicy(budget, initial, max, value, retryableReasons);
    }

    /** Returns this policy with other {@link #retryableReasons}. */
    public RetryPolicy withRetryableReasons(Set<String> value) {
        return new RetryPolicy(budget, initial, max, ambiguousRetries, value);
    }
}
