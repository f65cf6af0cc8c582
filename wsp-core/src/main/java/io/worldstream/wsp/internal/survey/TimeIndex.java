package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.RowReader;
import java.util.Arrays;

/**
 * A sparse index of a part. An entry for every few hundred rows holds a position at which a reader can start, and the
 * greatest event time from there to the next entry. Grows while the part is read; immutable afterwards.
 */
public final class TimeIndex {
    /** The least number of rows from one entry to the next. */
    static final int STEP_ROWS = 512;

    private static final int LONGS_PER_ENTRY = 4;
    private static final int MARK = 0;
    private static final int ROW_NUMBER = 1;
    private static final int GREATEST = 2;
    private static final int ROWS_BEFORE = 3;

    private long[] entries = new long[4 * LONGS_PER_ENTRY];
    private int size;

    /**
     * Starts an entry at a row.
     *
     * @param rowsBefore the number of rows that the part has before it, without bad rows
     */
    void add(long mark, long rowNumber, long rowsBefore, long tsMicros) {
        int at = size * LONGS_PER_ENTRY;
        if (at == entries.length) {
            entries = Arrays.copyOf(entries, 2 * at);
        }
        entries[at + MARK] = mark;
        entries[at + ROW_NUMBER] = rowNumber;
        entries[at + ROWS_BEFORE] = rowsBefore;
        entries[at + GREATEST] = tsMicros;
        size++;
    }

    /** Adds a row to the last entry. */
    void extend(long tsMicros) {
        int at = (size - 1) * LONGS_PER_ENTRY;
        entries[at + GREATEST] = Math.max(entries[at + GREATEST], tsMicros);
    }

    /** Returns the number of entries: none without a row, one if a reader can start only at the first row. */
    public int size() {
        return size;
    }

    /**
     * Returns the last entry such that no row before it is at or after the instant, or -1 if there is none.
     *
     * @param tsMicros microseconds since 1970
     */
    public int entryBefore(long tsMicros) {
        int entry = 0;
        while (entry < size && entries[entry * LONGS_PER_ENTRY + GREATEST] < tsMicros) {
            entry++;
        }
        return Math.min(entry, size - 1);
    }

    /** Returns whether readers can start at positions other than the first row, as the part grows. */
    public boolean leadsIn() {
        return size > 0 && mark(0) != RowReader.NO_MARK;
    }

    /** Returns the mark at which a reader starts for an entry; the first entry starts at the first row. */
    public long mark(int entry) {
        return entries[entry * LONGS_PER_ENTRY + MARK];
    }

    /** Returns the number of the row at an entry. */
    public long rowNumber(int entry) {
        return entries[entry * LONGS_PER_ENTRY + ROW_NUMBER];
    }

    /** Returns the number of rows that the part has before an entry's row, without bad rows. */
    public long rowsBefore(int entry) {
        return entries[entry * LONGS_PER_ENTRY + ROWS_BEFORE];
    }

    /** Returns all numbers, for saving. */
    long[] toLongs() {
        return Arrays.copyOf(entries, size * LONGS_PER_ENTRY);
    }

    /** Returns the index that {@link #toLongs} saved. */
    static TimeIndex of(long[] longs) {
        TimeIndex index = new TimeIndex();
        index.entries = longs;
        index.size = longs.length / LONGS_PER_ENTRY;
        return index;
    }
}
