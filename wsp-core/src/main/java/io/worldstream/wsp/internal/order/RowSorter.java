package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Sorts rows in bounded memory, with a bounded number of open files. What fills the buffer is sorted and put aside as a run,
 * so also what is left at the end unless all of it fits. As many runs of one level as can be read side by side are merged
 * into one of the next; those of the end are merged by whoever reads them. One thread; blocks on the spill.
 */
final class RowSorter implements Closeable {
    /** How many runs are read side by side at most: each is an open file, of which a process may have some hundred. */
    static final int MOST_RUNS = 64;

    private final RowOrder order;
    private final long memoryBytes;
    private final Spill spill;
    private final String tooMuch;
    private final SortBuffer buffer;
    private final ByteBuilder block = new ByteBuilder(SpilledRun.BLOCK_BYTES + (SpilledRun.BLOCK_BYTES >> 3));
    /** By level: how often its rows were merged. A level has fewer runs than are merged at once. */
    private final List<List<SpilledRun>> levels = new ArrayList<>();

    /**
     * @param order the order
     * @param memoryBytes how much the rows in memory may take, and the buffers through which runs are read
     * @param spill takes what does not fit
     * @param tooMuch which rows take more memory than which limit, in case there is no room to spill them
     */
    RowSorter(RowOrder order, long memoryBytes, Spill spill, String tooMuch) {
        this.order = order;
        this.memoryBytes = memoryBytes;
        this.spill = spill;
        this.tooMuch = tooMuch;
        this.buffer = new SortBuffer(order, spill);
    }

    /** Takes a row; it is copied. */
    void add(Row row) {
        buffer.add(row);
        if (buffer.bytes() > memoryBytes) {
            putAside();
            mergeFullLevels();
        }
    }

    /**
     * The sorted runs, before their first rows. No row is added from now on.
     *
     * @throws CancellationException if nobody wants the rows any more
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
        // The shortest first: what is left of the lower levels is cheaper to merge again.
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

    /** How many runs can be read side by side: a block of each is in memory, and a row that may be as long. */
    private int mostRuns() {
        long perRun = 2L * SpilledRun.BLOCK_BYTES;
        for (List<SpilledRun> level : levels) {
            for (SpilledRun run : level) {
                perRun = Math.max(perRun, 2L * run.longestBlock());
            }
        }
        return (int) Math.min(Math.max(2, memoryBytes / perRun), MOST_RUNS);
    }

    private void putAside() {
        buffer.sort();
        SpilledRun run = newRun(level(0));
        Row row = new Row();
        for (int i = 0; i < buffer.size(); i++) {
            buffer.get(i, row);
            run.append(row);
        }
        run.flush();
        buffer.clear();
    }

    private void mergeFullLevels() {
        for (int i = 0; level(i).size() >= mostRuns(); i++) {
            // The memory is the merge's until it ends.
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

    /** Makes one run of the first of a level, and removes them. */
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
