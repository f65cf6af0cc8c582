package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;

/** A source that reads each row into a new object and hands over the object with the row. One thread. */
abstract class BufferedRowSource implements RowSource {
    private Row head = new Row();

    @Override
    public final Row head() {
        return head;
    }

    @Override
    public final Row takeHead(Row other) {
        Row taken = head;
        head = other;
        return taken;
    }
}
