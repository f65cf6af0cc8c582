package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.RowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads files whole, through the published class. */
final class ReadRows {
    static final int MAX_ROW_BYTES = 1 << 20;

    private ReadRows() {}

    static List<String> of(byte[] file) throws IOException {
        return of(file, ParquetLimits.DEFAULTS);
    }

    static List<String> of(byte[] file, ParquetLimits limits) throws IOException {
        ParquetFormat format = new ParquetFormat().withLimits(limits);
        return rest(format.open(new StoredFile(file, 7919), MAX_ROW_BYTES));
    }

    /** Returns the remaining rows of a reader and closes it. */
    static List<String> rest(RowReader reader) throws IOException {
        try (reader) {
            List<String> rows = new ArrayList<>();
            while (reader.advance()) {
                rows.add(text(reader));
            }
            return rows;
        }
    }

    static String text(RowReader reader) {
        return new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8);
    }
}
