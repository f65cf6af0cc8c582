package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one part, of which the head is known. Rows with faults are reported and passed over. One thread. */
final class PartRows implements Closeable {
    private final String path;
    private final RowReader reader;
    private final RowParser parser;
    private final RowFaults faults;
    private @Nullable Row head;
    private long headNumber;
    private boolean disordered;

    PartRows(String path, RowReader reader, RowParser parser, RowFaults faults) {
        this.path = path;
        this.reader = reader;
        this.parser = parser;
        this.faults = faults;
    }

    /** The next row, or null at the end; before the first {@link #advance} too. */
    @Nullable Row head() {
        return head;
    }

    /** Where the head is, for people. */
    String headPlace() {
        return place(headNumber);
    }

    /** Moves to the next sound row; false at the end. */
    boolean advance() {
        Row before = head;
        head = null;
        while (head == null) {
            try {
                if (!reader.advance()) {
                    return false;
                }
                head = parser.parse(reader.buffer(), reader.offset(), reader.length());
            } catch (RowFault e) {
                report(e.code(), e.finding());
            } catch (WspException e) {
                report(e.code(), e.getMessage());
                return false;
            } catch (IOException e) {
                report(ReasonCode.OBJECT_UNREADABLE, "cannot be read: " + e.getMessage());
                return false;
            }
        }
        headNumber = reader.rowNumber();
        if (before != null && head.tsMicros() < before.tsMicros() && !disordered) {
            disordered = true;
            report(
                    ReasonCode.ORDER_VIOLATION,
                    "is of " + EventTimeText.format(head.tsMicros()) + ", before the row above it, which is of "
                            + EventTimeText.format(before.tsMicros()) + "; a part must be sorted by event time");
        }
        return true;
    }

    private void report(ReasonCode code, String message) {
        faults.onFault(new Violation(code, place(reader.rowNumber()), message));
    }

    private String place(long rowNumber) {
        return path + "#row=" + rowNumber;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
