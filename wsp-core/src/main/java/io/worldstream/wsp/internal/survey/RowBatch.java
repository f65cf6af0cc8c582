package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowValidator;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a part's rows, in order. The thread that reads the part fills it, any thread checks it, and the first
 * thread takes in the result. One thread at a time.
 */
final class RowBatch {
    private static final int MOST_ROWS = 256;
    private static final int ENOUGH_BYTES = 128 << 10;

    private final ByteBuilder text = new ByteBuilder(ENOUGH_BYTES + (ENOUGH_BYTES >> 3));
    private final int[] ends = new int[MOST_ROWS];
    private final long[] numbers = new long[MOST_ROWS];
    private final long[] marks = new long[MOST_ROWS];
    private final long[] tsMicros = new long[MOST_ROWS];
    private final Map<Integer, RowFault> faults = new HashMap<>();
    private int size;

    /** Copies the reader's row. */
    void add(RowReader reader) {
        text.append(reader.buffer(), reader.offset(), reader.length());
        ends[size] = text.length();
        numbers[size] = reader.rowNumber();
        marks[size++] = reader.mark();
    }

    /** Returns whether the batch is full. */
    boolean full() {
        return size == MOST_ROWS || text.length() >= ENOUGH_BYTES;
    }

    /** Checks all rows and returns this batch. */
    RowBatch check(RowValidator validator) {
        for (int i = 0; i < size; i++) {
            int start = i == 0 ? 0 : ends[i - 1];
            try {
                tsMicros[i] = validator.validate(text.array(), start, ends[i] - start);
            } catch (RowFault e) {
                tsMicros[i] = EventTimeText.NONE;
                faults.put(i, e);
            }
        }
        return this;
    }

    int size() {
        return size;
    }

    /** Returns the fault of a row, or null. */
    @Nullable RowFault fault(int row) {
        return tsMicros[row] == EventTimeText.NONE ? faults.get(row) : null;
    }

    /** Returns a copy of a row's text. */
    byte[] text(int row) {
        return Arrays.copyOfRange(text.array(), row == 0 ? 0 : ends[row - 1], ends[row]);
    }

    long tsMicros(int row) {
        return tsMicros[row];
    }

    long number(int row) {
        return numbers[row];
    }

    long mark(int row) {
        return marks[row];
    }

    /** Removes the rows and keeps the memory, unless an unusually long row enlarged it. */
    RowBatch cleared() {
        if (text.capacity() > 4 * ENOUGH_BYTES) {
            return new RowBatch();
        }
        text.clear();
        faults.clear();
        size = 0;
        return this;
    }
}
