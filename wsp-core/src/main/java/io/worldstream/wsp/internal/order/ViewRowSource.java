package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.ViewRowReader;
import io.worldstream.wsp.internal.survey.OutputView;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import java.io.IOException;

/** The rows of an output's sorted view. One thread; blocks on the store. */
final class ViewRowSource extends BufferedRowSource {
    private final int output;
    private final ViewRowReader reader;
    private boolean closed;

    private ViewRowSource(int output, ViewRowReader reader) {
        this.output = output;
        this.reader = reader;
    }

    /**
     * Opens a view.
     *
     * @param output the output's index in the plan
     * @param surveyed the output, which has the view
     * @param parser parses its rows
     * @param firstPart the index of its first part among the parts of the plan
     * @param fromMicros rows before this instant need not be read
     * @throws LostViewException if the view cannot be read
     */
    static ViewRowSource open(
            int output, SurveyedOutput surveyed, OutputView view, RowParser parser, int firstPart, long fromMicros) {
        try {
            return new ViewRowSource(output, view.open(surveyed, parser, firstPart, fromMicros));
        } catch (IOException e) {
            throw new LostViewException(output, e);
        }
    }

    @Override
    public boolean advance() {
        try {
            if (closed || !reader.advance(head())) {
                close();
                return false;
            }
            return true;
        } catch (IOException e) {
            throw new LostViewException(output, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            reader.close();
        }
    }
}
