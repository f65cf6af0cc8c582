package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.adapter.parquet.Annotation.TimeUnit;
import java.time.LocalDate;

/**
 * Writes dates and times as in RFC 3339. Caches the last date, since rows mostly come in time order. Not thread-safe.
 */
final class TimeText {
    static final long SECONDS_PER_DAY = 86_400;
    /** 0001-01-01. */
    static final long FIRST_DAY = -719_162;
    /** 9999-12-31. */
    static final long LAST_DAY = 2_932_896;

    private static final long NO_DAY = Long.MIN_VALUE;

    private final RowText date = new RowText(16);
    private long day = NO_DAY;

    /** Returns whether the day can be written: years 0001 to 9999. */
    static boolean isDate(long epochDay) {
        return epochDay >= FIRST_DAY && epochDay <= LAST_DAY;
    }

    /** Writes a day for which {@link #isDate} is true. */
    void writeDate(long epochDay, RowText out) {
        if (epochDay != day) {
            LocalDate local = LocalDate.ofEpochDay(epochDay);
            date.clear();
            date.putDigits(local.getYear(), 4);
            date.put('-');
            date.putDigits(local.getMonthValue(), 2);
            date.put('-');
            date.putDigits(local.getDayOfMonth(), 2);
            day = epochDay;
        }
        out.put(date.bytes(), 0, date.length());
    }

    /**
     * Writes a time of day with all digits of its unit.
     *
     * @param units units since midnight, less than a day
     */
    static void writeTime(long units, TimeUnit unit, RowText out) {
        long perSecond = perSecond(unit);
        long second = units / perSecond;
        out.putDigits(second / 3600, 2);
        out.put(':');
        out.putDigits(second / 60 % 60, 2);
        out.put(':');
        out.putDigits(second % 60, 2);
        out.put('.');
        out.putDigits(units % perSecond, unit.digits());
    }

    static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> 1_000;
            case MICROS -> 1_000_000;
            case NANOS -> 1_000_000_000;
        };
    }

    static long perDay(TimeUnit unit) {
        return SECONDS_PER_DAY * perSecond(unit);
    }
}
