package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;

/**
 * A cursor over the rows of one part. One thread at a time may call it. After {@link #advance}, the row's text is
 * {@link #length} bytes of {@link #buffer} from {@link #offset}, valid until the next call of {@link #advance} or
 * {@link #close}.
 */
public interface RowReader extends Closeable {
    /** The {@link #mark} of a row at which no reader can start. */
    long NO_MARK = -1;

    /**
     * Advances to the next row.
     *
     * @return false at the end
     * @throws WspException {@link ReasonCode#ROW_TOO_LARGE}, or {@link ReasonCode#OBJECT_UNREADABLE} if the bytes are
     *     not in the format; the reader cannot continue
     * @throws IOException if the bytes cannot be read
     */
    boolean advance() throws IOException;

    /** Returns the array that holds the row's text; callers must not modify it. */
    byte[] buffer();

    /** Returns the offset of the row's text in the buffer. */
    int offset();

    /** Returns the length of the row's text in bytes. */
    int length();

    /** Returns the row's number in its part, counted from 1: for JSON Lines, the line number. */
    long rowNumber();

    /**
     * Returns the mark from which {@link RowFormat#openAt} starts at the current row, in the format's own terms (bytes,
     * row groups). A mark is 0 or more and greater than the mark of any earlier row, or {@link #NO_MARK} if no reader
     * can start at this row. A part without marks is read from its first row. Default: {@link #NO_MARK}.
     */
    default long mark() {
        return NO_MARK;
    }

    @Override
    void close() throws IOException;
}
