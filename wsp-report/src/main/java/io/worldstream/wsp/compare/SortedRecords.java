package io.worldstream.wsp.compare;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The records of sorted files, merged. Not thread-safe. */
final class SortedRecords implements Closeable {
    private static final int BUFFER = 1 << 15;

    private final PriorityQueue<Run> runs =
            new PriorityQueue<>((one, other) -> Arrays.compareUnsigned(one.head, other.head));
    private final List<Run> opened = new ArrayList<>();
    private @Nullable Run last;

    private SortedRecords() {}

    /** Opens files with records of one length. */
    static SortedRecords of(List<Path> files, int length) throws IOException {
        SortedRecords records = new SortedRecords();
        try {
            for (Path file : files) {
                Run run = new Run(Files.newInputStream(file), length);
                records.opened.add(run);
                if (run.advance()) {
                    records.runs.add(run);
                }
            }
            return records;
        } catch (IOException e) {
            records.close();
            throw e;
        }
    }

    /** Returns the next record, valid until the next call, or null after the last one. */
    byte @Nullable [] next() throws IOException {
        if (last != null && last.advance()) {
            runs.add(last);
        }
        last = runs.poll();
        return last == null ? null : last.head;
    }

    @Override
    public void close() throws IOException {
        for (Run run : opened) {
            run.close();
        }
    }

    /** One file and its next record. */
    private static final class Run implements Closeable {
        private final InputStream in;
        private final byte[] head;

        Run(InputStream file, int length) {
            in = new BufferedInputStream(file, BUFFER);
            head = new byte[length];
        }

        boolean advance() throws IOException {
            return in.readNBytes(head, 0, head.length) == head.length;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
