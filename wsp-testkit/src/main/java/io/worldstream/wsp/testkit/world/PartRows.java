package io.worldstream.wsp.testkit.world;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** What one part of an output holds. It can be written any number of times. */
public final class PartRows {
    private final Content content;
    private final boolean stored;

    private PartRows(Content content, boolean stored) {
        this.content = content;
        this.stored = stored;
    }

    /** Rows as JSON texts, each written to a line of its own, as it is. */
    public static PartRows of(List<String> rows) {
        List<String> copy = List.copyOf(rows);
        return streaming(copy::iterator);
    }

    /** Rows as JSON texts, each written to a line of its own, as it is. */
    public static PartRows of(String... rows) {
        return of(List.of(rows));
    }

    /**
     * Rows that are made while they are written, for parts that do not fit into memory.
     *
     * @param rows starts over with each call
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
     * The stored bytes themselves, never compressed again: line breaks of another kind, gzip members in a row, junk.
     *
     * @param bytes the stored bytes; copied
     * @param rows how many rows to count for them
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

    boolean isStored() {
        return stored;
    }

    /** Writes the rows and returns how many they are. */
    long writeTo(OutputStream out) throws IOException {
        return content.writeTo(out);
    }

    @FunctionalInterface
    private interface Content {
        long writeTo(OutputStream out) throws IOException;
    }
}
