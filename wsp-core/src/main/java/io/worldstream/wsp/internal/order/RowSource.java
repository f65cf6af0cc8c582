package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import java.io.Closeable;

/** Rows in ascending event time, of which the head is known. One thread; may block. */
interface RowSource extends Closeable {
    /** Moves to the next row; false at the end. */
    boolean advance();

    /** The row that {@link #advance} moved to. */
    Row head();

    /**
     * Hands over the head.
     *
     * @param other may be filled with a later row
     */
    Row takeHead(Row other);
}
