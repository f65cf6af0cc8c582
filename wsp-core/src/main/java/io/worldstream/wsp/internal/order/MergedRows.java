package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.order.EventTimeMerge.LaterSource;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.survey.OutputView;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.PushPolicy;
import io.worldstream.wsp.policy.ReadPolicy;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a surveyed world in the one order, starting at a given instant. Sorted views and parts in order of event
 * time are merged as they are read, as many as fit into memory, each opened when its first row is due. All other parts
 * are sorted before the first row. One thread; blocks on the oracle, on the spill space and on the store of views.
 */
final class MergedRows implements Closeable {
    private final WorldAccess access;
    private final ReadPolicy read;
    private final PushPolicy push;
    private final StreamPlan plan;
    private final Survey survey;
    private final List<SurveyedPart> parts;
    private final long startMicros;
    private final long endMicros;
    private final OpenParts open;
    private final Spill spill;
    private final RowSorter sorter;
    private final BufferedBytes windows;
    private final List<ViewRowSource> views = new ArrayList<>();
    private @Nullable EventTimeMerge merge;

    /**
     * Creates the rows. Opens nothing until the first row is requested.
     *
     * @param access access to the world
     * @param plan the plan
     * @param survey the survey of the world
     * @param fromMicros rows before this instant are left out, and are not read if the part can be entered later
     * @param read determines how far parts may be out of order
     * @param push determines the flow of a row
     */
    MergedRows(WorldAccess access, StreamPlan plan, Survey survey, long fromMicros, ReadPolicy read, PushPolicy push) {
        this.access = access;
        this.read = read;
        this.push = push;
        this.plan = plan;
        this.survey = survey;
        this.parts = survey.parts().toList();
        open = new OpenParts(access);
        TrafficWindow window = plan.window();
        startMicros = window == null ? fromMicros : Math.max(fromMicros, EventTimeText.micros(window.start()));
        endMicros = window == null ? Long.MAX_VALUE : EventTimeText.micros(window.end());
        spill = new Spill(access.spill(), plan.pins().runId(), access.cancellation());
        long sortBytes = access.limits().sortBytes();
        windows = new BufferedBytes(sortBytes);
        sorter = new RowSorter(
                RowOrder.STREAM,
                sortBytes,
                spill,
                "the rows of parts that are out of event-time order, or too many to merge at once, take more"
                        + " memory than limits.sort_bytes (" + sortBytes
                        + ") allows");
    }

    /**
     * Returns the next row in the one order, or null at the end. The row is valid until the next call.
     *
     * @throws LostViewException if a sorted view cannot be read any further
     * @throws WspException if content that was sound when it was surveyed is faulty now; {@link
     *     ReasonCode#DUPLICATE_KEY_CONFLICT}; {@link ReasonCode#SPILL_FAILED}; {@link ReasonCode#LIMIT_EXCEEDED} if
     *     rows do not fit in memory and the host has no spill space
     * @throws CancellationException if the work is cancelled
     */
    @Nullable Row next() {
        EventTimeMerge started = merge;
        if (started == null) {
            started = new EventTimeMerge(
                    sources(),
                    startMicros,
                    endMicros,
                    access.limits().maxTieBytes(),
                    spill,
                    part -> parts.get(part).path());
            merge = started;
        }
        return started.next();
    }

    /** Returns the number of rows left out so far because they repeated another byte for byte. */
    long collapsed() {
        return merge == null ? 0 : merge.collapsed();
    }

    private List<LaterSource> sources() {
        List<LaterSource> sources = new ArrayList<>();
        List<Runnable> sorts = new ArrayList<>();
        Set<SurveyedPart> surplus = SortedFirst.surplus(survey, read, access.limits(), startMicros);
        int part = 0;
        for (int output = 0; output < survey.outputs().size(); output++) {
            OutputId outputId = plan.targets().get(output).outputId();
            RowParser parser = access.parser(plan, output, FlowKey.of(push, outputId));
            SurveyedOutput surveyedOutput = survey.outputs().get(output);
            OutputView view = surveyedOutput.view();
            if (view != null) {
                int firstPart = part;
                int number = output;
                part += surveyedOutput.parts().size();
                sources.add(new LaterView(view, () -> viewed(number, surveyedOutput, view, parser, firstPart)));
                continue;
            }
            Duration maxDisorder = read.maxDisorder(outputId);
            for (SurveyedPart surveyed : surveyedOutput.parts()) {
                int index = part++;
                if (!SortedFirst.wanted(surveyed, startMicros)) {
                    continue;
                }
                if (surplus.contains(surveyed)) {
                    sorts.add(() -> sort(index, surveyed, parser));
                } else if (surveyed.sorted()) {
                    sources.add(new LaterPart(surveyed, () -> rows(index, surveyed, parser)));
                } else if (maxDisorder != null) {
                    long bound = maxDisorder.toNanos() / 1000;
                    sources.add(
                            new LaterPart(surveyed, () -> reordered(rows(index, surveyed, parser), surveyed, bound)));
                } else {
                    sorts.add(() -> sort(index, surveyed, parser));
                }
            }
        }
        sorts.forEach(Runnable::run);
        sorter.runs().forEach(run -> sources.add(new SortedRun(run)));
        return sources;
    }

    private RowSource viewed(int output, SurveyedOutput surveyed, OutputView view, RowParser parser, int firstPart) {
        ViewRowSource rows = ViewRowSource.open(output, surveyed, view, parser, firstPart, startMicros);
        views.add(rows);
        return rows;
    }

    private void sort(int index, SurveyedPart surveyed, RowParser parser) {
        try (PartRowSource rows = rows(index, surveyed, parser)) {
            while (rows.advance()) {
                spill.step();
                Row row = rows.head();
                if (row.tsMicros() >= startMicros && row.tsMicros() < endMicros) {
                    sorter.add(row);
                }
            }
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    LogText.quotePath(surveyed.path()) + " cannot be closed: " + e.getMessage(),
                    e);
        }
    }

    private ReorderWindow reordered(PartRowSource rows, SurveyedPart surveyed, long boundMicros) {
        return new ReorderWindow(rows, surveyed.path(), boundMicros, windows);
    }

    private PartRowSource rows(int index, SurveyedPart surveyed, RowParser parser) {
        return open.open(index, surveyed, parser, startMicros);
    }

    @Override
    public void close() throws IOException {
        IOException failure = new IOException("some of the open parts or spill files could not be closed");
        close(open, failure);
        views.forEach(view -> close(view, failure));
        if (merge != null) {
            close(merge, failure);
        }
        close(sorter, failure);
        close(spill, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    static void close(Closeable closeable, Throwable cause) {
        try {
            closeable.close();
        } catch (IOException | WspException e) {
            cause.addSuppressed(e);
        }
    }

    /** A part that is opened when its first row is due. */
    private record LaterPart(SurveyedPart part, Supplier<RowSource> opener) implements LaterSource {
        @Override
        public long firstMicros() {
            return part.firstMicros();
        }

        @Override
        public RowSource open() {
            return opener.get();
        }
    }

    /** A view that is opened when its first row is due. */
    private record LaterView(OutputView of, Supplier<RowSource> opener) implements LaterSource {
        @Override
        public long firstMicros() {
            return of.view().firstMicros();
        }

        @Override
        public RowSource open() {
            return opener.get();
        }
    }

    /** A sorted run, which is always due. */
    private record SortedRun(RowSource open) implements LaterSource {
        @Override
        public long firstMicros() {
            return Long.MIN_VALUE;
        }
    }
}
