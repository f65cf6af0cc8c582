package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The metadata at the end of a file: schema and row groups. The bytes are kept, and the columns of a row group are only
 * parsed when it is read, so that a hostile footer creates no more objects than its schema has nodes. Not thread-safe.
 */
final class Footer {
    /** Bytes of length and magic. */
    private static final int TAIL_BYTES = 8;

    private static final int MAGIC_BYTES = 4;
    private static final int PAR1 = 'P' | 'A' << 8 | 'R' << 16 | '1' << 24;
    private static final int PARE = 'P' | 'A' << 8 | 'R' << 16 | 'E' << 24;

    private final byte[] bytes;
    private final long start;
    private final List<SchemaElement> schema = new ArrayList<>();
    private int[] groupStarts = new int[16];
    private int groups;

    private Footer(byte[] bytes, long start) {
        this.bytes = bytes;
        this.start = start;
    }

    /** Reads the footer of a file. */
    static Footer read(PartContent content, ParquetLimits limits) throws IOException {
        long size = content.sizeBytes();
        if (size < MAGIC_BYTES + TAIL_BYTES) {
            throw Refusal.damaged("it has " + size + " bytes");
        }
        byte[] tail = new byte[TAIL_BYTES];
        readFully(content, size - TAIL_BYTES, tail);
        long length = LittleEndian.int32(tail, 0) & 0xffff_ffffL;
        int magic = LittleEndian.int32(tail, MAGIC_BYTES);
        if (magic == PARE) {
            throw Refusal.unsupported("its footer is encrypted");
        }
        if (magic != PAR1) {
            throw Refusal.damaged("it does not end in PAR1");
        }
        long start = size - TAIL_BYTES - length;
        if (start < MAGIC_BYTES) {
            throw Refusal.damaged("its footer claims " + length + " of " + size + " bytes");
        }
        if (length > limits.maxFooterBytes()) {
            throw Refusal.over("the footer's length", length, "maxFooterBytes", limits.maxFooterBytes());
        }
        byte[] bytes = new byte[(int) length];
        readFully(content, start, bytes);
        Footer footer = new Footer(bytes, start);
        try {
            footer.parse(limits);
        } catch (ThriftReader.Underflow e) {
            throw Refusal.damaged("its footer ends within a value", e);
        }
        return footer;
    }

    /** Returns the nodes of the schema, the root first. */
    List<SchemaElement> schema() {
        return schema;
    }

    /** Returns the number of row groups. */
    int groups() {
        return groups;
    }

    /** Returns a row group, with a chunk for each column. */
    RowGroup group(int ordinal, List<Column> columns) {
        return RowGroup.read(new ThriftReader(bytes, groupStarts[ordinal], bytes.length), ordinal, columns, start);
    }

    private void parse(ParquetLimits limits) {
        ThriftReader in = new ThriftReader(bytes, 0, bytes.length);
        long rows = -1;
        long rowsOfGroups = 0;
        for (int id = in.field(0); id != ThriftReader.END; id = in.field(id)) {
            switch (id) {
                case 2 -> parseSchema(in, limits);
                case 3 -> rows = in.i64();
                case 4 -> {
                    int count = in.list(ThriftReader.STRUCT);
                    for (int i = 0; i < count; i++) {
                        addGroup(in.position());
                        rowsOfGroups += RowGroup.skip(in, i);
                    }
                }
                case 8 -> throw Refusal.unsupported("some of its columns are encrypted");
                default -> in.skip();
            }
        }
        if (rows != rowsOfGroups) {
            throw Refusal.damaged("the footer says " + rows + " rows, its row groups " + rowsOfGroups);
        }
    }

    private void addGroup(int at) {
        if (groups == groupStarts.length) {
            groupStarts = Arrays.copyOf(groupStarts, 2 * groups);
        }
        groupStarts[groups++] = at;
    }

    private void parseSchema(ThriftReader in, ParquetLimits limits) {
        int count = in.list(ThriftReader.STRUCT);
        if (count > limits.maxColumns()) {
            throw Refusal.over("the schema's number of nodes", count, "maxColumns", limits.maxColumns());
        }
        for (int i = 0; i < count; i++) {
            schema.add(SchemaElement.read(in));
        }
    }

    private static void readFully(PartContent content, long from, byte[] target) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target);
        while (buffer.hasRemaining()) {
            if (content.read(from + buffer.position(), buffer) < 0) {
                throw Refusal.damaged("it ends at byte " + (from + buffer.position()));
            }
        }
    }
}
