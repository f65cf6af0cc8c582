package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import java.io.Closeable;

/** Rows in ascending order, with access to the head. One thread; may block. */
interface RowSource extends Closeable {
    /** Advances to the next row. Returns false at the end. */
    boolean advance();

    /** Returns the row that {@link #advance} moved to. */
    Row head();

    /**
     * Hands over the head.
     *
     * @param other a row that the source may overwrite with a later one
     */
    Row takeHead(Row other);
}
