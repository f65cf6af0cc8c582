package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.lease.RunRecord;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.internal.source.EventReader;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.AdmissionPolicy;
import io.worldstream.wsp.policy.DurationText;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.IdleGaps;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds run summaries and the violations that they share. */
public final class Summaries {
    private static final String PLATFORM_RUN = "ready#/payload/platform_run_id";

    private Summaries() {}

    /** Returns the summary of a READY of which nothing was streamed. */
    public static RunSummary withoutStream(@Nullable RunId runId, RunOutcome outcome) {
        List<String> notes = outcome instanceof RunOutcome.Duplicate duplicate
                ? List.of("this run " + duplicate.state() + " already")
                : List.of();
        return withoutStream(runId, dispositionOf(outcome), outcome.violations(), null, notes);
    }

    /** Returns the summary of a READY of which nothing was streamed, with the plan's digest and notes. */
    static RunSummary withoutStream(
            @Nullable RunId runId,
            ReadyDisposition status,
            List<Violation> violations,
            @Nullable Hex64 planDigest,
            List<String> notes) {
        return RunSummary.builder(status)
                .runId(runId)
                .violations(violations)
                .planDigest(planDigest)
                .notes(notes)
                .build();
    }

    /** Returns the summary of a surveyed plan whose events were read but not pushed. */
    static RunSummary dryRun(StreamPlan plan, Survey survey, EventReader events, @Nullable Hex64 streamDigest) {
        return RunSummary.builder(ReadyDisposition.COMPLETED)
                .runId(plan.pins().runId())
                .planDigest(plan.digest())
                .streamDigest(streamDigest)
                .events(EventCounts.builder()
                        .planned(events.events())
                        .collapsed(events.collapsed())
                        .badRows(survey.badRows())
                        .build())
                .eventTimes(instant(survey.firstMicros()), instant(survey.lastMicros()))
                .notes(dryRunNotes(plan, survey))
                .build();
    }

    /** Returns an earlier halt with new violations, for a run that cannot be resumed for another reason. */
    public static RunSummary halted(RunSummary before, List<Violation> violations) {
        return before.toBuilder()
                .status(ReadyDisposition.HALTED)
                .violations(violations)
                .build();
    }

    /** Returns the violation of a READY or run that failed because of a defect. */
    public static Violation defect(Throwable cause) {
        return new Violation(
                ReasonCode.DEFECT,
                "run",
                "failed because of a defect in an adapter, in the host or in WSP: " + LogText.quote(cause.toString())
                        + "; see the log for the stack trace");
    }

    /** Returns the violation of a run that another host holds. */
    static Violation leaseHeld(RunId run, @Nullable String holder) {
        return new Violation(
                ReasonCode.LEASE_HELD,
                "run",
                "run " + run + " is held by " + (holder == null ? "another host" : holder)
                        + "; under policy.on_lease_held: leave, this host leaves it alone");
    }

    /**
     * Returns the violation of a run that another host may hold.
     *
     * @param settled the number of events in its settled prefix
     */
    static Violation leaseLost(long settled) {
        return new Violation(
                ReasonCode.LEASE_LOST,
                "stream#event=" + (settled + 1),
                "the lease of the run was not renewed in time, or another host took it");
    }

    /** Returns the violation of a run whose saved record could not be read or written. */
    static Violation unsaved(WspException failure) {
        return new Violation(failure.code(), "checkpoint", failure.getMessage());
    }

    /** Returns the violation of a run of which an action could not be recorded in the audit trail. */
    static Violation unrecorded(WspException failure) {
        return new Violation(failure.code(), "audit", failure.getMessage());
    }

