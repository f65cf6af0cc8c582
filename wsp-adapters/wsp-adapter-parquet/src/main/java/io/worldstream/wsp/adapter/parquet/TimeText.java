package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.adapter.parquet.Annotation.TimeUnit;
import java.time.LocalDate;

/** Dates and times as RFC 3339 spells them. One thread: the last date is kept, since rows mostly come by time. */
final class TimeText {
    static final long SECONDS_PER_DAY = 86_400;
    /** 0001-01-01. */
    static final long FIRST_DAY = -719_162;
    /** 9999-12-31. */
    static final long LAST_DAY = 2_932_896;

    private static final long NO_DAY = Long.MIN_VALUE;

    private final RowText date = new RowText(16);
    private long day = NO_DAY;

    /** Whether the day has a spelling: years 0001 to 9999. */
    static boolean isDate(long epochDay) {
        return epochDay >= FIRST_DAY && epochDay <= LAST_DAY;
    }

    /** Writes a day that {@link #isDate}. */
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
     * @param units since midnight, less than a day
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
