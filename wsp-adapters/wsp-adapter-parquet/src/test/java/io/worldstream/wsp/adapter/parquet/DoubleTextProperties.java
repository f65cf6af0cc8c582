package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Contracts 6: the shortest text that reads back, the nearest of these, laid out as CPython does it. */
class DoubleTextProperties {
    @Property(tries = 5_000)
    void anyBitsAreTheShortestThatReadsBack(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isFinite(value)) {
            assertThat(text(value)).isEqualTo(defined(value));
        }
    }

    @Property(tries = 5_000)
    void whatSomebodyWroteAsADecimalIsThatDecimal(
            @ForAll @LongRange(min = -9_999_999_999_999_999L, max = 9_999_999_999_999_999L) long digits,
            @ForAll @IntRange(max = 25) int places) {
        double value = new BigDecimal(digits).scaleByPowerOfTen(-places).doubleValue();
        assertThat(text(value)).isEqualTo(defined(value));
    }

    @Property(tries = 5_000)
    void floatsAreWidened(@ForAll float value) {
        if (Float.isFinite(value)) {
            assertThat(text(value)).isEqualTo(defined(value));
        }
    }

    @Test
    void powersOfTwoAndTenAndTheirNeighbours() {
        IntStream.rangeClosed(-1074, 1023).forEach(exponent -> assertNeighbours(Math.scalb(1.0, exponent)));
        IntStream.rangeClosed(-323, 308).forEach(exponent -> assertNeighbours(Double.parseDouble("1e" + exponent)));
        assertNeighbours(Double.MAX_VALUE);
        assertNeighbours(0x1p53);
    }

    @Test
    void theLayoutThatContractsNames() {
        assertThat(text(1.0)).isEqualTo("1.0");
        assertThat(text(0.1)).isEqualTo("0.1");
        assertThat(text(1e16)).isEqualTo("1e+16");
        assertThat(text(1e15)).isEqualTo("1000000000000000.0");
        assertThat(text(1e-5)).isEqualTo("1e-05");
        assertThat(text(1e-4)).isEqualTo("0.0001");
        assertThat(text(123456.789)).isEqualTo("123456.789");
        assertThat(text(1.5e300)).isEqualTo("1.5e+300");
        assertThat(text(-0.0)).isEqualTo("-0.0");
        assertThat(text(Double.MIN_VALUE)).isEqualTo("5e-324");
    }

    private static void assertNeighbours(double value) {
        for (double near : new double[] {Math.nextDown(value), value, Math.nextUp(value)}) {
            if (Double.isFinite(near)) {
                assertThat(text(near)).isEqualTo(defined(near));
            }
        }
    }

    private static String text(double value) {
        RowText out = new RowText(100);
        DoubleText.write(value, out);
        return new String(out.bytes(), 0, out.length(), StandardCharsets.US_ASCII);
    }

    /** The definition, taken literally: the fewest digits of which one choice reads back, then the choice nearest to it. */
    private static String defined(double value) {
        String sign = Math.copySign(1.0, value) < 0 ? "-" : "";
        double magnitude = Math.abs(value);
        if (magnitude == 0) {
            return sign + "0.0";
        }
        BigDecimal exact = new BigDecimal(magnitude);
        BigDecimal best = exact;
        for (int digits = 17; digits > 0; digits--) {
            BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
            BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
            boolean belowReads = below.doubleValue() == magnitude;
            boolean aboveReads = above.doubleValue() == magnitude;
            if (!belowReads && !aboveReads) {
                break;
            }
            // Of two that are equally near, the even one.
            boolean belowIsNearer =
                    exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).compareTo(below) == 0;
            best = belowReads && (belowIsNearer || !aboveReads) ? below : above;
        }
        best = best.stripTrailingZeros();
        int exponent = best.precision() - best.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return sign + best.setScale(Math.max(best.scale(), 1)).toPlainString();
        }
        String digits = best.unscaledValue().toString();
        return String.format(
                "%s%s%se%s%02d",
                sign,
                digits.charAt(0),
                digits.length() == 1 ? "" : "." + digits.substring(1),
                exponent < 0 ? "-" : "+",
                Math.abs(exponent));
    }
}
