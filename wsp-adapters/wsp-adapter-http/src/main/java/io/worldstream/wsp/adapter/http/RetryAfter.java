package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.support.LogText;
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

/**
 * The pause that a {@code Retry-After} header requests: seconds, or a date in one of the three forms of RFC 9110,
 * section 5.6.7.
 *
 * @param pause the requested pause, at most {@link #LONGEST}; null if none is requested or the header is not understood
 * @param remark a remark about an unusual header, in words; otherwise null
 */
record RetryAfter(@Nullable Duration pause, @Nullable String remark) {
    /** Longest accepted pause: a wrong clock or a typing error at the gate must not silence a stream. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** Prefix of every remark. */
    static final String REMARK = "Retry-After ";

    private static final RetryAfter NONE = new RetryAfter(null, null);
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    /** Maximum number of digits; more would overflow, and are cut to {@link #LONGEST} anyway. */
    private static final int MOST_DIGITS = 9;

    private static final List<DateTimeFormatter> DATES = List.of(
            pattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'").toFormatter(Locale.ENGLISH),
            pattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR_OF_ERA, 2, 2, LocalDate.of(1970, 1, 1))
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            pattern("EEE MMM ppd HH:mm:ss yyyy").toFormatter(Locale.ENGLISH));

    /**
     * Parses the header.
     *
     * @param value its text, or null if it is absent
     * @param now the time of day, from which a date is counted; a date that is not later requests no pause
     */
    static RetryAfter parse(@Nullable String value, Instant now) {
        if (value == null) {
            return NONE;
        }
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            boolean countable = text.length() <= MOST_DIGITS;
            return of(countable ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ofDays(365), text);
        }
        return DATES.stream()
                .map(form -> instant(form, text))
                .flatMap(Optional::stream)
                .findFirst()
                .map(until -> until.isAfter(now) ? of(Duration.between(now, until), text) : NONE)
                .orElseGet(() -> new RetryAfter(null, REMARK + LogText.quote(text) + " is not understood"));
    }

    private static RetryAfter of(Duration asked, String text) {
        return asked.compareTo(LONGEST) > 0
                ? new RetryAfter(LONGEST, REMARK + LogText.quote(text) + " is cut to an hour")
                : new RetryAfter(asked, null);
    }

    private static Optional<Instant> instant(DateTimeFormatter form, String text) {
        try {
            return Optional.of(form.withZone(ZoneOffset.UTC).parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // another form, or invalid
        }
    }

    private static DateTimeFormatterBuilder pattern(String pattern) {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    }
}
