package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts in order a part whose rows come at most a declared time behind a later one. Holds each row until no earlier one
 * can follow. One thread.
 */
final class ReorderWindow implements RowSource {
    private final RowSource rows;
    private final String path;
    private final long boundMicros;
    private final BufferedBytes heldBytes;
    private final PriorityQueue<Row> held = new PriorityQueue<>(Comparator.comparingLong(Row::tsMicros));
    private final Deque<Row> spare = new ArrayDeque<>();
    private long latestMicros = Long.MIN_VALUE;
    private boolean ended;
    private @Nullable Row head;

    /**
     * @param rows the part in stored order; closed with this source
     * @param path the part's path, for messages
     * @param boundMicros how far behind the latest row another row may come
     * @param heldBytes the memory budget shared with other windows
     */
    ReorderWindow(RowSource rows, String path, long boundMicros, BufferedBytes heldBytes) {
        this.rows = rows;
        this.path = path;
        this.boundMicros = boundMicros;
        this.heldBytes = heldBytes;
    }

    @Override
    public boolean advance() {
        if (head != null) {
            recycle(head);
            head = null;
        }
        while (!ended && (held.isEmpty() || latestMicros - held.element().tsMicros() < boundMicros)) {
            if (rows.advance()) {
                hold(rows.takeHead(spare.isEmpty() ? new Row() : spare.pop()));
            } else {
                ended = true;
            }
        }
        head = held.poll();
        if (head == null) {
            return false;
        }
        heldBytes.add(-head.heldBytes());
        return true;
    }

    private void hold(Row row) {
        if (latestMicros != Long.MIN_VALUE && latestMicros - row.tsMicros() > boundMicros) {
            throw new WspException(
                    ReasonCode.ORDER_VIOLATION,
                    PartRowSource.place(path, row.number()) + ": " + laterThanDeclared(row.tsMicros(), latestMicros));
        }
        latestMicros = Math.max(latestMicros, row.tsMicros());
        held.add(row);
        if (!heldBytes.add(row.heldBytes())) {
            throw new WspException(
                    ReasonCode.LIMIT_EXCEEDED,
                    PartRowSource.place(path, row.number())
                            + ": the rows within the declared max_disorder take more than "
                            + heldBytes.most()
                            + " bytes (limits.sort_bytes); without max_disorder the part is sorted");
        }
    }

    /** Formats the finding against a row that comes later than declared. */
    static String laterThanDeclared(long tsMicros, long latestMicros) {
        return "has event time " + EventTimeText.format(tsMicros) + ", behind a row of "
                + EventTimeText.format(latestMicros) + ": more than the declared max_disorder";
    }

    @Override
    public Row head() {
        return Objects.requireNonNull(head);
    }

    @Override
    public Row takeHead(Row other) {
        Row taken = head();
        head = null;
        recycle(other);
        return taken;
    }

    private void recycle(Row row) {
        if (!row.oversized()) {
            spare.push(row);
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
