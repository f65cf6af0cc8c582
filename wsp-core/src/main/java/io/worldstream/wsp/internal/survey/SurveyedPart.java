package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.seal.SealedPart;
import java.util.List;

/**
 * A part with verified bytes and rows that were read once.
 *
 * @param sealed its bytes
 * @param rows the number of its rows that can become events
 * @param windowRows the number of these that are in the traffic window
 * @param firstMicros the least event time of the window's rows, meaningless if there are none
 * @param lastMicros the greatest event time of the window's rows, meaningless if there are none
 * @param disorderMicros the furthest that a row is behind one above it; 0 for a part in order of event time
 * @param index the positions at which readers can start
 * @param badRows its other rows, which are dead-lettered, in their order
 */
public record SurveyedPart(
        SealedPart sealed,
        long rows,
        long windowRows,
        long firstMicros,
        long lastMicros,
        long disorderMicros,
        TimeIndex index,
        List<BadRow> badRows) {
    public SurveyedPart {
        badRows = List.copyOf(badRows);
    }

    /** Returns whether the rows are in order of event time. */
    public boolean sorted() {
        return disorderMicros == 0;
    }

    /** Returns the fault of one of its bad rows, with its place. */
    public Violation finding(BadRow row) {
        return new Violation(row.code(), sealed.part().path() + "#row=" + row.number(), row.finding());
    }

    /**
     * Returns an upper bound for the window's rows at or after an instant: rows of the same index step may be earlier.
     */
    long rowsFrom(long tsMicros) {
        if (windowRows == 0 || lastMicros < tsMicros) {
            return 0;
        }
        int entry = index.entryBefore(tsMicros);
        return entry < 0 ? windowRows : Math.min(windowRows, rows - index.rowsBefore(entry));
    }
}
