package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When events are released. Start from {@link #DEFAULTS}: components may be added, and with them constructor parameters.
 *
 * @param speedup the speed of simulated time. Default: {@link Speedup#REAL_TIME}
 * @param profile how simulated time moves. Default: {@link PacingProfile#CONTINUOUS}
 * @param idleGap the policy for long times without an event. Default: {@link IdleGap#KEEP}
 * @param latePolicy the policy for a sink slower than the schedule. Default: {@link LatePolicy#COUPLED}
 * @param rateSchedule the cap on events per second of wall time, or null for no cap. Default: no cap
 */
public record PacingPolicy(
        Speedup speedup,
        PacingProfile profile,
        IdleGap idleGap,
        LatePolicy latePolicy,
        @Nullable RateSchedule rateSchedule) {
    /** Real time, continuous, with all gaps, coupled, without a cap. */
    public static final PacingPolicy DEFAULTS =
            new PacingPolicy(Speedup.REAL_TIME, PacingProfile.CONTINUOUS, IdleGap.KEEP, LatePolicy.COUPLED, null);

    public PacingPolicy {
        Objects.requireNonNull(speedup, "speedup");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(idleGap, "idleGap");
        Objects.requireNonNull(latePolicy, "latePolicy");
    }

    /** Returns this policy with another {@link #speedup}. */
    public PacingPolicy withSpeedup(Speedup value) {
        return new PacingPolicy(value, profile, idleGap, latePolicy, rateSchedule);
    }

    /** Returns this policy with another {@link #profile}. */
    public PacingPolicy withProfile(PacingProfile value) {
        return new PacingPolicy(speedup, value, idleGap, latePolicy, rateSchedule);
    }

    /** Returns this policy with another {@link #idleGap}. */
    public PacingPolicy withIdleGap(IdleGap value) {
        return new PacingPolicy(speedup, profile, value, latePolicy, rateSchedule);
    }

    /** Returns this policy with another {@link #latePolicy}. */
    public PacingPolicy withLatePolicy(LatePolicy value) {
        return new PacingPolicy(speedup, profile, idleGap, value, rateSchedule);
    }

    /** Returns this policy with another {@link #rateSchedule}; null for no cap. */
    public PacingPolicy withRateSchedule(@Nullable RateSchedule value) {
        return new PacingPolicy(speedup, profile, idleGap, latePolicy, value);
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
