package io.worldstream.wsp.adapter.http;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code Retry-After} header: seconds, or a date in one of the three forms of RFC 9110, section 5.6.7. */
final class RetryAfter {
    /** Up to 31 years: more digits are rubbish, and would not fit into a duration that is counted in nanoseconds. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private static final List<DateTimeFormatter> DATES = List.of(
            pattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'").toFormatter(Locale.ENGLISH),
            pattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR_OF_ERA, 2, 2, LocalDate.of(1970, 1, 1))
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            pattern("EEE MMM ppd HH:mm:ss yyyy").toFormatter(Locale.ENGLISH));

    private RetryAfter() {}

    /**
     * How long the gate asks to wait.
     *
     * @param value the header's text, or null if there is none
     * @param now the time of day, from which a date is counted
     * @return null if there is no header, or if it is rubbish or not in the future
     */
    static @Nullable Duration parse(@Nullable String value, Instant now) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        return DATES.stream()
                .map(form -> instant(form, text))
                .flatMap(Optional::stream)
                .filter(until -> until.isAfter(now))
                .map(until -> Duration.between(now, until))
                .findFirst()
                .orElse(null);
    }

    private static Optional<Instant> instant(DateTimeFormatter form, String text) {
        try {
            return Optional.of(form.withZone(ZoneOffset.UTC).parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // another form, or rubbish
        }
    }

    private static DateTimeFormatterBuilder pattern(String pattern) {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    }
}
