package io.worldstream.wsp.internal.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Parses and formats instants as the contracts define them: parses RFC 3339 with any offset and 0 to 9 fraction digits,
 * formats micros ({@code 2026-01-02T10:15:30.123456Z}). Instants are microseconds since 1970. Stateless.
 */
public final class EventTimeText {
    /** 0001-01-01T00:00:00.000000Z. */
    public static final long MIN_MICROS = -62_135_596_800_000_000L;
    /** 9999-12-31T23:59:59.999999Z. */
    public static final long MAX_MICROS = 253_402_300_799_999_999L;

    /** The length of an instant in micros form. */
    public static final int MICROS_LENGTH = 27;

    /** Denotes the absence of an instant; less than {@link #MIN_MICROS}. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int NO_DIGITS = -1;
    private static final int NO_OFFSET = Integer.MIN_VALUE;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int DAYS_PER_4_YEARS = 1_461;
    private static final int DAYS_PER_CENTURY = 36_524;
    private static final int DAYS_PER_400_YEARS = 146_097;
    private static final int DAYS_BEFORE_1970 = 719_162;
    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    private EventTimeText() {}

    /** Returns whether the text is an RFC 3339 timestamp with at most nine fraction digits. */
    public static boolean isTimestamp(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return parse(utf8, 0, utf8.length, true) != NONE;
    }

    /** Returns the instant, or {@link #NONE}, as {@link #micros(byte[], int, int)} does. */
    public static long micros(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return micros(utf8, 0, utf8.length);
    }

    /**
     * Returns the instant, or {@link #NONE} if the text is not an instant in whole microseconds. Second 60, hour 24,
     * years outside 0001 to 9999 and non-zero digits after the sixth are rejected (contracts 3).
     *
     * @param text holds the text in UTF-8
     * @param start the start of the text
     * @param end the end of the text
     */
    public static long micros(byte[] text, int start, int end) {
        return parse(text, start, end, false);
    }

