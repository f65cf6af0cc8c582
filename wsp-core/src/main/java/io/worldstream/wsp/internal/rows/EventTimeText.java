package io.worldstream.wsp.internal.rows;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes instants as the contracts spell them: RFC 3339 with any offset and 0 to 9 fraction digits in, micros
 * ({@code 2026-01-02T10:15:30.123456Z}) out. Instants are microseconds since 1970. Stateless.
 */
public final class EventTimeText {
    /** 0001-01-01T00:00:00.000000Z. */
    public static final long MIN_MICROS = -62_135_596_800_000_000L;
    /** 9999-12-31T23:59:59.999999Z. */
    public static final long MAX_MICROS = 253_402_300_799_999_999L;

    /** The length of an instant in micros form. */
    public static final int MICROS_LENGTH = 27;

    private static final int NO_DIGITS = -1;

    private EventTimeText() {}

    /** Whether the text is an RFC 3339 timestamp with at most nine fraction digits. */
    public static boolean isTimestamp(CharSequence text) {
        return parse(text, true) != null;
    }

    /**
     * The instant, or null if the text is none that micros can hold: second 60, hour 24, years outside 0001 to 9999 and
     * digits beyond the sixth that are not 0 are none (contracts 3).
     */
    public static @Nullable Long micros(CharSequence text) {
        return parse(text, false);
    }

    /**
     * An instant of the years 0001 to 9999, cut to whole microseconds. {@code ChronoUnit.MICROS.between} counts
     * nanoseconds on its way and overflows before 1678 and after 2261.
     */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000L);
    }

    /** The instant in micros form. */
    public static String format(long micros) {
        char[] out = new char[MICROS_LENGTH];
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, 86_400_000_000L));
        long ofDay = Math.floorMod(micros, 86_400_000_000L);
        put(out, 0, 4, date.getYear());
        out[4] = '-';
        put(out, 5, 2, date.getMonthValue());
        out[7] = '-';
        put(out, 8, 2, date.getDayOfMonth());
        out[10] = 'T';
        put(out, 11, 2, ofDay / 3_600_000_000L);
        out[13] = ':';
        put(out, 14, 2, ofDay / 60_000_000L % 60);
        out[16] = ':';
        put(out, 17, 2, ofDay / 1_000_000L % 60);
        out[19] = '.';
        put(out, 20, 6, ofDay % 1_000_000L);
        out[26] = 'Z';
        return new String(out);
    }

    private static void put(char[] out, int from, int digits, long number) {
        long rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            out[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static @Nullable Long parse(CharSequence text, boolean nanosAllowed) {
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        int day = digits(text, 8, 2);
        int hour = digits(text, 11, 2);
        int minute = digits(text, 14, 2);
        int second = digits(text, 17, 2);
        boolean punctuated = is(text, 4, '-')
                && is(text, 7, '-')
                && isEither(text, 10, 'T', 't')
                && is(text, 13, ':')
                && is(text, 16, ':');
        boolean inRange = year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59;
        if (!punctuated || !inRange || day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        int at = 19;
        long micros = 0;
        if (is(text, at, '.')) {
            int start = ++at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                int place = at - start;
                int digit = text.charAt(at) - '0';
                if (place < 6) {
                    micros = micros * 10 + digit;
                } else if (place >= 9 || (digit != 0 && !nanosAllowed)) {
                    return null;
                }
                at++;
            }
            if (at == start) {
                return null;
            }
            for (int place = at - start; place < 6; place++) {
                micros *= 10;
            }
        }
        Integer offsetMinutes = offset(text, at);
        if (offsetMinutes == null) {
            return null;
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400L
                + hour * 3600L
                + (minute - offsetMinutes) * 60L
                + second;
        long instant = seconds * 1_000_000L + micros;
        return instant < MIN_MICROS || instant > MAX_MICROS ? null : instant;
    }

    private static @Nullable Integer offset(CharSequence text, int at) {
        if (isEither(text, at, 'Z', 'z')) {
            return at + 1 == text.length() ? 0 : null;
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 4, 2);
        boolean formed = isEither(text, at, '+', '-') && is(text, at + 3, ':') && text.length() == at + 6;
        if (!formed || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return null;
        }
        return (text.charAt(at) == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    private static int digits(CharSequence text, int from, int count) {
        if (from + count > text.length()) {
            return NO_DIGITS;
        }
        int number = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return NO_DIGITS;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static boolean is(CharSequence text, int at, char expected) {
        return at < text.length() && text.charAt(at) == expected;
    }

    private static boolean isEither(CharSequence text, int at, char one, char other) {
        return is(text, at, one) || is(text, at, other);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