    /**
     * Returns the violation of a run whose plan is no longer that of its saved record.
     *
     * @param digest the plan's digest now
     * @param wayOut what to restore the first plan for, or do instead; of the first plan only the digest is known
     */
    static Violation planChanged(RunRecord kept, Hex64 digest, String wayOut) {
        return new Violation(
                ReasonCode.CHECKPOINT_MISMATCH,
                "checkpoint#/plan_digest",
                "the run began under plan " + kept.plan().digest() + ", but its plan is now " + digest
                        + ": facts view, catalogue or policy have changed since; undo the changes until wsp explain"
                        + " shows the first plan digest " + wayOut);
    }

    /**
     * Returns the violation of a READY that contradicts an earlier one: {@code RUN_ID_MISMATCH} if they differ only in
     * the platform run, otherwise {@code READY_CONFLICT}.
     */
    public static Violation conflict(ReadySignal earlier, ReadySignal later) {
        PlatformAnnouncement first = earlier.announcement();
        PlatformAnnouncement second = later.announcement();
        boolean elsewhere = earlier.isOfAnotherPlatformRunThan(later);
        String firstRun = first == null ? "" : LogText.quote(first.platformRunId());
        String secondRun = second == null ? "" : LogText.quote(second.platformRunId());
        if (elsewhere && earlier.announcesSameAs(later)) {
            return new Violation(
                    ReasonCode.RUN_ID_MISMATCH,
                    PLATFORM_RUN,
                    "is " + secondRun + ", but the run was first announced from platform run " + firstRun);
        }
        return new Violation(
                ReasonCode.READY_CONFLICT,
                "ready#/payload",
                "differs from the first announcement, which remains valid: facts_view_ref "
                        + LogText.quote(earlier.factsViewRef()) + ", bundle_hash " + earlier.bundleHash()
                        + (elsewhere
                                ? "; the first is from platform run " + firstRun + ", this one from " + secondRun
                                : ""));
    }

    /** Returns the violation of a READY of another platform run than the one to which the host is bound. */
    public static Violation outOfScope(ReadySignal ready, AdmissionPolicy policy) {
        PlatformAnnouncement announcement = Objects.requireNonNull(ready.announcement(), "announcement");
        return new Violation(
                ReasonCode.RUN_NOT_ALLOWED,
                PLATFORM_RUN,
                "is " + LogText.quote(announcement.platformRunId())
                        + ", but security.platform_run_id binds this host to "
                        + LogText.quote(String.valueOf(policy.platformRunId())));
    }

    /**
     * Returns the summary of a run that streamed, from its resumed position if it has one.
     *
     * @param kept the record from which the run resumed, or null if it started from its first event
     * @param store where the run's record and its dead letters are saved
     */
    static RunSummary streamed(
            RunOutcome outcome,
            StreamPlan plan,
            RunStream stream,
            @Nullable RunRecord kept,
            Pacer pacer,
            RunStore store) {
        ReadyDisposition status = dispositionOf(outcome);
        Survey survey = stream.survey();
        EventCounts counts = stream.counts();
        return RunSummary.builder(status)
                .runId(plan.pins().runId())
                .violations(outcome.violations())
                .planDigest(plan.digest())
                .streamDigest(stream.digest())
                .events(counts)
                .eventTimes(instant(survey.firstMicros()), instant(survey.lastMicros()))
                .lateness(pacer.lateness())
                .idleGaps(pacer.idleGaps())
                .speed(pacer.speedup(), stream.meter().achievedSpeed())
                .notes(withGaps(notes(status, plan, survey, counts, kept, store), pacer.idleGaps()))
                .build();
    }

    private static List<String> withGaps(List<String> notes, IdleGaps gaps) {
        if (gaps.count() > 0) {
            notes.add(LogText.count(gaps.count(), "idle gap") + " of this stream "
                    + (gaps.count() == 1 ? "was" : "were") + " shortened, by " + DurationText.of(gaps.skipped())
                    + " of wall time in total (policy.idle_gap)");
        }
        return notes;
    }

