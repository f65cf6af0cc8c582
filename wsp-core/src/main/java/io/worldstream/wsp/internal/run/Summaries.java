package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.EventCounts;
import io.worldstream.wsp.Lateness;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.pace.Pacer;
import io.worldstream.wsp.internal.push.Dispatcher;
import io.worldstream.wsp.internal.survey.Survey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts summaries together. */
final class Summaries {
    private Summaries() {}

    /** A READY of which nothing was streamed. */
    static RunSummary withoutStream(@Nullable RunId runId, RunStatus status, List<Violation> violations) {
        return withoutStream(runId, status, violations, null, List.of());
    }

    static RunSummary withoutStream(
            @Nullable RunId runId,
            RunStatus status,
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

    /** A surveyed plan whose events were read and not pushed. */
    static RunSummary rehearsed(StreamPlan plan, Survey survey, EventReader events, @Nullable Hex64 streamDigest) {
        return new RunSummary(
                plan.pins().runId(),
                RunStatus.COMPLETED,
                null,
                List.of(),
                plan.digest(),
                streamDigest,
                new EventCounts(events.events(), 0, 0, 0, 0, 0, events.collapsed()),
                instant(survey.firstMicros()),
                instant(survey.lastMicros()),
                Lateness.none(),
                null,
                null,
                plan.notes());
    }

    static RunSummary of(
            RunId runId,
            RunStatus status,
            List<Violation> violations,
            @Nullable StreamPlan plan,
            @Nullable Survey survey,
            EventCounts counts,
            Dispatcher dispatcher,
            Pacer pacer,
            StreamMeter meter) {
        boolean streamed = survey != null;
        return new RunSummary(
                runId,
                status,
                reason(violations),
                violations,
                plan == null ? null : plan.digest(),
                streamed ? dispatcher.prefixDigest() : null,
                counts,
                survey == null ? null : instant(survey.firstMicros()),
                survey == null ? null : instant(survey.lastMicros()),
                pacer.lateness(),
                streamed ? pacer.speedup() : null,
                meter.achievedSpeed(),
                notes(status, plan, counts));
    }

    private static List<String> notes(RunStatus status, @Nullable StreamPlan plan, EventCounts counts) {
        List<String> notes = new ArrayList<>(plan == null ? List.of() : plan.notes());
        if (counts.collapsed() > 0) {
            notes.add(counts.collapsed() + " rows repeated another row byte for byte and were left out");
        }
        if (status == RunStatus.COMPLETED && counts.planned() > 0 && counts.duplicate() == counts.planned()) {
            notes.add(
                    "the gate knew every event already: event ids do not depend on the run, so a second run of one world"
                            + " is a duplicate throughout");
        }
        if (status == RunStatus.HALTED) {
            notes.add(counts.settled() + " of " + counts.planned()
                    + " events have a terminal outcome; a new start of this run begins at its first event, and the gate"
                    + " answers DUPLICATE for what it has");
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
