package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Policy for simulated time when a due event cannot leave because of the window, a retry, throttling or the rate cap
 * (design, Time). Default: {@link #COUPLED}.
 */
public sealed interface LatePolicy {
    /** The default: simulated time waits for the stream. */
    LatePolicy COUPLED = new Coupled();

    /** Adds the lost time to the anchor: gaps keep their length and no burst follows. */
    record Coupled() implements LatePolicy {
        @Override
        public String toString() {
            return "coupled";
        }
    }

    /**
     * Keeps the schedule: until it has caught up, the stream runs at most {@code factor} times its speed.
     *
     * @param factor above 1, at most 1000, with at most 3 decimal places
     */
    record CatchUp(BigDecimal factor) implements LatePolicy {
        public CatchUp {
            Objects.requireNonNull(factor, "factor");
            if (factor.compareTo(BigDecimal.ONE) <= 0 || factor.compareTo(BigDecimal.valueOf(1000)) > 0) {
                throw new IllegalArgumentException("a catch-up factor is above 1 and at most 1000, not " + factor);
            }
            if (factor.stripTrailingZeros().scale() > 3) {
                throw new IllegalArgumentException("a catch-up factor has at most 3 decimal places, not " + factor);
            }
        }

        @Override
        public String toString() {
            return "catch-up(" + factor.toPlainString() + ")";
        }
    }

    /**
     * Puts fidelity first: the run halts with {@code LATENESS_LIMIT} once an event is later than the limit.
     *
     * @param maxLateness above 0, at most 365 days
     */
    record Halt(Duration maxLateness) implements LatePolicy {
        public Halt {
            if (maxLateness.isNegative() || maxLateness.isZero() || maxLateness.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException(
                        "a lateness limit is above 0 and at most 365 days, not " + maxLateness);
            }
        }

        @Override
        public String toString() {
            return "halt(" + maxLateness.toMillis() + "ms)";
        }
    }

    /**
     * Parses a policy.
     *
     * @param text {@code coupled}, {@code catch-up} (factor 2), {@code catch-up(1.5)} or {@code halt(500ms)}
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    static LatePolicy of(String text) {
        Matcher matcher = Pattern.compile("(coupled)|catch-up(?:\\(([0-9.]{1,10})\\))?|halt\\(([0-9]{1,12})(ms|s)\\)")
                .matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a late policy: " + LogText.quote(text)
                    + "; allowed are coupled, catch-up, catch-up(FACTOR), halt(NUMBERms) and halt(NUMBERs)");
        }
        if (matcher.group(1) != null) {
            return COUPLED;
        }
        String amount = matcher.group(3);
        if (amount != null) {
            long number = Long.parseLong(amount);
            return new Halt("ms".equals(matcher.group(4)) ? Duration.ofMillis(number) : Duration.ofSeconds(number));
        }
        String factor = matcher.group(2);
        return new CatchUp(factor == null ? BigDecimal.valueOf(2) : decimal(factor));
    }

    private static BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a catch-up factor is above 1 and at most 1000, not " + LogText.quote(text), e);
        }
    }
}
