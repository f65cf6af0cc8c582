package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The movement of simulated time: evenly, or a tick at a time (design, Time). Changes when events leave, never which and in
 * which order. Default: {@link #CONTINUOUS}.
 */
public sealed interface PacingProfile {
    /** The default: an event is due at its event time. */
    PacingProfile CONTINUOUS = new Continuous();

    /** An event is due at its event time. */
    record Continuous() implements PacingProfile {
        @Override
        public String toString() {
            return "continuous";
        }
    }

    /**
     * The events of a tick become due together when the tick ends. Ticks are spans of event time, counted from
     * 1970-01-01T00:00:00Z, so that a stream that resumes has the same ticks; a tick includes its start and excludes its
     * end. At {@link Speedup#MAX} nothing waits for the end of a tick.
     *
     * @param tick the length of a tick in event time: 1 microsecond to 365 days, a whole number of microseconds
     */
    record Stepwise(Duration tick) implements PacingProfile {
        public Stepwise {
            boolean inRange = tick.compareTo(Duration.ofNanos(1000)) >= 0 && tick.compareTo(Duration.ofDays(365)) <= 0;
            if (!inRange || tick.toNanosPart() % 1000 != 0) {
                throw new IllegalArgumentException(
                        "a tick is 1us to 365 days of event time, a whole number of microseconds, not "
                                + (tick.isNegative() ? tick : DurationText.of(tick)));
            }
        }

        @Override
        public String toString() {
            return "stepwise(" + DurationText.of(tick) + ")";
        }
    }

    /**
     * Parses a profile.
     *
     * @param text {@code continuous}, or {@code stepwise(1h)} with any duration that {@link DurationText#read} takes
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    static PacingProfile of(String text) {
        Matcher matcher =
                Pattern.compile("(continuous)|stepwise\\(([^()]{1,40})\\)").matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a pacing profile: " + LogText.quote(text)
                    + "; allowed are continuous and stepwise(TICK), such as stepwise(1h)");
        }
        String tick = matcher.group(2);
        return tick == null ? CONTINUOUS : new Stepwise(DurationText.read(tick));
    }
}
