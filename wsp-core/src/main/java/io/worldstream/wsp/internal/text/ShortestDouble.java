package io.worldstream.wsp.internal.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal text that parses to the same double, formatted like CPython's {@code str(float)} (contracts 6).
 * {@link Double#toString} is not always the shortest before JDK 19.
 */
public final class ShortestDouble {
    private static final int ALWAYS_ENOUGH_DIGITS = 17;
    private static final RoundingMode[] NEAREST_FIRST = {RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP};

    private ShortestDouble() {}

    public static String text(double value) {
        String sign = Math.copySign(1.0, value) < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = shortest(magnitude).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        return sign + (exponent < -4 || exponent >= 16 ? scientific(digits, exponent) : plain(digits, exponent));
    }

    private static BigDecimal shortest(double magnitude) {
        BigDecimal exact = new BigDecimal(magnitude);
        for (int precision = 1; precision < ALWAYS_ENOUGH_DIGITS; precision++) {
            // Around a power of two, the doubles below are closer together than those above: the nearest decimal may
            // fail where another one succeeds.
            for (RoundingMode rounding : NEAREST_FIRST) {
                BigDecimal candidate = exact.round(new MathContext(precision, rounding));
                if (candidate.doubleValue() == magnitude) {
                    return candidate;
                }
            }
        }
        return exact.round(new MathContext(ALWAYS_ENOUGH_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String plain(String digits, int exponent) {
        if (exponent < 0) {
            return "0." + "0".repeat(-exponent - 1) + digits;
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return digits + "0".repeat(whole - digits.length()) + ".0";
        }
        return digits.substring(0, whole) + "." + digits.substring(whole);
    }

    private static String scientific(String digits, int exponent) {
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        String magnitude = Integer.toString(Math.abs(exponent));
        return digits.charAt(0)
                + fraction
                + "e"
                + (exponent < 0 ? "-" : "+")
                + (magnitude.length() == 1 ? "0" : "")
                + magnitude;
    }
}
