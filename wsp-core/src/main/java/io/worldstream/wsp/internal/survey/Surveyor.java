package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.order.EventTimeMerge;
import io.worldstream.wsp.internal.order.RowFaults;
import io.worldstream.wsp.internal.order.WorldRows;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.seal.ContentSeal;
import io.worldstream.wsp.internal.seal.SealedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a plan's world twice before the first event leaves: once all bytes, to verify the digests; once all rows, in the
 * one order, to find every row that could not become an event. No row is read from bytes that are not verified (I4), and
 * what is wrong with a row is a refusal, not a halt (I11).
 *
 * <p>Blocks on the oracle, for as long as the world takes to read. Any thread may use it.
 */
public final class Surveyor {
    private final OracleReader oracle;
    private final List<RowFormat> formats;
    private final Limits limits;

    /**
     * @param oracle where the parts are
     * @param formats how rows may be stored, the first that recognises a part counts
     * @param limits the budgets
     */
    public Surveyor(OracleReader oracle, List<RowFormat> formats, Limits limits) {
        this.oracle = oracle;
        this.formats = List.copyOf(formats);
        this.limits = limits;
    }

    /**
     * Surveys a plan.
     *
     * @param plan the plan
     * @param parts for each target of the plan, in its order, the parts that its locator names
     */
    public SurveyResult survey(StreamPlan plan, List<List<OraclePart>> parts) {
        List<Violation> violations = new ArrayList<>();
        List<SealedOutput> outputs = new ArrayList<>();
        ContentSeal seal = new ContentSeal(oracle);
        for (int i = 0; i < plan.targets().size(); i++) {
            Target target = plan.targets().get(i);
            try {
                outputs.add(seal.verify(target, parts.get(i)));
            } catch (WspException e) {
                violations.add(new Violation(e.code(), target.locatorPath(), e.getMessage()));
            }
        }
        return violations.isEmpty() ? readRows(plan, outputs) : new SurveyResult.Refused(violations);
    }

    private SurveyResult readRows(StreamPlan plan, List<SealedOutput> outputs) {
        RowFaults.Collected faults = new RowFaults.Collected(limits.maxRowViolations());
        long events = 0;
        Long first = null;
        Long last = null;
        try (WorldRows rows = WorldRows.open(oracle, formats, limits, plan, outputs, faults)) {
            EventTimeMerge merge = rows.merge();
            for (Row row = merge.next(); row != null && !faults.full(); row = merge.next()) {
                events++;
                first = first == null ? (Long) row.tsMicros() : first;
                last = row.tsMicros();
            }
            if (faults.violations().isEmpty()) {
                return new SurveyResult.Surveyed(new Survey(outputs, events, merge.collapsed(), first, last));
            }
        } catch (WspException e) {
            faults.onFault(new Violation(e.code(), "stream", e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("faults of reading are the parts' own to report", e);
        }
        return new SurveyResult.Refused(faults.violations());
    }
}
