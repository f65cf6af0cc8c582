package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one part, as they are stored. Every row was sound when the world was surveyed: what is wrong with one now is
 * thrown, and nothing behind it may leave. One thread.
 */
final class PartRows extends HeldHead {
    private final int part;
    private final String path;
    private final boolean sorted;
    private final RowReader reader;
    private final RowParser parser;
    private boolean closed;
    private long headMicros = Long.MIN_VALUE;

    /**
     * @param part the part's place among the parts of the plan
     * @param path its path, for people
     * @param sorted whether the survey found its rows in order of event time
     * @param reader its rows; closed with this
     */
    PartRows(int part, String path, boolean sorted, RowReader reader, RowParser parser) {
        this.part = part;
        this.path = path;
        this.sorted = sorted;
        this.reader = reader;
        this.parser = parser;
    }

    @Override
    public boolean advance() {
        try {
            if (!reader.advance()) {
                close();
                return false;
            }
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
                    "is of " + EventTimeText.format(head().tsMicros()) + ", before the row above it, which is of "
                            + EventTimeText.format(headMicros) + "; the survey found the part sorted",
                    null);
        }
        headMicros = head().tsMicros();
        return true;
    }

    private WspException at(ReasonCode code, String message, @Nullable Throwable cause) {
        return new WspException(code, place(path, reader.rowNumber()) + ": " + message, cause);
    }

    /** How a row's place is spelled. */
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

    /** Whether it is closed, as it is at its end. */
    boolean closed() {
        return closed;
    }
}
