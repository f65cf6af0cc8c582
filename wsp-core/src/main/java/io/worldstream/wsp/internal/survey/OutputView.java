package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.ViewRowReader;
import io.worldstream.wsp.internal.view.SortedView;
import java.io.IOException;

/**
 * The sorted view that stands in for the parts of an output. Immutable; any thread may use it.
 *
 * @param key its key in the store
 * @param view its verified index
 * @param kept the views among which it is kept
 * @param fresh whether it was written by this work, and not found
 */
public record OutputView(Hex64 key, SortedView view, KeptViews kept, boolean fresh) {
    /**
     * Opens the rows.
     *
     * @param output the output
     * @param parser parses its rows
     * @param firstPart the index of its first part among the parts of the plan
     * @param fromMicros rows before this instant need not be read
     * @throws IOException if the view cannot be read, is damaged or is gone
     */
    public ViewRowReader open(SurveyedOutput output, RowParser parser, int firstPart, long fromMicros)
            throws IOException {
        return new ViewRowReader(
                kept.reread(this, fromMicros), parser, firstPart, output.parts().size());
    }

    /** Warns that the view cannot be read any further, and discards it if it is damaged. */
    public void leave(SurveyedOutput output, IOException why) {
        kept.leave(key, output.target(), why);
    }
}
