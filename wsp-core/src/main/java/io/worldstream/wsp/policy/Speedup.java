package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The speed of simulated time: 1 is real time, 60 is a minute per second, {@link #MAX} is as fast as the gate takes
 * events (design, Time). Exact and immutable.
 */
public final class Speedup {
    /** As fast as the gate takes events, in order; simulated time is the head's event time. */
    public static final Speedup MAX = new Speedup(null);

    /** Real time; the default. */
    public static final Speedup REAL_TIME = new Speedup(BigDecimal.ONE);

    private static final String RULE =
            "allowed is a decimal from 0.000001 to 1000000000000 with at most 9 places, or max";
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?");
    private static final BigDecimal LOWEST = new BigDecimal("1e-6");
    private static final BigDecimal HIGHEST = new BigDecimal("1e12");
    private static final int PLACES = 9;

    private final @Nullable BigDecimal factor;

    private Speedup(@Nullable BigDecimal factor) {
        this.factor = factor;
    }

    /**
     * Parses a speedup.
     *
     * @param text a decimal from 1e-6 to 1e12 with at most 9 decimal places, or {@code max}
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    public static Speedup of(String text) {
        String trimmed = text.strip();
        if (trimmed.equals("max")) {
            return MAX;
        }
        if (!DECIMAL.matcher(trimmed).matches()) {
            throw new IllegalArgumentException("not a speedup: " + LogText.quote(text) + "; " + RULE);
        }
        BigDecimal factor = new BigDecimal(trimmed);
        boolean inRange = factor.compareTo(LOWEST) >= 0 && factor.compareTo(HIGHEST) <= 0;
        if (!inRange || factor.stripTrailingZeros().scale() > PLACES) {
            throw new IllegalArgumentException("not a speedup: " + LogText.quote(text) + "; " + RULE);
        }
        return new Speedup(factor.stripTrailingZeros());
    }

    /** Returns whether this is {@link #MAX}. */
    public boolean isMax() {
        return factor == null;
    }

    /**
     * Returns the factor in billionths, an exact integer: simulated nanoseconds per second of wall time.
     *
     * @throws IllegalStateException for {@link #MAX}
     */
    public BigInteger billionths() {
        if (factor == null) {
            throw new IllegalStateException("max has no factor");
        }
        return factor.movePointRight(PLACES).toBigIntegerExact();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Speedup that && Objects.equals(factor, that.factor);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(factor);
    }

    /** Returns the text that {@link #of} parses: plain digits, or {@code max}. */
    @Override
    public String toString() {
        return factor == null ? "max" : factor.toPlainString();
    }
}
