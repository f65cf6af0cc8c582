package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.TimeIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Some consecutive rows of a part, which one thread reads.
 *
 * @param part the part's index among those of its output
 * @param entry the entry of the part's index at which the slice starts
 * @param endNumber the number of the first row behind the slice
 */
record PartSlice(int part, int entry, long endNumber) {
    /** The rows that a slice has at least, unless it is the last of its part. */
    private static final long ROWS = 1 << 16;

    /** Divides a part into slices: one if it can be read from its first row only, none if it has no row to sort. */
    static List<PartSlice> of(int part, SurveyedPart surveyed) {
        List<PartSlice> slices = new ArrayList<>();
        if (surveyed.windowRows() == 0) {
            return slices;
        }
        TimeIndex index = surveyed.index();
        int start = 0;
        for (int entry = 1; entry < index.size(); entry++) {
            if (index.rowsBefore(entry) - index.rowsBefore(start) >= ROWS) {
                slices.add(new PartSlice(part, start, index.rowNumber(entry)));
                start = entry;
            }
        }
        slices.add(new PartSlice(part, start, Long.MAX_VALUE));
        return slices;
    }
}
