package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.RunSummary;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The summaries that a process owes: one for each READY that it accepted (I13). One thread. */
final class SimSummaries {
    private final SimChecks checks;
    private final Map<RunId, OfRun> runs = new HashMap<>();
    /** The number of requests to resume halted runs. */
    private int asked;

    SimSummaries(SimChecks checks) {
        this.checks = checks;
    }

    /** Called when the bus delivers a message. */
    void onDelivered(RunId run) {
        of(run).owed++;
    }

    /** Called when the process is asked to resume halted runs. */
    void onResumeHalted() {
        asked++;
    }

    /** Called when a run ends without a summary: its READY has one once the run was resumed, here or elsewhere. */
    void onStopped(RunId stopped) {
        OfRun run = of(stopped);
        if (run.owed > 0) {
            run.owed--;
            run.later++;
        }
    }

    /** Called when the process reports the result of a READY. */
    void onSummary(RunSummary summary) {
        OfRun run = of(Objects.requireNonNull(summary.runId()));
        boolean damaged = summary.reason() == ReasonCode.CHECKPOINT_CORRUPT;
        if (run.owed > 0) {
            run.owed--;
        } else if (run.later > 0) {
            run.later--;
        } else if (!damaged && ++run.unasked > 1 + asked) {
            checks.broken("I13", "a summary without a READY: " + summary.status());
        }
    }

    /** Returns whether a READY has no summary yet, for example because its refusal is still being recorded. */
    boolean owes() {
        return runs.values().stream().anyMatch(run -> run.owed != 0);
    }

    /** Checks, once the process is idle, that none is owed. */
    void checkAtRest() {
        runs.forEach((run, each) -> {
            if (each.owed != 0) {
                checks.broken("I13", each.owed + " READYs of run " + run + " were accepted but have no summary");
            }
        });
    }

    private OfRun of(RunId run) {
        return runs.computeIfAbsent(run, key -> new OfRun());
    }

    private static final class OfRun {
        /** READYs without a summary so far. */
        private int owed;
        /** READYs of a run that was stopped. */
        private int later;
        /** Summaries without a READY: one if the process took up the run at its start, and one per resume request. */
        private int unasked;
    }
}
