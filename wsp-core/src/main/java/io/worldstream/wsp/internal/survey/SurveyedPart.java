package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.seal.SealedPart;
import java.util.List;

/**
 * A part whose bytes are verified and whose rows were read once.
 *
 * @param sealed its bytes
 * @param rows how many rows it has that can become events
 * @param windowRows how many of them are in the traffic window
 * @param firstMicros the least event time of these, meaningless if there are none
 * @param lastMicros the greatest event time of these, likewise
 * @param disorderMicros how far a row is behind one above it at most; 0 for a part in order of event time
 * @param index where its readers can start
 * @param badRows its other rows, which are set aside, in their order
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

    /** Whether the rows are in order of event time. */
    public boolean sorted() {
        return disorderMicros == 0;
    }

    /** What is wrong with one of its bad rows, and where it is. */
    public Violation finding(BadRow row) {
        return new Violation(row.code(), sealed.part().path() + "#row=" + row.number(), row.finding());
    }

    /** How many rows of the window are of an instant or later, at most: some of a step of the index may be earlier. */
    long rowsFrom(long tsMicros) {
        if (windowRows == 0 || lastMicros < tsMicros) {
            return 0;
        }
        int entry = index.entryBefore(tsMicros);
        return entry < 0 ? windowRows : Math.min(windowRows, rows - index.rowsBefore(entry));
    }
}
