package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.runner.report.SummaryJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a producer's work: a line of stdout for each READY, and log lines for what the engine does not log itself.
 * Called on the engine's thread; any thread may read the exit code.
 */
final class StreamReport implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");
    /** Number of lines of one kind before further ones are dropped. */
    private static final int LINES_OF_A_KIND = 10;
    /** A message that cannot be parsed may be a READY, so more of them are named. */
    private static final int UNREADABLE_LINES = 100;

    private final Stdout stdout;
    private final Runnable failed;
    private final Set<RunId> finished = ConcurrentHashMap.newKeySet();
    private volatile ExitCode exitCode = ExitCode.OK;
    private volatile boolean defect;
    /** The halts of runs whose summary follows. */
    private final Map<RunId, Violation> halts = new HashMap<>();

    private int ignoredLines;
    private int unreadableLines;
    private int untakenLines;

    /**
     * Creates a report.
     *
     * @param stdout receives a line for each READY
     * @param failed called on a defect that belongs to no run
     */
    StreamReport(Stdout stdout, Runnable failed) {
        this.stdout = stdout;
        this.failed = failed;
    }

    /** Returns {@link ExitCode#DEFECT} if there was a defect; otherwise the largest code of all READYs so far. */
    ExitCode exitCode() {
        return defect ? ExitCode.DEFECT : exitCode;
    }

    /** Returns whether the line of a run was printed. */
    boolean hasFinished(RunId runId) {
        return finished.contains(runId);
    }

    @Override
    public void onIgnored(StreamEvent.Ignored event) {
        ignoredLines++;
        if (ignoredLines <= LINES_OF_A_KIND) {
            LOG.info("ignored {}: {}", LogText.path(event.delivery()), event.reason());
        } else if (ignoredLines == LINES_OF_A_KIND + 1) {
            LOG.info("further ignored messages are not logged");
        }
    }

    @Override
    public void onUnreadable(StreamEvent.Unreadable event) {
        unreadableLines++;
        if (unreadableLines <= UNREADABLE_LINES) {
            LOG.warn(
                    "{} is not a complete message and is read again when it changes: {}{}",
                    LogText.path(event.delivery()),
                    event.reason(),
                    unreadableLines == UNREADABLE_LINES ? "; further such messages are not logged" : "");
        }
    }

    @Override
    public void onQuarantined(GateEvent.Quarantined event) {
        if (namesUntaken()) {
            LOG.warn(
                    "run {}: {} {} was quarantined by the gate: {}",
                    event.runId(),
                    event.eventType(),
                    event.eventId(),
                    LogText.quote(event.reasonCodes().toString()));
        }
    }

    @Override
    public void onDeadLettered(GateEvent.DeadLettered event) {
        if (namesUntaken()) {
            LOG.warn(
                    "run {}: {} {} was dead-lettered: {}",
                    event.runId(),
                    event.eventType(),
                    event.eventId(),
                    event.code());
        }
    }

    /** Counts a line and returns whether to log it. */
    private boolean namesUntaken() {
        untakenLines++;
        if (untakenLines == LINES_OF_A_KIND + 1) {
            LOG.warn("further quarantined and dead-lettered events are counted, not logged");
        }
        return untakenLines <= LINES_OF_A_KIND;
    }

    @Override
    public void onFinished(StreamEvent.Finished event) {
        RunSummary summary = event.summary();
        exitCode = exitCode.or(ExitCode.of(summary));
        if (summary.runId() != null && endsItsRun(summary)) {
            finished.add(summary.runId());
        }
        String run = summary.runId() == null ? "a READY without a valid run id" : "run " + summary.runId();
        Violation halt = summary.runId() == null ? null : halts.remove(summary.runId());
        boolean skipped = summary.status() == ReadyDisposition.SKIPPED;
        summary.violations().stream()
                .filter(violation -> !skipped && !isLoggedByTheEngine(violation, halt))
                .forEach(violation -> LOG.warn("{}: {}", run, violation));
        summary.notes().forEach(note -> LOG.info("{}: {}", run, note));
        stdout.line(SummaryJson.line(summary));
    }

    /** The engine warns of a halt when it happens, and logs each defect with its cause; a READY that it skips likewise. */
    private static boolean isLoggedByTheEngine(Violation violation, @Nullable Violation halt) {
        return violation.code() == ReasonCode.DEFECT || violation.equals(halt);
    }

    @Override
    public void onHalted(RunEvent.Halted event) {
        halts.put(event.runId(), event.violation());
    }

    /** The engine has already logged the cause. */
    @Override
    public void onFailed(StreamEvent.Failed event) {
        defect = true;
        if (event.runId() == null) {
            failed.run();
        }
    }

    /**
     * Returns whether the summary ends its run. A duplicate or a conflict, be it in the platform run only, ends its own
     * READY; the run that was announced first continues.
     */
    private static boolean endsItsRun(RunSummary summary) {
        return switch (summary.status()) {
            case COMPLETED, HALTED -> true;
            case REFUSED -> summary.reason() != ReasonCode.READY_CONFLICT && !isOfAnotherPlatformRun(summary);
            case DUPLICATE, SKIPPED -> false;
        };
    }

    private static boolean isOfAnotherPlatformRun(RunSummary summary) {
        return summary.violations().stream()
                .anyMatch(violation -> violation.code() == ReasonCode.RUN_ID_MISMATCH
                        && violation.path().equals("ready#/payload/platform_run_id"));
    }
}
