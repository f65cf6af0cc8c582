package io.worldstream.wsp.api;

import java.io.Closeable;
import java.io.IOException;

/**
 * A cursor over the rows of one part. One thread at a time. After {@link #advance} the row's text is {@link #length}
 * bytes of {@link #buffer} from {@link #offset}; it is lent until the next call.
 */
public interface RowReader extends Closeable {
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

    @Override
    void close() throws IOException;
}
