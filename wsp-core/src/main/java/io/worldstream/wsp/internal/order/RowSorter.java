package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.internal.rows.ByteBuilder;
import io.worldstream.wsp.internal.rows.Row;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Sorts rows in bounded memory. What fills the buffer is sorted and put aside as a run, so also what is left at the end
 * unless all of it fits; the runs are then merged by whoever reads them. One thread; blocks on the spill.
 */
final class RowSorter implements Closeable {
    private final RowOrder order;
    private final long memoryBytes;
    private final Spill spill;
    private final String tooMuch;
    private final SortBuffer buffer;
    private final ByteBuilder block = new ByteBuilder(SpilledRun.BLOCK_BYTES + (SpilledRun.BLOCK_BYTES >> 3));
    private final List<SpilledRun> runs = new ArrayList<>();

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
        this.buffer = new SortBuffer(order);
    }

    /** Takes a row; it is copied. */
    void add(Row row) {
        buffer.add(row);
        if (buffer.bytes() > memoryBytes) {
            putAside();
        }
    }

    /**
     * The sorted runs, before their first rows. No row is added from now on.
     *
     * @throws CancellationException if nobody wants the rows any more
     */
    List<RowSource> runs() {
        boolean fits = runs.isEmpty();
        if (!fits) {
            if (buffer.size() > 0) {
                putAside();
            }
            buffer.release();
        }
        int mostRuns = mostRuns();
        while (runs.size() > mostRuns) {
            int together = Math.min(mostRuns, runs.size() - mostRuns + 1);
            mergeFirst(together);
        }
        List<RowSource> sources = new ArrayList<>();
        if (fits) {
            buffer.sort();
            sources.add(new BufferedRun(buffer));
        }
        for (SpilledRun run : runs) {
            sources.add(run.read());
        }
        return sources;
    }

    /** How many runs can be read side by side: a block of each is in memory, and a row that may be as long. */
    private int mostRuns() {
        long perRun = 2L * SpilledRun.BLOCK_BYTES;
        for (SpilledRun run : runs) {
            perRun = Math.max(perRun, 2L * run.longestBlock());
        }
        return (int) Math.min(Math.max(2, memoryBytes / perRun), Integer.MAX_VALUE);
    }

    private void putAside() {
        buffer.sort();
        SpilledRun run = newRun();
        Row row = new Row();
        for (int i = 0; i < buffer.size(); i++) {
            buffer.get(i, row);
            run.append(row);
        }
        run.flush();
        buffer.clear();
    }

    /** Makes one run of the oldest, so that fewer are read side by side. */
    private void mergeFirst(int count) {
        List<SpilledRun> oldest = List.copyOf(runs.subList(0, count));
        SourceHeap heap = new SourceHeap(order);
        for (SpilledRun run : oldest) {
            RowSource source = run.read();
            if (source.advance()) {
                heap.add(source);
            }
        }
        SpilledRun merged = newRun();
        for (long rows = 0; !heap.isEmpty(); rows++) {
            if (rows % Spill.ROWS_PER_LOOK == 0) {
                spill.throwIfCancelled();
            }
            merged.append(heap.top().head());
            heap.advanceTop();
        }
        merged.flush();
        oldest.forEach(SpilledRun::remove);
        runs.subList(0, count).clear();
    }

    private SpilledRun newRun() {
        SpilledRun run = new SpilledRun(spill.create(tooMuch), block);
        runs.add(run);
        return run;
    }

    @Override
    public void close() {
        buffer.clear();
        runs.forEach(SpilledRun::remove);
        runs.clear();
    }

    /** A run that fits in memory. */
    private static final class BufferedRun extends HeldHead {
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
