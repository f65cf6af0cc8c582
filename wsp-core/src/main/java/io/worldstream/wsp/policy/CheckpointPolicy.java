package io.worldstream.wsp.policy;

import java.time.Duration;

/**
 * How often a run saves where it stands. It does so too when it is paused, when it halts and when it stops. What was streamed
 * since the last save is sent again after a crash, and is a DUPLICATE at the gate.
 *
 * @param events after so many events with a terminal outcome, at least 1
 * @param interval after so long, if there is any; more than 0, at most a day
 * @param patience for how long a save that fails is tried again before the run halts with {@code CHECKPOINT_UNAVAILABLE};
 *     from 0 to a day. The evidence of a {@link io.worldstream.wsp.api.QuarantineSink} is tried as long
 */
public record CheckpointPolicy(int events, Duration interval, Duration patience) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Every 1,000 events or every second; a minute of patience. */
    public static final CheckpointPolicy DEFAULTS =
            new CheckpointPolicy(1000, Duration.ofSeconds(1), Duration.ofMinutes(1));

    public CheckpointPolicy {
        if (events < 1) {
            throw new IllegalArgumentException("a checkpoint is saved every 1 or more events, not " + events);
        }
        if (interval.compareTo(Duration.ZERO) <= 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the interval of checkpoints is 0 < interval <= 1 day, not " + interval);
        }
        if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the patience with a store is from 0 to 1 day, not " + patience);
        }
    }
}
