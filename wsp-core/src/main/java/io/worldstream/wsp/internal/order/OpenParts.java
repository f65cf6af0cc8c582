package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.WorldAccess;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens surveyed parts, and closes those that are still open. One thread; blocks on the oracle.
 */
final class OpenParts implements Closeable {
    private final WorldAccess access;
    private final List<PartRowSource> open = new ArrayList<>();

    OpenParts(WorldAccess access) {
        this.access = access;
    }

    /**
     * Opens a part.
     *
     * @param index the part's index among the parts of the plan
     * @param surveyed the result of its survey
     * @param parser parses its rows
     * @param fromMicros rows before this instant need not be read
     */
    PartRowSource open(int index, SurveyedPart surveyed, RowParser parser, long fromMicros) {
        try {
            open.removeIf(PartRowSource::closed);
            PartRowSource rows = new PartRowSource(index, surveyed, access.open(surveyed, parser, fromMicros));
            open.add(rows);
            return rows;
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    LogText.quotePath(surveyed.path()) + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (PartRowSource part : open) {
            try {
                part.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
