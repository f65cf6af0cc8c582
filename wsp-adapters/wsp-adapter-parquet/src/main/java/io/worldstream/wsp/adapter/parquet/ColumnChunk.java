package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a column's values of one row group are.
 *
 * @param codec how its pages are compressed
 * @param values how many entries it has, nulls and empty lists included
 * @param start its first byte in the file
 * @param end the byte behind its last
 */
record ColumnChunk(Codec codec, long values, long start, long end) {
    private static final int FIRST_POSSIBLE_BYTE = 4;

    /** Reads a chunk of a column and holds it to the schema. */
    static ColumnChunk read(ThriftReader in, Column column, long fileEnd) {
        ColumnChunk chunk = null;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> throw Refusal.unsupported(named(column) + " is in another file");
                case 3 -> {
                    in.struct();
                    chunk = readMetadata(in, column, fileEnd);
                }
                case 8, 9 -> throw Refusal.unsupported(named(column) + " is encrypted");
                default -> in.skip();
            }
        }
        if (chunk == null) {
            throw Refusal.damaged(named(column) + " has no metadata");
        }
        return chunk;
    }

    private static ColumnChunk readMetadata(ThriftReader in, Column column, long fileEnd) {
        int type = -1;
        int codec = -1;
        long values = -1;
        long size = -1;
        long data = -1;
        long dictionary = -1;
        List<String> path = null;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 1 -> type = in.i32();
                case 3 -> path = readPath(in, column);
                case 4 -> codec = in.i32();
                case 5 -> values = in.i64();
                case 7 -> size = in.i64();
                case 9 -> data = in.i64();
                case 11 -> dictionary = in.i64();
                default -> in.skip();
            }
        }
        checkIdentity(column, type, path);
        // Some writers say 0 where there is no dictionary.
        long start = dictionary > 0 && dictionary < data ? dictionary : data;
        if (start < FIRST_POSSIBLE_BYTE || size < 0 || size > fileEnd - start) {
            throw Refusal.damaged(named(column) + " claims " + size + " bytes from " + start + " of " + fileEnd);
        }
        return new ColumnChunk(Codec.of(codec), values, start, start + size);
    }

    private static void checkIdentity(Column column, int type, @Nullable List<String> path) {
        if (type != column.physical().number() || !column.names().equals(path)) {
            throw Refusal.damaged(named(column) + " is, in a row group, of the physical type " + type
                    + (path == null ? "" : " and called " + Printable.bounded(String.join(".", path))));
        }
    }

    private static List<String> readPath(ThriftReader in, Column column) {
        List<String> path = new ArrayList<>();
        int count = in.list(ThriftReader.BINARY);
        if (count != column.names().size()) {
            throw Refusal.damaged(named(column) + " has, in a row group, a path of " + count + " names");
        }
        for (int i = 0; i < count; i++) {
            path.add(in.text());
        }
        return path;
    }

    private static String named(Column column) {
        return "column " + Printable.bounded(column.path());
    }
}
