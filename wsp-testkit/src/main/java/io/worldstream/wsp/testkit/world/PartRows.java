package io.worldstream.wsp.testkit.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** The content of one part of an output. It can be written any number of times. */
public final class PartRows {
    private final Content content;
    private final boolean stored;

    private PartRows(Content content, boolean stored) {
        this.content = content;
        this.stored = stored;
    }

    /** Creates rows from JSON texts, each written unchanged to its own line. */
    public static PartRows of(List<String> rows) {
        List<String> copy = List.copyOf(rows);
        return streaming(copy::iterator);
    }

    /** Creates rows from JSON texts, each written unchanged to its own line. */
    public static PartRows of(String... rows) {
        return of(List.of(rows));
    }

    /**
     * Creates rows that are generated while they are written, for parts that do not fit into memory.
     *
     * @param rows supplies a new iterator, from the first row, on each call
     */
    public static PartRows streaming(Supplier<? extends Iterator<String>> rows) {
        return new PartRows(
                out -> {
                    long count = 0;
                    for (Iterator<String> iterator = rows.get(); iterator.hasNext(); count++) {
                        out.write(iterator.next().getBytes(StandardCharsets.UTF_8));
                        out.write('\n');
                    }
                    return count;
                },
                false);
    }

    /**
     * Creates a part from its stored bytes, which are not compressed again: other line breaks, consecutive gzip
     * members, junk.
     *
     * @param bytes the stored bytes; copied
     * @param rows the number of rows to count for them
     */
    public static PartRows stored(byte[] bytes, long rows) {
        byte[] copy = bytes.clone();
        return new PartRows(
                out -> {
                    out.write(copy);
                    return rows;
                },
                true);
    }

    /** Creates a part that is a copy of a file, which is read each time the part is written. Counts no rows. */
    static PartRows copyOf(Path file) {
        return new PartRows(
                out -> {
                    Files.copy(file, out);
                    return 0;
                },
                true);
    }

    boolean isStored() {
        return stored;
    }

    /** Writes the rows and returns their number. */
    long writeTo(OutputStream out) throws IOException {
        return content.writeTo(out);
    }

    @FunctionalInterface
    private interface Content {
        long writeTo(OutputStream out) throws IOException;
    }
}
