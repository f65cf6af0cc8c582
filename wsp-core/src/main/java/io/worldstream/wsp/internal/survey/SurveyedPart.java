package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.rows.BadRow;
import io.worldstream.wsp.internal.rows.VerifiedPart;
import io.worldstream.wsp.internal.seal.SealedPart;
import java.util.List;

/**
 * A verified part and what its one reading told of its rows.
 *
 * @param verified the part
 * @param counted its rows that can become events
 * @param index the positions at which readers can start
 */
public record SurveyedPart(VerifiedPart verified, Rows counted, TimeIndex index) {
    /**
     * The rows of a part that can become events.
     *
     * @param count their number
     * @param inWindow the number of these that are in the traffic window
     * @param firstMicros the least event time of the window's rows, meaningless if there are none
     * @param lastMicros the greatest event time of the window's rows, meaningless if there are none
     * @param disorderMicros the furthest that a row is behind one above it; 0 for a part in order of event time
     */
    public record Rows(long count, long inWindow, long firstMicros, long lastMicros, long disorderMicros) {}

    /** Returns its bytes. */
    public SealedPart sealed() {
        return verified.sealed();
    }

    /** Returns the path of the part. */
    public String path() {
        return sealed().part().path();
    }

    /** Returns the number of its rows that can become events. */
    public long rows() {
        return counted.count();
    }

    /** Returns the number of these that are in the traffic window. */
    public long windowRows() {
        return counted.inWindow();
    }

    /** Returns the least event time of the window's rows, meaningless if there are none. */
    public long firstMicros() {
        return counted.firstMicros();
    }

    /** Returns the greatest event time of the window's rows, meaningless if there are none. */
    public long lastMicros() {
        return counted.lastMicros();
    }

    /** Returns the furthest that a row is behind one above it. */
    public long disorderMicros() {
        return counted.disorderMicros();
    }

    /** Returns its other rows, which are dead-lettered, in their order. */
    public List<BadRow> badRows() {
        return verified.badRows();
    }

    /** Returns whether the rows are in order of event time. */
    public boolean sorted() {
        return disorderMicros() == 0;
    }

    /** Returns the fault of one of its bad rows, with its place. */
    public Violation finding(BadRow row) {
        return new Violation(row.code(), path() + "#row=" + row.number(), row.finding());
    }

    /**
     * Returns an upper bound for the window's rows at or after an instant: rows of the same index step may be earlier.
     */
    long rowsFrom(long tsMicros) {
        if (windowRows() == 0 || lastMicros() < tsMicros) {
            return 0;
        }
        int entry = index.entryBefore(tsMicros);
        return entry < 0 ? windowRows() : Math.min(windowRows(), rows() - index.rowsBefore(entry));
    }
}