    /**
     * Returns the summary of a run that was taken but did not stream. A halt reports the position of the earlier
     * stream.
     *
     * @param plan the plan, or null if there was none
     * @param kept the saved record of the run, or null if it has none
     * @param store where the run's record and its dead letters are saved
     */
    static RunSummary notStreamed(
            RunId runId, RunOutcome outcome, @Nullable StreamPlan plan, @Nullable RunRecord kept, RunStore store) {
        ReadyDisposition status = dispositionOf(outcome);
        RunSummary.Builder summary = RunSummary.builder(status)
                .runId(runId)
                .violations(outcome.violations())
                .planDigest(plan == null ? null : plan.digest());
        EventCounts counts = EventCounts.NONE;
        if (kept != null && status == ReadyDisposition.HALTED && kept.cursor().events() > 0) {
            counts = kept.counts();
            summary.events(counts).streamDigest(new StreamDigest(kept.cursor().digest()).value());
        }
        summary.notes(notes(status, plan, null, counts, kept, store));
        return summary.build();
    }

    private static ReadyDisposition dispositionOf(RunOutcome outcome) {
        return Objects.requireNonNull(outcome.disposition(), "a run that continues later has no summary");
    }

    private static List<String> dryRunNotes(StreamPlan plan, Survey survey) {
        List<String> notes = new ArrayList<>(plan.notes());
        Violation first = survey.firstBadRow();
        if (first != null) {
            notes.add(LogText.count(survey.badRows(), "row") + " cannot be framed and would be dead-lettered: first at "
                    + first.path() + ", " + first.code());
        }
        return notes;
    }

    private static List<String> notes(
            ReadyDisposition status,
            @Nullable StreamPlan plan,
            @Nullable Survey survey,
            EventCounts counts,
            @Nullable RunRecord kept,
            RunStore store) {
        List<String> notes = new ArrayList<>(plan == null ? List.of() : plan.notes());
        Violation first = survey == null ? null : survey.firstBadRow();
        if (survey != null && first != null) {
            notes.add(LogText.count(survey.badRows(), "row") + " could not be framed and "
                    + (survey.badRows() == 1 ? "was" : "were") + " dead-lettered: first at " + first.path() + ", "
                    + first.code());
        }
        if (kept != null && kept.cursor().events() > 0 && counts.settled() > 0) {
            notes.add("the run resumed after event " + kept.cursor().events() + "; the counts cover the whole run");
        }
        if (counts.collapsed() > 0) {
            notes.add(LogText.count(counts.collapsed(), "row") + " repeated another row byte for byte and "
                    + (counts.collapsed() == 1 ? "was" : "were") + " left out");
        }
        if (counts.quarantined() > 0) {
            RunId run = kept == null
                    ? Objects.requireNonNull(plan).pins().runId()
                    : kept.ready().runId();
            notes.add(quarantined(counts.quarantined(), store.deadLettersOf(run).orElse(null)));
        }
        if (status == ReadyDisposition.COMPLETED && counts.planned() > 0 && counts.duplicate() == counts.planned()) {
            notes.add("the gate already had every event: event ids do not depend on the run, so every event of a second"
                    + " run of the same world is a duplicate");
        }
        if (status == ReadyDisposition.HALTED) {
            notes.add(counts.settled() + " of " + LogText.count(counts.planned(), "event")
                    + (counts.settled() == 1 ? " has" : " have") + " a terminal outcome; "
                    + (store.durable()
                            ? "resumeHalted(), or wsp run --resume, resumes the run from its checkpoint"
                            : "the next start of this run begins at its first event, and the gate answers DUPLICATE for"
                                    + " events that it already has"));
        }
        return notes;
    }

    private static String quarantined(long events, @Nullable String place) {
        return LogText.count(events, "event") + (events == 1 ? " was" : " were") + " quarantined by the gate; "
                + (place == null
                        ? "this host has no store of dead letters (dead_letter.root), so only the gate has a record"
                        : "the reasons are in " + place + ": wsp quarantine list prints them, and wsp redrive sends the"
                                + " events again");
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
