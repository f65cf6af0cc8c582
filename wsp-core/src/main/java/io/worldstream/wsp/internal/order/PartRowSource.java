package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.VerifiedRowReader;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one part in stored order, without its dead-lettered rows. Every row was sound when the world was surveyed,
 * so a fault in one is thrown, and no row behind it may leave. One thread.
 */
final class PartRowSource extends BufferedRowSource {
    private final int part;
    private final String path;
    private final boolean sorted;
    private final VerifiedRowReader reader;
    private boolean closed;
    private long headMicros = Long.MIN_VALUE;

    /**
     * @param part the part's index among the parts of the plan
     * @param surveyed the result of its survey
     * @param reader reads its rows; closed with this source
     */
    PartRowSource(int part, SurveyedPart surveyed, VerifiedRowReader reader) {
        this.part = part;
        path = surveyed.path();
        sorted = surveyed.sorted();
        this.reader = reader;
    }

    @Override
    public boolean advance() {
        try {
            if (!reader.advance(head())) {
                close();
                return false;
            }
        } catch (RowFault e) {
            throw at(e.code(), e.finding(), e);
        } catch (WspException e) {
            throw at(e.code(), e.getMessage(), e);
        } catch (IOException e) {
            throw at(ReasonCode.OBJECT_UNREADABLE, "cannot be read: " + e.getMessage(), e);
        }
        head().locate(part, reader.rowNumber());
        if (sorted && head().tsMicros() < headMicros) {
            throw at(
                    ReasonCode.ORDER_VIOLATION,
                    "has event time " + EventTimeText.format(head().tsMicros())
                            + ", earlier than the row above it, of " + EventTimeText.format(headMicros)
                            + "; the survey found the part sorted",
                    null);
        }
        headMicros = head().tsMicros();
        return true;
    }

    private WspException at(ReasonCode code, String message, @Nullable Throwable cause) {
        return new WspException(code, place(path, reader.rowNumber()) + ": " + message, cause);
    }

    /** Formats the place of a row. */
    static String place(String path, long rowNumber) {
        return path + "#row=" + rowNumber;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            reader.close();
        }
    }

    /** Returns whether the source is closed, which it is once its end is reached. */
    boolean closed() {
        return closed;
    }
}
