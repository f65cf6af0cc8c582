package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.support.LogText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as settings and options spell them, such as {@code 250ms}: a decimal and its unit, one of {@code us}, {@code
 * ms}, {@code s}, {@code m} and {@code h}. Stateless.
 */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,12})?)(us|ms|s|m|h)");
    static final String ALLOWED = "a duration such as 0s, 200us, 250ms, 0.25s, 10m or 2h";

    private DurationText() {}

    /**
     * Writes a duration in the largest unit in which it is whole, as {@link #read} reads it.
     *
     * @param duration any duration that is not negative
     */
    public static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.toNanosPart() > 0) {
            BigDecimal micros = BigDecimal.valueOf(seconds)
                    .movePointRight(6)
                    .add(BigDecimal.valueOf(duration.toNanosPart()).movePointLeft(3));
            BigDecimal millis = micros.movePointLeft(3).stripTrailingZeros();
            return millis.scale() > 0
                    ? micros.stripTrailingZeros().toPlainString() + "us"
                    : millis.toPlainString() + "ms";
        }
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }

    /**
     * Parses a duration without rounding.
     *
     * @param text the duration; white space around it is ignored
     * @throws IllegalArgumentException if the text is not a duration, or not a whole number of nanoseconds
     */
    public static Duration read(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected " + ALLOWED + ", found " + LogText.quote(text));
        }
        long unitNanos = switch (matcher.group(2)) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
        BigDecimal nanos = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unitNanos))
                .stripTrailingZeros();
        if (nanos.scale() > 0) {
            throw new IllegalArgumentException("expected a whole number of nanoseconds, found " + LogText.quote(text));
        }
        BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
        return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact());
    }
}
