package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.RowReader;
import java.util.Arrays;

/**
 * A sparse index of a part: for every few hundred rows, where a reader can start, and the greatest event time from there to the
 * next entry. Grows while a part is read, then does not change.
 */
public final class TimeIndex {
    /** Rows from one entry to the next, at least. */
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
     * @param rowsBefore how many rows the part has before it, bad ones not counted
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

    /** Counts a row to the last entry. */
    void extend(long tsMicros) {
        int at = (size - 1) * LONGS_PER_ENTRY;
        entries[at + GREATEST] = Math.max(entries[at + GREATEST], tsMicros);
    }

    /** How many entries there are: none without a row, one where a reader can start at the first row only. */
    public int size() {
        return size;
    }

    /**
     * The last entry such that no row before it is of the instant or later, or -1 if there is none.
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

    /** Whether a reader can start anywhere but at the first row, as the part grows. */
    public boolean leadsIn() {
        return size > 0 && mark(0) != RowReader.NO_MARK;
    }

    /** Where a reader starts for an entry; for the first entry, it starts at the first row. */
    public long mark(int entry) {
        return entries[entry * LONGS_PER_ENTRY + MARK];
    }

    /** The number of the row there. */
    public long rowNumber(int entry) {
        return entries[entry * LONGS_PER_ENTRY + ROW_NUMBER];
    }

    /** How many rows the part has before that row, bad ones not counted. */
    public long rowsBefore(int entry) {
        return entries[entry * LONGS_PER_ENTRY + ROWS_BEFORE];
    }

    /** All numbers, to keep them. */
    long[] toLongs() {
        return Arrays.copyOf(entries, size * LONGS_PER_ENTRY);
    }

    /** The index that {@link #toLongs} was of. */
    static TimeIndex of(long[] longs) {
        TimeIndex index = new TimeIndex();
        index.entries = longs;
        index.size = longs.length / LONGS_PER_ENTRY;
        return index;
    }
}
