package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.report.Lateness.Distribution;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatencyHistogramProperties {
    @Property
    void quantilesAreNotBelowTheTruthAndAtMostOnePart64Above(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = Long.MAX_VALUE / 2) Long> nanos) {
        LatencyHistogram histogram = new LatencyHistogram();
        nanos.forEach(histogram::record);
        List<Long> sorted = nanos.stream().sorted().toList();
        Distribution distribution = histogram.distribution();
        assertThat(distribution.events()).isEqualTo(nanos.size());
        assertThat(distribution.maxMicros()).isEqualTo(micros(Collections.max(nanos)));
        assertBounded(distribution.p50Micros(), sorted.get((sorted.size() + 1) / 2 - 1));
        assertBounded(distribution.p99Micros(), sorted.get((sorted.size() * 99 + 99) / 100 - 1));
    }

    @Test
    void nothingMeasuredIsAllZero() {
        assertThat(new LatencyHistogram().distribution()).isEqualTo(Distribution.NONE);
    }

    private static void assertBounded(long micros, long trueNanos) {
        assertThat(micros).isBetween(micros(trueNanos), micros(trueNanos + trueNanos / 64));
    }

    private static long micros(long nanos) {
        return (nanos + 999) / 1000;
    }
}
