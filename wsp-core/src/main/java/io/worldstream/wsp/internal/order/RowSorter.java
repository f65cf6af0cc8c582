package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * An external merge sort of rows in bounded memory, with a bounded number of open files. A full buffer is sorted and
 * spilled as a run, and so is the rest at the end unless all rows fit. Once a level has as many runs as can be merged
 * at once, they are merged into one run of the next level; the reader merges the final runs. One thread; blocks on the
 * spill space.
 */
final class RowSorter implements Closeable {
    /** The most runs that are merged at once: each is an open file, of which a process may have some hundreds. */
    static final int MOST_RUNS = 64;

    /** The most runs of a sort on all cores, of all threads together: a quarter of the 1,024 files commonly allowed. */
    static final int MOST_RUNS_OF_ALL = 256;

    private final RowOrder order;
    private final long memoryBytes;
    private final int mostRuns;
    private final Spill spill;
    private final String tooMuch;
    private final SortBuffer buffer;
    private final ByteBuilder block = new ByteBuilder(SpilledRun.BLOCK_BYTES + (SpilledRun.BLOCK_BYTES >> 3));
    /**
     * Runs by level, which is the number of merges that their rows went through. A level has fewer runs than are merged
     * at once.
     */
    private final List<List<SpilledRun>> levels = new ArrayList<>();

    /**
     * @param order the order
     * @param memoryBytes the memory for buffered rows, and for the buffers through which runs are read
     * @param spill takes rows that do not fit
     * @param tooMuch names the rows and the limit that they exceed, for the message if there is no spill space
     */
    RowSorter(RowOrder order, long memoryBytes, Spill spill, String tooMuch) {
        this(order, memoryBytes, MOST_RUNS, spill, tooMuch);
    }

    /** @param mostRuns the most runs that are merged at once */
    RowSorter(RowOrder order, long memoryBytes, int mostRuns, Spill spill, String tooMuch) {
        this.order = order;
        this.memoryBytes = memoryBytes;
        this.mostRuns = mostRuns;
        this.spill = spill;
        this.tooMuch = tooMuch;
        this.buffer = new SortBuffer(order, spill);
    }

    /** Adds a copy of a row. */
    void add(Row row) {
        buffer.add(row);
        if (buffer.bytes() > memoryBytes) {
            putAside();
            mergeFullLevels();
        }
    }

    /** Returns whether some rows were put aside. */
    boolean spilled() {
        return !levels.isEmpty();
    }

    /** Puts aside the rows that are still in memory, and releases the memory. No row may be added afterwards. */
    void spillRest() {
        if (buffer.size() > 0) {
            putAside();
        }
        buffer.release();
    }

    /** Takes over the runs of another sorter that has put aside its rows; they stay in the other's spill space. */
    void takeOver(RowSorter other) {
        other.levels.forEach(level(0)::addAll);
        other.levels.clear();
    }

    /**
     * Returns the sorted runs, each positioned before its first row. No row may be added afterwards.
     *
     * @throws CancellationException if the work is cancelled
     */
    List<RowSource> runs() {
        if (levels.isEmpty()) {
            buffer.sort();
            return List.of(new BufferedRun(buffer));
        }
        if (buffer.size() > 0) {
            putAside();
        }
        buffer.release();
        // Shortest first: the runs left in the lower levels are cheaper to merge again.
        List<SpilledRun> runs = new ArrayList<>();
        levels.forEach(runs::addAll);
        levels.clear();
        levels.add(runs);
        int mostRuns = mostRuns();
        while (runs.size() > mostRuns) {
            merge(runs, Math.min(mostRuns, runs.size() - mostRuns + 1), runs);
        }
        return runs.stream().map(SpilledRun::read).toList();
    }

    /**
     * Returns how many runs can be merged at once: each needs memory for a block, and for a row that may be as long.
     */
    private int mostRuns() {
        long perRun = 2L * SpilledRun.BLOCK_BYTES;
        for (List<SpilledRun> level : levels) {
            for (SpilledRun run : level) {
                perRun = Math.max(perRun, 2L * run.longestBlock());
            }
        }
        return (int) Math.min(Math.max(2, memoryBytes / perRun), mostRuns);
    }

    private void putAside() {
        buffer.sort();
        SpilledRun run = newRun(level(0));
        buffer.appendTo(run);
        run.flush();
        buffer.clear();
    }

    private void mergeFullLevels() {
        for (int i = 0; level(i).size() >= mostRuns(); i++) {
            // The merge owns the memory until it ends.
            buffer.release();
            merge(level(i), level(i).size(), level(i + 1));
        }
    }

    private List<SpilledRun> level(int number) {
        while (levels.size() <= number) {
            levels.add(new ArrayList<>());
        }
        return levels.get(number);
    }

    /** Merges the first runs of a level into one, and removes them. */
    private void merge(List<SpilledRun> level, int count, List<SpilledRun> into) {
        SourceHeap heap = new SourceHeap(order);
        for (SpilledRun run : level.subList(0, count)) {
            RowSource source = run.read();
            if (source.advance()) {
                heap.add(source);
            }
        }
        SpilledRun merged = newRun(into);
        while (!heap.isEmpty()) {
            merged.append(heap.top().head());
            heap.advanceTop();
        }
        merged.flush();
        List<SpilledRun> done = level.subList(0, count);
        done.forEach(SpilledRun::remove);
        done.clear();
    }

    private SpilledRun newRun(List<SpilledRun> level) {
        SpilledRun run = new SpilledRun(spill.create(tooMuch), block, spill.cancellation());
        level.add(run);
        return run;
    }

    @Override
    public void close() {
        buffer.clear();
        levels.forEach(level -> level.forEach(SpilledRun::remove));
        levels.clear();
    }

    /** A run that fits in memory. */
    private static final class BufferedRun extends BufferedRowSource {
        private final SortBuffer buffer;
        private int next;

        BufferedRun(SortBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public boolean advance() {
            if (next == buffer.size()) {
                return false;
            }
            buffer.get(next++, head());
            return true;
        }

        @Override
        public void close() {
            buffer.clear();
        }
    }
}
