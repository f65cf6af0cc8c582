package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When events are released. Start from {@link #DEFAULTS}: components may be added, and with them constructor parameters.
 *
 * @param speedup the speed of simulated time. Default: {@link Speedup#REAL_TIME}
 * @param latePolicy the policy for a sink slower than the schedule. Default: {@link LatePolicy#COUPLED}
 * @param rateSchedule the cap on events per second of wall time, or null for no cap. Default: no cap
 */
public record PacingPolicy(
        Speedup speedup, LatePolicy latePolicy, @Nullable RateSchedule rateSchedule) {
    /** Real time, coupled, without a cap. */
    public static final PacingPolicy DEFAULTS = new PacingPolicy(Speedup.REAL_TIME, LatePolicy.COUPLED, null);

    public PacingPolicy {
        Objects.requireNonNull(speedup, "speedup");
        Objects.requireNonNull(latePolicy, "latePolicy");
    }

    /** Returns this policy with another {@link #speedup}. */
    public PacingPolicy withSpeedup(Speedup value) {
        return new PacingPolicy(value, latePolicy, rateSchedule);
    }

    /** Returns this policy with another {@link #latePolicy}. */
    public PacingPolicy withLatePolicy(LatePolicy value) {
        return new PacingPolicy(speedup, value, rateSchedule);
    }

    /** Returns this policy with another {@link #rateSchedule}; null for no cap. */
    public PacingPolicy withRateSchedule(@Nullable RateSchedule value) {
        return new PacingPolicy(speedup, latePolicy, value);
    }

    /**
     * Returns this policy with one cap for the whole run.
     *
     * @param eventsPerSecond above 0, at most 1e9, with at most 9 decimal places; null for no cap
     */
    public PacingPolicy withRateCap(@Nullable BigDecimal eventsPerSecond) {
        return withRateSchedule(eventsPerSecond == null ? null : RateSchedule.constant(eventsPerSecond));
    }
}
