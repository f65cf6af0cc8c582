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
 * What a {@code Retry-After} header asks for: seconds, or a date in one of the three forms of RFC 9110, section 5.6.7.
 *
 * @param pause how long the gate asks to wait, at most {@link #LONGEST}; null if it does not, or in no way that is understood
 * @param remark what was odd about it, for people; null if nothing was
 */
record RetryAfter(@Nullable Duration pause, @Nullable String remark) {
    /** Nobody means more; a clock that is years off, or a slip of the pen, must not silence a stream. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** What every remark begins with. */
    static final String REMARK = "Retry-After ";

    private static final RetryAfter NONE = new RetryAfter(null, null);
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    /** More digits do not fit into seconds, and mean no more. */
    private static final int MOST_DIGITS = 9;

    private static final List<DateTimeFormatter> DATES = List.of(
            pattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'").toFormatter(Locale.ENGLISH),
            pattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR_OF_ERA, 2, 2, LocalDate.of(1970, 1, 1))
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            pattern("EEE MMM ppd HH:mm:ss yyyy").toFormatter(Locale.ENGLISH));

    /**
     * Reads the header.
     *
     * @param value its text, or null if there is none
     * @param now the time of day, from which a date is counted; what is not after it asks for nothing
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
            return Optional.empty(); // another form, or rubbish
        }
    }

    private static DateTimeFormatterBuilder pattern(String pattern) {
        return new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
    }
}
