package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.source.EventReader;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds run summaries and the violations that they share. */
public final class Summaries {
    private Summaries() {}

    /** Returns the summary of a READY of which nothing was streamed. */
    public static RunSummary withoutStream(@Nullable RunId runId, ReadyDisposition status, List<Violation> violations) {
        return withoutStream(runId, status, violations, null, List.of());
    }

    /** Returns the summary of a READY of which nothing was streamed, with the plan's digest and notes. */
    public static RunSummary withoutStream(
            @Nullable RunId runId,
            ReadyDisposition status,
            List<Violation> violations,
            @Nullable Hex64 planDigest,
            List<String> notes) {
        return new RunSummary(
                runId,
                status,
                reason(violations),
                violations,
                planDigest,
                null,
                EventCounts.NONE,
                null,
                null,
                Lateness.none(),
                null,
                null,
                notes);
    }

    /** Returns the summary of a surveyed plan whose events were read but not pushed. */
    static RunSummary dryRun(StreamPlan plan, Survey survey, EventReader events, @Nullable Hex64 streamDigest) {
        return new RunSummary(
                plan.pins().runId(),
                ReadyDisposition.COMPLETED,
                null,
                List.of(),
                plan.digest(),
                streamDigest,
                new EventCounts(events.events(), 0, 0, 0, 0, 0, 0, events.collapsed(), survey.badRows()),
                instant(survey.firstMicros()),
                instant(survey.lastMicros()),
                Lateness.none(),
                null,
                null,
                dryRunNotes(plan, survey));
    }

    /** Returns the summary of a READY for a run that is already streamed or complete. */
    public static RunSummary duplicate(RunId runId, String state) {
        return withoutStream(
                runId, ReadyDisposition.DUPLICATE, List.of(), null, List.of("this run " + state + " already"));
    }

    /** Returns an earlier halt with new violations, for a run that cannot be resumed for another reason. */
    public static RunSummary halted(RunSummary before, List<Violation> violations) {
        return new RunSummary(
                before.runId(),
                ReadyDisposition.HALTED,
                reason(violations),
                violations,
                before.planDigest(),
                before.streamDigest(),
                before.events(),
                before.firstEventTime(),
                before.lastEventTime(),
                before.lateness(),
                before.speed(),
                before.achievedSpeed(),
                before.notes());
    }

    /** Returns the violation of a READY or run that failed because of a defect. */
    public static Violation defect(Throwable cause) {
        return new Violation(
                ReasonCode.DEFECT,
                "run",
                "failed because of a defect in an adapter, in the host or in WSP: " + LogText.quote(cause.toString())
                        + "; see the log for the stack trace");
    }

    /** Returns the violation of a READY whose content differs from an earlier one. */
    public static Violation conflict(ReadySignal earlier) {
        return new Violation(
                ReasonCode.READY_CONFLICT,
                "ready#/payload",
                "differs from the first announcement, which remains valid: facts_view_ref "
                        + LogText.quote(earlier.factsViewRef()) + ", bundle_hash " + earlier.bundleHash());
    }

    /**
     * Returns the summary of a run that was taken.
     *
     * @param stream the stream, or null if none started: a halt then reports the counts of the earlier stream
     * @param from the cursor from which the run resumed
     * @param planned the number of events that the earlier stream planned
     * @param badRows the number of rows that the earlier stream dead-lettered
     * @param durable whether the checkpoint outlasts the process
     */
    static RunSummary of(
            RunId runId,
            ReadyDisposition status,
            List<Violation> violations,
            @Nullable StreamPlan plan,
            @Nullable RunStream stream,
            Cursor from,
            long planned,
            long badRows,
            Pacer pacer,
            boolean durable) {
        boolean earlier = stream == null && status == ReadyDisposition.HALTED && from.events() > 0;
        EventCounts counts = earlier ? from.counts(planned, badRows) : EventCounts.NONE;
        counts = stream == null ? counts : stream.counts();
        Hex64 digest = earlier ? new StreamDigest(from.digest()).value() : null;
        return new RunSummary(
                runId,
                status,
                reason(violations),
                violations,
                plan == null ? null : plan.digest(),
                stream == null ? digest : stream.digest(),
                counts,
                stream == null ? null : instant(stream.survey().firstMicros()),
                stream == null ? null : instant(stream.survey().lastMicros()),
                pacer.lateness(),
                stream == null ? null : pacer.speedup(),
                stream == null ? null : stream.meter().achievedSpeed(),
                notes(status, plan, stream == null ? null : stream.survey(), counts, from, durable));
    }

    private static List<String> dryRunNotes(StreamPlan plan, Survey survey) {
        List<String> notes = new ArrayList<>(plan.notes());
        Violation first = survey.firstBadRow();
        if (first != null) {
            notes.add(survey.badRows() + " rows cannot be framed and would be dead-lettered: first at " + first.path()
                    + ", " + first.code());
        }
        return notes;
    }

    private static List<String> notes(
            ReadyDisposition status,
            @Nullable StreamPlan plan,
            @Nullable Survey survey,
            EventCounts counts,
            Cursor from,
            boolean durable) {
        List<String> notes = new ArrayList<>(plan == null ? List.of() : plan.notes());
        Violation first = survey == null ? null : survey.firstBadRow();
        if (survey != null && first != null) {
            notes.add(survey.badRows() + " rows could not be framed and were dead-lettered: first at " + first.path()
                    + ", " + first.code());
        }
        if (from.events() > 0 && counts.settled() > 0) {
            notes.add("the run resumed after event " + from.events() + "; the counts cover the whole run");
        }
        if (counts.collapsed() > 0) {
            notes.add(counts.collapsed() + " rows repeated another row byte for byte and were left out");
        }
        if (status == ReadyDisposition.COMPLETED && counts.planned() > 0 && counts.duplicate() == counts.planned()) {
            notes.add("the gate already had every event: event ids do not depend on the run, so every event of a second"
                    + " run of the same world is a duplicate");
        }
        if (status == ReadyDisposition.HALTED) {
            notes.add(counts.settled() + " of " + counts.planned() + " events have a terminal outcome; "
                    + (durable
                            ? "resumeHalted(), or wsp run --resume, resumes the run from its checkpoint"
                            : "the next start of this run begins at its first event, and the gate answers DUPLICATE for"
                                    + " events that it already has"));
        }
        return notes;
    }

    private static @Nullable ReasonCode reason(List<Violation> violations) {
        return violations.isEmpty() ? null : violations.get(0).code();
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
