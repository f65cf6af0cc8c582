package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;

/**
 * A cursor over the rows of one part. One thread at a time. After {@link #advance} the row's text is {@link #length}
 * bytes of {@link #buffer} from {@link #offset}; it is lent until the next call.
 */
public interface RowReader extends Closeable {
    /** The {@link #mark} of a row at which no reader can start. */
    long NO_MARK = -1;

    /**
     * Moves to the next row.
     *
     * @return false at the end
     * @throws WspException {@link ReasonCode#ROW_TOO_LARGE} or {@link ReasonCode#OBJECT_UNREADABLE} (bytes that are not
     *     of the format); the reader cannot go on
     * @throws IOException if the bytes cannot be had
     */
    boolean advance() throws IOException;

    /** The array that holds the row's text; not to be written to. */
    byte[] buffer();

    /** Where the row's text starts. */
    int offset();

    /** The length of the row's text in bytes. */
    int length();

    /** The row's number in its part as people count, from 1: for JSON Lines, the line. */
    long rowNumber();

    /**
     * Where {@link RowFormat#openAt} starts anew so that the first row is the current one, in the format's own terms
     * (bytes, row groups): 0 or more and greater than the mark of any row before, or {@link #NO_MARK} at a row at which it
     * cannot start. A part without marks is read from its first row on.
     */
    default long mark() {
        return NO_MARK;
    }

    @Override
    void close() throws IOException;
}
