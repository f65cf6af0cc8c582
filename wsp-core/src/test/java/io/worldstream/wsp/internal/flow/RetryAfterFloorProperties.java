package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RetryAfterFloorProperties {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    @Example
    void nobodyAskedForAnything() {
        RetryAfterFloor floor = new RetryAfterFloor();
        floor.raise(null, 5);
        floor.raise(Duration.ZERO, 5);
        floor.raise(Duration.ofSeconds(-9), 5);
        floor.raise(Duration.ofSeconds(Long.MIN_VALUE), 5);
        assertThat(floor.nanosLeft(5)).isZero();
        assertThat(floor.nanosLeft(Long.MIN_VALUE)).isZero();
    }

    @Example
    void whatIsBeyondAllMeasureIsAnHour() {
        RetryAfterFloor floor = new RetryAfterFloor();
        floor.raise(Duration.ofSeconds(Long.MAX_VALUE), Long.MAX_VALUE - 1);
        assertThat(floor.nanosLeft(Long.MAX_VALUE - 1)).isEqualTo(HOUR);
        assertThat(floor.nanosLeft(Long.MAX_VALUE - 1 + HOUR)).isZero();
    }

    /** The floor is the latest of all ends, whatever the order of the answers and wherever the clock is. */
    @Property
    void theLatestEndHolds(
            @ForAll long start,
            @ForAll @Size(max = 20) List<@LongRange(min = -10, max = 7_200) Long> asked,
            @ForAll @LongRange(min = 0, max = 60) long step) {
        RetryAfterFloor floor = new RetryAfterFloor();
        long latest = 0;
        long now = 0;
        for (long seconds : asked) {
            floor.raise(Duration.ofSeconds(seconds), start + now);
            latest = Math.max(
                    latest, now + Duration.ofSeconds(Math.min(seconds, 3600)).toNanos());
            assertThat(floor.nanosLeft(start + now)).isEqualTo(Math.max(latest - now, 0));
            now += Duration.ofSeconds(step).toNanos();
        }
    }
}
