package io.worldstream.wsp.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sorts records of one length by their bytes, unsigned, in bounded memory: full blocks are sorted and written to a folder,
 * then merged. Not thread-safe.
 */
final class RecordSorter {
    /** The greatest number of runs that are merged, and so of files that are open, at once. */
    private static final int FAN_IN = 64;

    private final Path folder;
    private final String name;
    private final int length;
    private final byte[] block;
    private final int[] order;
    private final int[] spare;
    private final List<Path> runs = new ArrayList<>();
    private int size;
    private int files;

    /**
     * Creates a sorter.
     *
     * @param folder the folder for runs, which the caller removes
     * @param name the beginning of the names of its files there
     * @param length the number of bytes of a record
     * @param capacity the number of records that are sorted in memory
     */
    RecordSorter(Path folder, String name, int length, int capacity) {
        this.folder = folder;
        this.name = name;
        this.length = length;
        block = new byte[Math.multiplyExact(capacity, length)];
        order = new int[capacity];
        spare = new int[capacity];
    }

    /** Adds a record. */
    void add(byte[] record) throws IOException {
        if (size == order.length) {
            spill();
        }
        System.arraycopy(record, 0, block, size * length, length);
        size++;
    }

    /** Returns all records in order. No record may be added afterwards. */
    SortedRecords sorted() throws IOException {
        spill();
        while (runs.size() > FAN_IN) {
            List<Path> merged = new ArrayList<>(runs.subList(0, FAN_IN));
            runs.subList(0, FAN_IN).clear();
            Path target = newRun();
            try (SortedRecords records = SortedRecords.of(merged, length);
                    OutputStream out = Files.newOutputStream(target)) {
                for (byte[] record = records.next(); record != null; record = records.next()) {
                    out.write(record, 0, length);
                }
            }
            for (Path each : merged) {
                Files.delete(each);
            }
        }
        return SortedRecords.of(runs, length);
    }

    private Path newRun() {
        Path run = folder.resolve(name + "-" + files++);
        runs.add(run);
        return run;
    }

    private void spill() throws IOException {
        if (size == 0) {
            return;
        }
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        sort(order, spare, 0, size);
        byte[] sorted = new byte[Math.min(size, 1 << 10) * length];
        try (OutputStream out = Files.newOutputStream(newRun())) {
            int filled = 0;
            for (int i = 0; i < size; i++) {
                System.arraycopy(block, order[i] * length, sorted, filled, length);
                filled += length;
                if (filled == sorted.length) {
                    out.write(sorted);
                    filled = 0;
                }
            }
            out.write(sorted, 0, filled);
        }
        size = 0;
    }

    /** Merge sort of the records' numbers; needs no object for each record. */
    private void sort(int[] target, int[] source, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(target, source, from, middle);
        sort(target, source, middle, to);
        if (compare(target[middle - 1], target[middle]) <= 0) {
            return;
        }
        System.arraycopy(target, from, source, from, middle - from);
        int left = from;
        int right = middle;
        for (int i = from; left < middle; i++) {
            target[i] = right < to && compare(target[right], source[left]) < 0 ? target[right++] : source[left++];
        }
    }

    private int compare(int one, int other) {
        int a = one * length;
        int b = other * length;
        return Arrays.compareUnsigned(block, a, a + length, block, b, b + length);
    }
}
