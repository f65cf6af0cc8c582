package io.worldstream.wsp.adapter.parquet;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes doubles as the shortest decimal text that parses to the same double, in the layout of contracts 6, so that a
 * Parquet row and its JSON form give the same event id. Stateless.
 */
final class DoubleText {
    private static final double[] POWERS = new double[19];
    private static final double LEAST_PLAIN = 1e-4;
    private static final double FIFTEEN_DIGITS = 1e15;
    private static final int MOST_DIGITS = 17;
    private static final RoundingMode[] NEAREST_FIRST = {RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP};

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    private DoubleText() {}

    /** Writes a finite double. */
    static void write(double value, RowText out) {
        if (Math.copySign(1.0, value) < 0) {
            out.put('-');
        }
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            writeDecimal(0, 0, out);
        } else if (!writeFewDigits(magnitude, out)) {
            writeManyDigits(magnitude, out);
        }
    }

    /**
     * Handles doubles that were written as a decimal of at most 15 digits, which is most of them. A whole number below
     * 10^15 and a power of ten up to 10^22 are exact, so the quotient is the double to which the decimal parses. No two
     * decimals of 15 digits parse to one double, so none is shorter.
     */
    private static boolean writeFewDigits(double magnitude, RowText out) {
        if (magnitude < LEAST_PLAIN || magnitude >= FIFTEEN_DIGITS) {
            return false;
        }
        for (int places = 0; places < POWERS.length; places++) {
            double scaled = magnitude * POWERS[places];
            if (scaled >= FIFTEEN_DIGITS) {
                return false;
            }
            long digits = (long) (scaled + 0.5);
            if (digits / POWERS[places] == magnitude) {
                writeDecimal(digits, places, out);
                return true;
            }
        }
        return false;
    }

    private static void writeDecimal(long digits, int places, RowText out) {
        long power = (long) POWERS[places];
        long whole = digits / power;
        out.putUnsigned(whole);
        out.put('.');
        out.putDigits(digits - whole * power, Math.max(places, 1));
    }

    private static void writeManyDigits(double magnitude, RowText out) {
        BigDecimal shortest = (magnitude < Double.MIN_NORMAL
                        ? shortestSubnormal(magnitude)
                        : new BigDecimal(NumberOutput.toString(magnitude, true)))
                .stripTrailingZeros();
        byte[] digits = RowText.ascii(shortest.unscaledValue().toString());
        int exponent = digits.length - 1 - shortest.scale();
        if (exponent < -4 || exponent >= 16) {
            writeScientific(digits, exponent, out);
        } else if (exponent < 0) {
            out.put('0');
            out.put('.');
            out.putDigits(0, -exponent - 1);
            out.put(digits);
        } else {
            int whole = Math.min(exponent + 1, digits.length);
            out.put(digits, 0, whole);
            out.putDigits(0, exponent + 1 - whole);
            out.put('.');
            if (whole == digits.length) {
                out.put('0');
            }
            out.put(digits, whole, digits.length - whole);
        }
    }

    /**
     * Returns the shortest text of a subnormal: the usual algorithm gives at least two digits, but the smallest doubles
     * need only one.
     */
    private static BigDecimal shortestSubnormal(double magnitude) {
        BigDecimal exact = new BigDecimal(magnitude);
        for (int precision = 1; precision < MOST_DIGITS; precision++) {
            for (RoundingMode rounding : NEAREST_FIRST) {
                BigDecimal candidate = exact.round(new MathContext(precision, rounding));
                if (candidate.doubleValue() == magnitude) {
                    return candidate;
                }
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static void writeScientific(byte[] digits, int exponent, RowText out) {
        out.put(digits, 0, 1);
        if (digits.length > 1) {
            out.put('.');
            out.put(digits, 1, digits.length - 1);
        }
        out.put('e');
        out.put(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        if (size < 10) {
            out.put('0');
        }
        out.putUnsigned(size);
    }
}
