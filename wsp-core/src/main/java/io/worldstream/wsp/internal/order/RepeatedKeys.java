package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedOutput;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.TrafficWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds keys that occur twice in an output of a surveyed world, at any event times (contracts 11). Sorts the world by
 * key. One thread; blocks on the oracle and on the spill space.
 */
public final class RepeatedKeys {
    private final WorldAccess access;
    private final StreamPlan plan;
    private final List<SurveyedPart> parts;
    private Survey survey;
    private final int most;

    /**
     * @param access access to the world
     * @param plan the plan
     * @param survey the survey of the world
     */
    public RepeatedKeys(WorldAccess access, StreamPlan plan, Survey survey) {
        this.access = access;
        this.plan = plan;
        this.survey = survey;
        this.parts = survey.parts().toList();
        this.most = access.limits().maxRowViolations();
    }

    /**
     * Returns a violation for each row of the window that has the key of another, up to the limit; identical rows of
     * one instant are none.
     */
    public List<Violation> find() throws IOException {
        while (true) {
            try {
                return findInAll();
            } catch (LostViewException e) {
                SurveyedOutput output = survey.outputs().get(e.output());
                Objects.requireNonNull(output.view()).leave(output, e.failure());
                survey = survey.withoutView(e.output());
            }
        }
    }

    private List<Violation> findInAll() throws IOException {
        try (Spill spill = new Spill(access.spill(), plan.pins().runId(), access.cancellation());
                RowSorter sorter = new RowSorter(
                        RowOrder.KEY,
                        access.limits().sortBytes(),
                        spill,
                        "the rows whose keys are compared take more memory to sort than limits.sort_bytes allows");
                OpenParts open = new OpenParts(access)) {
            addRows(open, sorter, spill);
            return repeated(sorter, spill);
        }
    }

    private void addRows(OpenParts open, RowSorter sorter, Spill spill) throws IOException {
        TrafficWindow window = plan.window();
        long start = window == null ? Long.MIN_VALUE : EventTimeText.micros(window.start());
        long end = window == null ? Long.MAX_VALUE : EventTimeText.micros(window.end());
        int part = 0;
        for (int output = 0; output < survey.outputs().size(); output++) {
            RowParser parser = access.parser(plan, output, FlowKey.NONE);
            SurveyedOutput surveyed = survey.outputs().get(output);
            if (surveyed.view() != null) {
                try (ViewRowSource rows = ViewRowSource.open(output, surveyed, surveyed.view(), parser, part, start)) {
                    addRows(rows, sorter, spill, start, end);
                }
                part += surveyed.parts().size();
            } else {
                for (SurveyedPart each : surveyed.parts()) {
                    addRows(open.open(part++, each, parser, start), sorter, spill, start, end);
                }
            }
        }
    }

    private static void addRows(RowSource rows, RowSorter sorter, Spill spill, long start, long end) {
        while (rows.advance()) {
            spill.step();
            Row row = rows.head();
            if (row.tsMicros() >= start && row.tsMicros() < end) {
                sorter.add(row);
            }
        }
    }

    private List<Violation> repeated(RowSorter sorter, Spill spill) {
        List<Violation> violations = new ArrayList<>();
        SourceHeap heap = new SourceHeap(RowOrder.KEY);
        for (RowSource run : sorter.runs()) {
            if (run.advance()) {
                heap.add(run);
            }
        }
        Row before = new Row();
        Row spare = new Row();
        boolean first = true;
        while (!heap.isEmpty() && violations.size() < most) {
            spill.step();
            Row row = heap.top().takeHead(spare);
            heap.advanceTop();
            boolean sameKey = !first && row.outputIndex() == before.outputIndex() && row.compareKey(before) == 0;
            if (sameKey && !(row.tsMicros() == before.tsMicros() && row.sameText(before))) {
                violations.add(new Violation(
                        ReasonCode.DUPLICATE_KEY_CONFLICT,
                        place(row),
                        "has event time " + EventTimeText.format(row.tsMicros()) + " and the key of "
                                + place(before)
                                + ", which has event time " + EventTimeText.format(before.tsMicros())));
            }
            spare = before;
            before = row;
            first = false;
        }
        return violations;
    }

    private String place(Row row) {
        return PartRowSource.place(parts.get(row.part()).path(), row.number());
    }
}
