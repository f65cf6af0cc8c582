package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one file, row group by row group. Not thread-safe. */
final class ParquetRows implements RowReader {
    private final PartContent content;
    private final ParquetLimits limits;
    private final LocalTimestamps localTimestamps;
    private final Decompressor decompressor = new Decompressor();
    private final List<ColumnCursor> cursors = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final RowText text;
    private @Nullable Footer footer;
    private @Nullable RowNode root;
    private @Nullable WspException failure;
    private int nextGroup;
    private long left;
    private long rowNumber;
    private long mark = NO_MARK;

    /**
     * Creates a reader.
     *
     * @param firstGroup the row group to start at
     * @param firstRow the number of its first row
     */
    ParquetRows(
            PartContent content,
            ParquetLimits limits,
            LocalTimestamps localTimestamps,
            int maxRowBytes,
            int firstGroup,
            long firstRow) {
        this.content = content;
        this.limits = limits;
        this.localTimestamps = localTimestamps;
        text = new RowText(maxRowBytes);
        nextGroup = firstGroup;
        rowNumber = firstRow - 1;
    }

    @Override
    public boolean advance() throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            return readRow();
        } catch (WspException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public byte[] buffer() {
        return text.bytes();
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public long rowNumber() {
        return rowNumber;
    }

    @Override
    public long mark() {
        return mark;
    }

    @Override
    public void close() throws IOException {
        decompressor.close();
        content.close();
    }

    private boolean readRow() throws IOException {
        text.clear();
        mark = NO_MARK;
        RowNode row = root == null ? open() : root;
        while (left == 0) {
            if (!startGroup()) {
                return false;
            }
        }
        rowNumber++;
        row.write(0, text);
        text.end();
        left--;
        if (left == 0) {
            requireNothingLeft();
        }
        return true;
    }

    private RowNode open() throws IOException {
        Footer read = Footer.read(content, limits);
        Buffers buffers = new Buffers(limits.maxBufferBytes());
        int ahead = ChunkInput.ahead(read.schema().size(), limits.maxBufferBytes());
        RowNode tree = SchemaReader.read(read.schema(), localTimestamps, column -> {
            ColumnCursor cursor = new ColumnCursor(column, limits, content, buffers, decompressor, ahead);
            columns.add(column);
            cursors.add(cursor);
            return cursor;
        });
        footer = read;
        root = tree;
        return tree;
    }

    private boolean startGroup() throws IOException {
        Footer of = footer;
        if (of == null || nextGroup >= of.groups()) {
            return false;
        }
        RowGroup group = of.group(nextGroup, columns);
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).start(group.chunks().get(i));
        }
        left = group.rows();
        mark = nextGroup;
        nextGroup++;
        if (left == 0) {
            requireNothingLeft();
        }
        return true;
    }

    /** Checks that no column has entries left after its last row; they would be lost. */
    private void requireNothingLeft() throws IOException {
        for (ColumnCursor cursor : cursors) {
            if (cursor.repetition() != ColumnCursor.END) {
                throw Refusal.damaged("a column has entries after its last row");
            }
        }
    }
}
