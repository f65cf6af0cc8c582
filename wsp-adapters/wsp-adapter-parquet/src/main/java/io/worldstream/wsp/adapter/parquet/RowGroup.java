package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are stored together, column by column.
 *
 * @param rows the number of rows
 * @param chunks the position of each column's values, in schema order
 */
record RowGroup(long rows, List<ColumnChunk> chunks) {
    RowGroup {
        chunks = List.copyOf(chunks);
    }

    /** Skips a row group and returns its number of rows. */
    static long skip(ThriftReader in, int ordinal) {
        long rows = -1;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            if (id == 3) {
                rows = in.i64();
            } else {
                in.skip();
            }
        }
        // Keeps the sum of all groups from overflowing; no part has 2^48 rows.
        if (rows < 0 || rows >= 1L << 48) {
            throw Refusal.damaged("row group " + ordinal + " has " + rows + " rows");
        }
        return rows;
    }

    /**
     * Reads a row group that was skipped before.
     *
     * @param end the byte of the file after its last page
     */
    static RowGroup read(ThriftReader in, int ordinal, List<Column> columns, long end) {
        long rows = 0;
        List<ColumnChunk> chunks = new ArrayList<>();
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> {
                    int count = in.list(ThriftReader.STRUCT);
                    if (count != columns.size() || !chunks.isEmpty()) {
                        throw Refusal.damaged(
                                "row group " + ordinal + " has " + count + " columns, the schema " + columns.size());
                    }
                    for (Column column : columns) {
                        chunks.add(ColumnChunk.read(in, column, end));
                    }
                }
                case 3 -> rows = in.i64();
                default -> in.skip();
            }
        }
        if (chunks.size() != columns.size()) {
            throw Refusal.damaged("row group " + ordinal + " has no columns");
        }
        for (int i = 0; i < chunks.size(); i++) {
            long values = chunks.get(i).values();
            if (values < rows || (values > rows && columns.get(i).maxRepetition() == 0)) {
                throw Refusal.damaged("column " + LogText.quote(columns.get(i).path()) + " of row group " + ordinal
                        + " has " + values + " values for " + rows + " rows");
            }
        }
        return new RowGroup(rows, chunks);
    }
}
