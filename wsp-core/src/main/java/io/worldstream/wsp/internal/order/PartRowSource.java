package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.survey.BadRow;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one part in stored order, without its dead-lettered rows: those are recognised by number and are not
 * parsed again. Every other row was sound when the world was surveyed, so a fault in one is thrown, and no row behind
 * it may leave. One thread.
 */
final class PartRowSource extends BufferedRowSource {
    private final int part;
    private final String path;
    private final boolean sorted;
    private final Iterator<BadRow> badRows;
    private final RowReader reader;
    private final RowParser parser;
    private long nextBadRow;
    private boolean closed;
    private long headMicros = Long.MIN_VALUE;

    /**
     * @param part the part's index among the parts of the plan
     * @param surveyed the result of its survey
     * @param reader reads its rows; closed with this source
     */
    PartRowSource(int part, SurveyedPart surveyed, RowReader reader, RowParser parser) {
        this.part = part;
        path = surveyed.sealed().part().path();
        sorted = surveyed.sorted();
        badRows = surveyed.badRows().iterator();
        nextBadRow = nextBadRow();
        this.reader = reader;
        this.parser = parser;
    }

    @Override
    public boolean advance() {
        try {
            do {
                if (!reader.advance()) {
                    close();
                    return false;
                }
            } while (reader.rowNumber() >= nextBadRow && isBad(reader.rowNumber()));
            parser.parse(reader.buffer(), reader.offset(), reader.length(), head());
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

    private boolean isBad(long number) {
        // A reader that starts further down never reaches the bad rows above its start.
        while (nextBadRow < number) {
            nextBadRow = nextBadRow();
        }
        return nextBadRow == number;
    }

    private long nextBadRow() {
        return badRows.hasNext() ? badRows.next().number() : Long.MAX_VALUE;
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
