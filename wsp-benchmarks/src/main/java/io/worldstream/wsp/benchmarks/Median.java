package io.worldstream.wsp.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median of measurements with their range.
 *
 * @param least the minimum
 * @param median the median
 * @param greatest the maximum
 */
record Median(double least, double median, double greatest) {
    static Median of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Median(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3g (%.3g to %.3g)", median, least, greatest);
    }
}
