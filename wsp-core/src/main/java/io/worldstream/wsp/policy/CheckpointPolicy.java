package io.worldstream.wsp.policy;

import java.time.Duration;

/**
 * Policy for saving a run's position. A run also saves when it is paused, halts or stops. After a crash, events
 * streamed since the last save are sent again and are DUPLICATE at the gate.
 *
 * @param events the number of events with a terminal outcome after which a run saves, at least 1
 * @param interval the time after which a run saves, if there is anything to save; more than 0, at most a day
 * @param patience the retry budget for a failing save, from 0 to a day; when it is spent the run halts with {@code
 *     CHECKPOINT_UNAVAILABLE}. Writes to a {@link io.worldstream.wsp.api.DeadLetterSink} have the same budget
 */
public record CheckpointPolicy(int events, Duration interval, Duration patience) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Saves every 1,000 events or every second, with a retry budget of one minute. */
    public static final CheckpointPolicy DEFAULTS =
            new CheckpointPolicy(1000, Duration.ofSeconds(1), Duration.ofMinutes(1));

    public CheckpointPolicy {
        if (events < 1) {
            throw new IllegalArgumentException("the events between two saves are 1 or more, not " + events);
        }
        if (interval.compareTo(Duration.ZERO) <= 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the interval between two saves is above 0 and at most 1 day, not " + interval);
        }
        if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the retry budget of a save is from 0 to 1 day, not " + patience);
        }
    }

    /** Returns this policy with another {@link #events}. */
    public CheckpointPolicy withEvents(int value) {
        return new CheckpointPolicy(value, interval, patience);
    }

    /** Returns this policy with another {@link #interval}. */
    public CheckpointPolicy withInterval(Duration value) {
        return new CheckpointPolicy(events, value, patience);
    }

    /** Returns this policy with another {@link #patience}. */
    public CheckpointPolicy withPatience(Duration value) {
        return new CheckpointPolicy(events, interval, value);
    }
}
