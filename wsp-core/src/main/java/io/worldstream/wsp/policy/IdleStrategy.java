package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way in which the thread of a started producer waits until the next event is due. It shifts departures by
 * microseconds; it never changes which events leave and never makes one early. Default: {@link #park}.
 *
 * <p>A parked thread wakes some tens of microseconds late, because the system rounds its timers and has to schedule the
 * thread. A thread that spins through the last stretch wakes on time but keeps a core busy meanwhile; it spins without
 * a break if events are closer together than the tail is long, and so needs a core of its own. Nothing spins while no
 * run is active.
 *
 * @param tail the time before the due time in which the thread spins instead of parking, from 0 (never) to 100 ms
 */
public record IdleStrategy(Duration tail) {
    /** The default tail, 200 µs: longer than nearly every late wake-up on a quiet machine. */
    public static final Duration DEFAULT_TAIL = Duration.ofNanos(200_000);

    private static final Duration LONGEST = Duration.ofMillis(100);
    private static final IdleStrategy PARK = new IdleStrategy(Duration.ZERO);
    private static final Pattern FORM = Pattern.compile("(park)|spin-tail(?:\\(([0-9]{1,9})(us|ms)\\))?");

    public IdleStrategy {
        if (tail.isNegative() || tail.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a spin tail is from 0 to 100 ms, not " + tail);
        }
    }

    /** Returns the strategy that parks until the due time; the default. */
    public static IdleStrategy park() {
        return PARK;
    }

    /**
     * Returns a strategy that parks until shortly before the due time, then spins.
     *
     * @param tail the time before the due time at which spinning starts, from 0 to 100 ms; {@link #DEFAULT_TAIL}
     *     suits most machines
     */
    public static IdleStrategy spinTail(Duration tail) {
        return new IdleStrategy(tail);
    }

    /**
     * Parses a strategy.
     *
     * @param text {@code park}, {@code spin-tail} (with {@link #DEFAULT_TAIL}) or {@code spin-tail(300us)}
     * @throws IllegalArgumentException for any other text; the message lists what is allowed
     */
    public static IdleStrategy of(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an idle strategy: " + LogText.quote(text)
                    + "; allowed are park, spin-tail, spin-tail(NUMBERus) and spin-tail(NUMBERms)");
        }
        if (matcher.group(1) != null) {
            return PARK;
        }
        String amount = matcher.group(2);
        if (amount == null) {
            return spinTail(DEFAULT_TAIL);
        }
        long nanos = Long.parseLong(amount) * ("us".equals(matcher.group(3)) ? 1_000 : 1_000_000);
        return spinTail(Duration.ofNanos(nanos));
    }

    /** Returns the text that {@link #of} parses. */
    @Override
    public String toString() {
        return tail.isZero() ? "park" : "spin-tail(" + tail.toNanos() / 1_000 + "us)";
    }
}