    /**
     * Returns an instant of the years 0001 to 9999, truncated to whole microseconds. {@code ChronoUnit.MICROS.between}
     * computes in nanoseconds and overflows before 1678 and after 2261.
     */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000L);
    }

    /** Formats an instant in micros form. */
    public static String format(long micros) {
        byte[] out = new byte[MICROS_LENGTH];
        write(micros, out, 0);
        return new String(out, StandardCharsets.US_ASCII);
    }

    /** Writes an instant of the years 0001 to 9999 in micros form, {@link #MICROS_LENGTH} bytes, without garbage. */
    public static void write(long micros, byte[] out, int at) {
        writeDate((int) Math.floorDiv(micros, MICROS_PER_DAY) + DAYS_BEFORE_1970, out, at);
        long ofDay = Math.floorMod(micros, MICROS_PER_DAY);
        int seconds = (int) (ofDay / 1_000_000);
        out[at + 10] = 'T';
        put(out, at + 11, seconds / 3600);
        out[at + 13] = ':';
        put(out, at + 14, seconds / 60 % 60);
        out[at + 16] = ':';
        put(out, at + 17, seconds % 60);
        out[at + 19] = '.';
        int micro = (int) (ofDay % 1_000_000);
        put(out, at + 20, micro / 10_000);
        put(out, at + 22, micro / 100 % 100);
        put(out, at + 24, micro % 100);
        out[at + 26] = 'Z';
    }

    /** The last year of four, and the last century of four, may have one more day than the others: hence the bounds. */
    private static void writeDate(int daysSinceYear1, byte[] out, int at) {
        int days = Math.floorMod(daysSinceYear1, DAYS_PER_400_YEARS);
        int century = Math.min(days / DAYS_PER_CENTURY, 3);
        days -= century * DAYS_PER_CENTURY;
        int fourYears = days / DAYS_PER_4_YEARS;
        days -= fourYears * DAYS_PER_4_YEARS;
        int yearOfFour = Math.min(days / 365, 3);
        days -= yearOfFour * 365;
        int year = Math.floorDiv(daysSinceYear1, DAYS_PER_400_YEARS) * 400
                + century * 100
                + fourYears * 4
                + yearOfFour
                + 1;
        int month = days / 32 + 1;
        if (days >= daysBeforeMonth(year, month + 1)) {
            month++;
        }
        put(out, at, year / 100);
        put(out, at + 2, year % 100);
        out[at + 4] = '-';
        put(out, at + 5, month);
        out[at + 7] = '-';
        put(out, at + 8, days - daysBeforeMonth(year, month) + 1);
    }

    /** Writes two digits. */
    private static void put(byte[] out, int at, int number) {
        out[at] = (byte) ('0' + number / 10);
        out[at + 1] = (byte) ('0' + number % 10);
    }

    private static long parse(byte[] text, int start, int end, boolean nanosAllowed) {
        if (end - start < "yyyy-mm-ddThh:mm:ssZ".length()) {
            return NONE;
        }
        int year = digits(text, start, 4);
        int month = digits(text, start + 5, 2);
        int day = digits(text, start + 8, 2);
        int hour = digits(text, start + 11, 2);
        int minute = digits(text, start + 14, 2);
        int second = digits(text, start + 17, 2);
        boolean punctuated = text[start + 4] == '-'
                && text[start + 7] == '-'
                && isEither(text[start + 10], 'T', 't')
                && text[start + 13] == ':'
                && text[start + 16] == ':';
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
        if (!punctuated || !inRange || day > lengthOfMonth(year, month)) {
            return NONE;
        }
        int at = start + 19;
        long micros = 0;
        if (text[at] == '.') {
            int fraction = ++at;
            while (at < end && isDigit(text[at])) {
                int place = at - fraction;
                int digit = text[at] - '0';
                if (place < 6) {
                    micros = micros * 10 + digit;
                } else if (place >= 9 || (digit != 0 && !nanosAllowed)) {
                    return NONE;
                }
                at++;
            }
            if (at == fraction) {
                return NONE;
            }
            for (int place = at - fraction; place < 6; place++) {
                micros *= 10;
            }
        }
        int offsetMinutes = offsetMinutes(text, at, end);
        if (offsetMinutes == NO_OFFSET) {
            return NONE;
        }
        long seconds =
                daysSince1970(year, month, day) * 86_400L + hour * 3600L + (minute - offsetMinutes) * 60L + second;
        long instant = seconds * 1_000_000L + micros;
        return instant < MIN_MICROS || instant > MAX_MICROS ? NONE : instant;
    }

    private static int daysSince1970(int year, int month, int day) {
        int years = year - 1;
        int leapDays = years / 4 - years / 100 + years / 400;
        return 365 * years + leapDays + daysBeforeMonth(year, month) + day - 1 - DAYS_BEFORE_1970;
    }

    /** Returns the days of the year before a month; month 13 is the first of the next year. */
    private static int daysBeforeMonth(int year, int month) {
        return DAYS_BEFORE_MONTH[month - 1] + (month > 2 && isLeap(year) ? 1 : 0);
    }

    private static int lengthOfMonth(int year, int month) {
        return daysBeforeMonth(year, month + 1) - daysBeforeMonth(year, month);
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static int offsetMinutes(byte[] text, int at, int end) {
        if (end - at == 1) {
            return isEither(text[at], 'Z', 'z') ? 0 : NO_OFFSET;
        }
        if (end - at != "+hh:mm".length() || !isEither(text[at], '+', '-') || text[at + 3] != ':') {
            return NO_OFFSET;
        }
        int hours = digits(text, at + 1, 2);
        int minutes = digits(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return NO_OFFSET;
        }
        return (text[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    private static int digits(byte[] text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            if (!isDigit(text[i])) {
                return NO_DIGITS;
            }
            number = number * 10 + (text[i] - '0');
        }
        return number;
    }

    private static boolean isEither(byte b, char one, char other) {
        return b == one || b == other;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
