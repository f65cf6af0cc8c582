package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.survey.SurveyThreads;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.internal.view.ViewWriter;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sorts all rows of an output that are in the window. Threads take slices of its parts, each with a share of the memory,
 * and put aside sorted runs; the calling thread merges these into the view. Blocks on the oracle, on the spill space and
 * on the store of views. One thread calls it.
 */
final class OutputSort implements Closeable {
    /** The most threads that read: with more, a share of the memory would hold few rows. */
    private static final int MOST_READERS = 16;

    private static final int FEWEST_RUNS = 8;

    private final WorldAccess access;
    private final StreamPlan plan;
    private final int output;
    private final SurveyedOutput surveyed;
    private final SurveyThreads threads;
    private final SortProgress progress;
    private final long startMicros;
    private final long endMicros;
    private final Queue<PartSlice> slices = new ConcurrentLinkedQueue<>();
    private final List<Spill> spills = new ArrayList<>();
    private final List<RowSorter> sorters = new ArrayList<>();
    /** The failure of a reader for which the others stop, or null. */
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private volatile boolean stopped;
    /** Set once no reader works any more. */
    private boolean settled;

    /**
     * @param output the output's index in the plan
     * @param surveyed its survey
     * @param threads read and sort
     */
    OutputSort(
            WorldAccess access,
            StreamPlan plan,
            int output,
            SurveyedOutput surveyed,
            SurveyThreads threads,
            SortProgress progress) {
        this.access = access;
        this.plan = plan;
        this.output = output;
        this.surveyed = surveyed;
        this.threads = threads;
        this.progress = progress;
        TrafficWindow window = plan.window();
        startMicros = window == null ? Long.MIN_VALUE : EventTimeText.micros(window.start());
        endMicros = window == null ? Long.MAX_VALUE : EventTimeText.micros(window.end());
    }

    /**
     * Writes all rows in the one order, repeated ones too.
     *
     * @throws WspException if rows cannot be read or sorted
     * @throws IOException if the store of views cannot take them
     */
    void writeTo(ViewWriter writer) throws IOException {
        for (int part = 0; part < surveyed.parts().size(); part++) {
            slices.addAll(PartSlice.of(part, surveyed.parts().get(part)));
        }
        int readers = Math.min(Math.min(threads.count(), MOST_READERS), Math.max(1, slices.size()));
        long share = Math.max(1, access.limits().sortBytes() / readers);
        int mostRuns = Math.max(FEWEST_RUNS, RowSorter.MOST_RUNS_OF_ALL / readers);
        for (int i = 0; i < readers; i++) {
            sorters.add(sorter(share, mostRuns));
        }
        List<Future<Boolean>> read = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            RowSorter sorter = sorters.get(i);
            Spill spill = spills.get(i);
            read.add(threads.read(() -> readOrStopAll(sorter, spill)));
        }
        try {
            read.forEach(SurveyThreads::await);
            settled = true;
        } catch (RuntimeException e) {
            RuntimeException first = failure.get();
            throw first == null ? e : first;
        } finally {
            if (!settled) {
                stop(read);
            }
        }
        merge(writer);
    }

    /** Ends the readers after one of them failed, or after this thread was interrupted. */
    private void stop(List<Future<Boolean>> reading) {
        stopped = true;
        boolean interrupted = Thread.interrupted();
        try {
            for (Future<Boolean> each : reading) {
                SurveyThreads.settle(each);
            }
            settled = reading.stream().allMatch(Future::isDone);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RowSorter sorter(long memoryBytes, int mostRuns) {
        Spill spill = new Spill(access.spill(), plan.pins().runId(), access.cancellation());
        spills.add(spill);
        return new RowSorter(
                RowOrder.STREAM,
                memoryBytes,
                mostRuns,
                spill,
                "the rows of " + surveyed.target().outputId() + " take more memory to sort than limits.sort_bytes ("
                        + access.limits().sortBytes() + ") allows");
    }

    private boolean readOrStopAll(RowSorter sorter, Spill spill) {
        try {
            return read(sorter, spill);
        } catch (RuntimeException | Error e) {
            if (e instanceof RuntimeException exception) {
                failure.compareAndSet(null, exception);
            }
            stopped = true;
            throw e;
        }
    }

    private boolean read(RowSorter sorter, Spill spill) {
        RowParser parser = access.parser(plan, output, FlowKey.NONE);
        long rows = 0;
        for (PartSlice slice = slices.poll(); slice != null; slice = slices.poll()) {
            SurveyedPart part = surveyed.parts().get(slice.part());
            try (PartRowSource source =
                    new PartRowSource(slice.part(), part, access.openAt(part, parser, slice.entry()))) {
                while (source.advance() && source.head().number() < slice.endNumber()) {
                    if (stopped) {
                        throw new CancellationException("another thread of the sort has failed");
                    }
                    spill.step();
                    Row row = source.head();
                    if (row.tsMicros() >= startMicros && row.tsMicros() < endMicros) {
                        sorter.add(row);
                        progress.step(rows++);
                    }
                }
            } catch (IOException e) {
                throw new WspException(
                        ReasonCode.OBJECT_UNREADABLE,
                        LogText.quotePath(part.path()) + " cannot be read: " + e.getMessage(),
                        e);
            }
        }
        return true;
    }

    private void merge(ViewWriter writer) throws IOException {
        SourceHeap heap = new SourceHeap(RowOrder.STREAM);
        for (RowSource run : runs()) {
            if (run.advance()) {
                heap.add(run);
            }
        }
        long rows = 0;
        while (!heap.isEmpty()) {
            Row row = heap.top().head();
            row.appendText(writer.startRow(row.tsMicros(), row.part(), row.number()));
            writer.endRow();
            heap.advanceTop();
            progress.step(rows++);
        }
    }

    /** Returns all runs: in memory if all fit, else from the spill space. */
    private List<RowSource> runs() {
        if (sorters.stream().noneMatch(RowSorter::spilled)) {
            return sorters.stream().flatMap(sorter -> sorter.runs().stream()).toList();
        }
        RowSorter all = sorter(access.limits().sortBytes(), RowSorter.MOST_RUNS_OF_ALL);
        for (RowSorter each : sorters) {
            each.spillRest();
            all.takeOver(each);
        }
        sorters.add(all);
        return all.runs();
    }

    @Override
    public void close() throws IOException {
        IOException failure = new IOException("some spill files of a sort could not be removed");
        if (settled) {
            sorters.forEach(sorter -> MergedRows.close(sorter, failure));
        }
        // Removes all files, and lets a reader that is blocked create no other.
        spills.forEach(spill -> MergedRows.close(spill, failure));
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
