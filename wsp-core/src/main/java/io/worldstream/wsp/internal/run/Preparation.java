package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.ReadySignal;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.join.JoinResult;
import io.worldstream.wsp.internal.join.JoinSurface;
import io.worldstream.wsp.internal.join.RunFacts;
import io.worldstream.wsp.internal.order.RowFaults;
import io.worldstream.wsp.internal.order.WorldRows;
import io.worldstream.wsp.internal.plan.Planner;
import io.worldstream.wsp.internal.rows.JsonLinesFormat;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.internal.survey.Surveyor;
import java.util.ArrayList;
import java.util.List;

/**
 * From a READY to a surveyed plan and its rows: the way that a run, an explanation and a preview have in common. Blocks on
 * the oracle. Immutable; any thread may use it.
 */
public final class Preparation {
    private final OracleReader oracle;
    private final StreamPolicy policy;
    private final List<RowFormat> formats;
    private final JoinSurface joinSurface;
    private final Planner planner;
    private final Surveyor surveyor;

    /**
     * @param oracle where references lead
     * @param catalogue what outputs there are
     * @param policy what the host decided
     * @param formats row formats of the host, asked before JSON Lines
     */
    public Preparation(OracleReader oracle, Catalogue catalogue, StreamPolicy policy, List<RowFormat> formats) {
        this.oracle = oracle;
        this.policy = policy;
        this.formats = new ArrayList<>(formats);
        this.formats.add(new JsonLinesFormat());
        this.joinSurface = new JoinSurface(oracle, catalogue, policy);
        this.planner = new Planner(policy);
        this.surveyor = new Surveyor(oracle, this.formats, policy.limits());
    }

    /** Checks a READY and derives its plan. */
    public Planning plan(ReadySignal ready) {
        JoinResult joined = joinSurface.check(ready);
        if (joined instanceof JoinResult.Refused refused) {
            return new Planning.Refused(refused.violations());
        }
        RunFacts facts = ((JoinResult.Joined) joined).facts();
        return new Planning.Planned(
                planner.plan(facts),
                facts.targets().stream().map(RunFacts.TrafficTarget::parts).toList());
    }

    /** Reads the whole world of a plan once. */
    public SurveyResult survey(Planning.Planned planned) {
        return surveyor.survey(planned.plan(), planned.parts());
    }

    /** Opens the rows of a surveyed plan; what is wrong with one now is thrown. */
    public WorldRows open(StreamPlan plan, Survey survey) {
        return WorldRows.open(oracle, formats, policy.limits(), plan, survey.outputs(), RowFaults.FATAL);
    }

    /** A framer for the plan. */
    public EnvelopeFramer framer(StreamPlan plan, boolean stampEmittedAt) {
        return new EnvelopeFramer(plan, stampEmittedAt);
    }

    /** What a READY leads to. */
    public sealed interface Planning {
        /**
         * A plan.
         *
         * @param plan the plan
         * @param parts for each of its targets, the parts that its locator names
         */
        record Planned(StreamPlan plan, List<List<OraclePart>> parts) implements Planning {
            public Planned {
                parts = List.copyOf(parts);
            }
        }

        /**
         * A refusal.
         *
         * @param violations what was found, at least one
         */
        record Refused(List<Violation> violations) implements Planning {
            public Refused {
                violations = List.copyOf(violations);
            }
        }
    }
}
