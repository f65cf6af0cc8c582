package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the thread of a started producer waits until the next event is due. It changes when events leave by microseconds,
 * never which, and never makes one early.
 *
 * <p>A parked thread is woken some tens of microseconds late: the system rounds its timers and has to schedule it. A thread
 * that spins through the last stretch is not, and keeps a core busy meanwhile: all the time, where events are closer
 * together than the tail is long. It needs a core of its own. While no run is active nothing spins.
 *
 * @param tail how long before the due time the thread stops parking and spins; 0 for never, at most 100 ms
 */
public record IdleStrategy(Duration tail) {
    /** Longer than nearly every late wake-up of a quiet machine. */
    public static final Duration DEFAULT_TAIL = Duration.ofNanos(200_000);

    private static final Duration LONGEST = Duration.ofMillis(100);
    private static final IdleStrategy PARK = new IdleStrategy(Duration.ZERO);
    private static final Pattern FORM = Pattern.compile("(park)|spin-tail(?:\\(([0-9]{1,9})(us|ms)\\))?");

    public IdleStrategy {
        if (tail.isNegative() || tail.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a spin tail is from 0 to 100 ms, not " + tail);
        }
    }

    /** Parks until the due time; the default. */
    public static IdleStrategy park() {
        return PARK;
    }

    /**
     * Parks until shortly before the due time, then spins.
     *
     * @param tail how long before; 0 to 100 ms. {@link #DEFAULT_TAIL} suits most machines
     */
    public static IdleStrategy spinTail(Duration tail) {
        return new IdleStrategy(tail);
    }

    /**
     * Reads a strategy.
     *
     * @param text {@code park}, {@code spin-tail} (of {@link #DEFAULT_TAIL}) or {@code spin-tail(300us)}
     * @throws IllegalArgumentException for anything else; the message says what is allowed
     */
    public static IdleStrategy of(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a wait strategy: " + LogText.quote(text)
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

    /** The text that {@link #of} reads. */
    @Override
    public String toString() {
        return tail.isZero() ? "park" : "spin-tail(" + tail.toNanos() / 1_000 + "us)";
    }
}
