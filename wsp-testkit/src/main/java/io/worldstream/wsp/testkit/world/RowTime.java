package io.worldstream.wsp.testkit.world;

import java.time.LocalDate;

/** Formats instants of the world's month, and of the days before and after it, with six fraction digits. */
final class RowTime {
    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;

    private RowTime() {}

    /** Appends a date and time without a zone, such as {@code 2026-01-02T10:15:30.123456}. */
    static void append(StringBuilder out, long micros) {
        long ofDay = Math.floorMod(micros, DAY);
        out.append(LocalDate.ofEpochDay(Math.floorDiv(micros, DAY))).append('T');
        digits(out, ofDay / (3600 * SECOND), 2);
        out.append(':');
        digits(out, ofDay / (60 * SECOND) % 60, 2);
        out.append(':');
        digits(out, ofDay / SECOND % 60, 2);
        out.append('.');
        digits(out, ofDay % SECOND, 6);
    }

    private static void digits(StringBuilder out, long value, int width) {
        long unit = 1;
        for (int i = 1; i < width; i++) {
            unit *= 10;
        }
        for (long rest = value; unit > 0; unit /= 10) {
            out.append((char) ('0' + rest / unit));
            rest %= unit;
        }
    }
}
