package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the sealed tables are read and put in order. Start from {@link #DEFAULTS}: components may be added, and with them
 * constructor parameters.
 *
 * @param retryBudget the retry budget of a read that fails with an {@link java.io.IOException}, counted from its first
 *     failure: from 0, for one attempt, to a day. When it is spent, the run is refused or halts. The wait between attempts
 *     starts at 100 ms and doubles up to 10 s. If the host drives the engine without a background executor, the same
 *     number of attempts is made without waiting, since a wait would block the driver. Default: one minute
 * @param maxDisorder for each output, how far behind a later row another row may come in its parts: a span of event time,
 *     not negative, whole microseconds, at most {@link #LONGEST_DISORDER}. The rows are then put in order by a window of
 *     that length instead of a sort; a part with more disorder is refused. Default: none
 * @param keyCheck the scope of the search for duplicate keys. Default: {@link KeyCheck#INSTANT}
 * @param surveyTrust the trust in a survey saved by an earlier start. Default: {@link SurveyTrust#DIGEST}
 * @param startAt the start position of streams, or null for the first event; events before it are not streamed. Default:
 *     the first event
 * @param secondLook the check of bytes that are read a second time, or null for what their store promises: {@link
 *     SecondLook#CRC32C} for parts of an immutable version ({@link OraclePart.Version#immutable}) and for sorted views,
 *     {@link SecondLook#SHA256} for all other parts. It changes neither a plan nor what is streamed. Default: null
 */
public record ReadPolicy(
        Duration retryBudget,
        Map<OutputId, Duration> maxDisorder,
        KeyCheck keyCheck,
        SurveyTrust surveyTrust,
        @Nullable StartAt startAt,
        @Nullable SecondLook secondLook) {
    /** The largest disorder bound that can be declared: 100,000 days. */
    public static final Duration LONGEST_DISORDER = Duration.ofDays(100_000);

    /** A retry budget of one minute, no disorder bound, keys checked within an instant, surveys checked by digest. */
    public static final ReadPolicy DEFAULTS =
            new ReadPolicy(Duration.ofMinutes(1), Map.of(), KeyCheck.INSTANT, SurveyTrust.DIGEST, null, null);

    public ReadPolicy {
        if (retryBudget.isNegative() || retryBudget.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a read retry budget is from 0 to 1 day, not " + retryBudget);
        }
        maxDisorder = Map.copyOf(maxDisorder);
        maxDisorder.values().forEach(ReadPolicy::requireBound);
        Objects.requireNonNull(keyCheck, "keyCheck");
        Objects.requireNonNull(surveyTrust, "surveyTrust");
    }

    private static void requireBound(Duration bound) {
        if (bound.isNegative() || bound.toNanosPart() % 1000 != 0 || bound.compareTo(LONGEST_DISORDER) > 0) {
            throw new IllegalArgumentException("a bound on disorder is not negative, whole microseconds and at most "
                    + LONGEST_DISORDER + ", not " + bound);
        }
    }

    /** Returns the disorder bound of an output's parts, or null if none is declared. */
    public @Nullable Duration maxDisorder(OutputId outputId) {
        return maxDisorder.get(outputId);
    }

    /** Returns this policy with another {@link #retryBudget}. */
    public ReadPolicy withRetryBudget(Duration value) {
        return new ReadPolicy(value, maxDisorder, keyCheck, surveyTrust, startAt, secondLook);
    }

    /** Returns this policy with other disorder bounds. */
    public ReadPolicy withMaxDisorder(Map<OutputId, Duration> value) {
        return new ReadPolicy(retryBudget, value, keyCheck, surveyTrust, startAt, secondLook);
    }

    /** Returns this policy with the disorder bound of one output. */
    public ReadPolicy withMaxDisorder(OutputId outputId, Duration bound) {
        Map<OutputId, Duration> bounds = new HashMap<>(maxDisorder);
        bounds.put(outputId, bound);
        return withMaxDisorder(bounds);
    }

    /** Returns this policy with another {@link #keyCheck}. */
    public ReadPolicy withKeyCheck(KeyCheck value) {
        return new ReadPolicy(retryBudget, maxDisorder, value, surveyTrust, startAt, secondLook);
    }

    /** Returns this policy with another {@link #surveyTrust}. */
    public ReadPolicy withSurveyTrust(SurveyTrust value) {
        return new ReadPolicy(retryBudget, maxDisorder, keyCheck, value, startAt, secondLook);
    }

    /** Returns this policy with another {@link #startAt}; null for the first event. */
    public ReadPolicy withStartAt(@Nullable StartAt value) {
        return new ReadPolicy(retryBudget, maxDisorder, keyCheck, surveyTrust, value, secondLook);
    }

    /** Returns this policy with another {@link #secondLook}; null for what the stores promise. */
    public ReadPolicy withSecondLook(@Nullable SecondLook value) {
        return new ReadPolicy(retryBudget, maxDisorder, keyCheck, surveyTrust, startAt, value);
    }
}
