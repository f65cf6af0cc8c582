package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Policy for long times without an event (design, Time). Changes when events leave, never which and in which order.
 * Default: {@link #KEEP}.
 */
public sealed interface IdleGap {
    /** The default: a gap lasts as long as the speed says. */
    IdleGap KEEP = new Keep();

    /** Keeps gaps as they are. */
    record Keep() implements IdleGap {
        @Override
        public String toString() {
            return "keep";
        }
    }

    /**
     * Shortens gaps: an event that is not due when this much wall time has passed since the last release, or since the
     * start of the stream, becomes due then, and simulated time jumps to it. Pauses do not count. A stream may still wait
     * longer for the gate or for the rate cap.
     *
     * @param longest the longest gap in wall time: above 0, at most 365 days
     */
    record Cap(Duration longest) implements IdleGap {
        public Cap {
            if (longest.isNegative() || longest.isZero() || longest.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException("a cap on idle gaps is above 0 and at most 365 days, not "
                        + (longest.isNegative() ? longest : DurationText.of(longest)));
            }
        }

        @Override
        public String toString() {
            return "cap(" + DurationText.of(longest) + ")";
        }
    }

    /**
     * Parses a policy.
     *
     * @param text {@code keep}, or {@code cap(10s)} with any duration that {@link DurationText#read} takes
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    static IdleGap of(String text) {
        Matcher matcher = Pattern.compile("(keep)|cap\\(([^()]{1,40})\\)").matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a policy for idle gaps: " + LogText.quote(text)
                    + "; allowed are keep and cap(DURATION), such as cap(10s)");
        }
        String longest = matcher.group(2);
        return longest == null ? KEEP : new Cap(DurationText.read(longest));
    }
}
