package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.support.LogText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Position of a column's values of one row group.
 *
 * @param codec the compression of its pages
 * @param values the number of its entries, including nulls and empty lists
 * @param start its first byte in the file
 * @param end the byte after its last one
 */
record ColumnChunk(Codec codec, long values, long start, long end) {
    private static final int FIRST_POSSIBLE_BYTE = 4;

    /**
     * Reads a chunk of a column and checks it against the schema. Of an empty chunk only the number of values is
     * checked: it has no pages, and writers fill its other fields arbitrarily.
     */
    static ColumnChunk read(ThriftReader in, Column column, long fileEnd) {
        Metadata metadata = null;
        boolean elsewhere = false;
        boolean encrypted = false;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            if (id == 3) {
                in.struct();
                metadata = Metadata.read(in, column);
            } else {
                elsewhere |= id == 1;
                encrypted |= id == 8 || id == 9;
                in.skip();
            }
        }
        if (metadata != null && metadata.values == 0) {
            return new ColumnChunk(Codec.NONE, 0, FIRST_POSSIBLE_BYTE, FIRST_POSSIBLE_BYTE);
        } else if (elsewhere) {
            throw Refusal.unsupported(named(column) + " is in another file");
        } else if (encrypted) {
            throw Refusal.unsupported(named(column) + " is encrypted");
        } else if (metadata == null) {
            throw Refusal.damaged(named(column) + " has no metadata");
        }
        return metadata.chunk(column, fileEnd);
    }

    /** The metadata of a chunk, while it is read. */
    private static final class Metadata {
        private int type = -1;
        private int codec = -1;
        private long values = -1;
        private long size = -1;
        private long data = -1;
        private long dictionary = -1;
        private int pathLength;
        private @Nullable List<String> path;

        static Metadata read(ThriftReader in, Column column) {
            Metadata metadata = new Metadata();
            for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
                switch (id) {
                    case 1 -> metadata.type = in.i32();
                    case 3 -> metadata.readPath(in, column);
                    case 4 -> metadata.codec = in.i32();
                    case 5 -> metadata.values = in.i64();
                    case 7 -> metadata.size = in.i64();
                    case 9 -> metadata.data = in.i64();
                    case 11 -> metadata.dictionary = in.i64();
                    default -> in.skip();
                }
            }
            return metadata;
        }

        /** Keeps at most as many names as the column has. */
        private void readPath(ThriftReader in, Column column) {
            List<String> names = new ArrayList<>();
            pathLength = in.list(ThriftReader.BINARY);
            for (int i = 0; i < pathLength; i++) {
                String name = in.text();
                if (i < column.names().size()) {
                    names.add(name);
                }
            }
            path = names;
        }

        ColumnChunk chunk(Column column, long fileEnd) {
            checkIdentity(column);
            // Some writers give 0 if the chunk has no dictionary.
            long start = dictionary > 0 && dictionary < data ? dictionary : data;
            if (start < FIRST_POSSIBLE_BYTE || size < 0 || size > fileEnd - start) {
                throw Refusal.damaged(named(column) + " claims " + size + " bytes from " + start + " of " + fileEnd);
            }
            return new ColumnChunk(Codec.of(codec), values, start, start + size);
        }

        private void checkIdentity(Column column) {
            if (path != null && pathLength != column.names().size()) {
                throw Refusal.damaged(named(column) + " has, in a row group, a path of " + pathLength + " names");
            }
            if (type != column.physical().number() || !column.names().equals(path)) {
                throw Refusal.damaged(named(column) + " is, in a row group, of the physical type " + type
                        + (path == null ? "" : " and called " + LogText.quote(String.join(".", path))));
            }
        }
    }

    private static String named(Column column) {
        return "column " + LogText.quote(column.path());
    }
}
