package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.runner.report.SummaryJson;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what a producer does: a line of stdout for each READY, log lines for people. Called on the engine's thread; the
 * collected exit code may be read by any.
 */
final class StreamReport implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");
    /** Of many of one kind the first are named. */
    private static final int LINES_OF_A_KIND = 10;

    private final Stdout stdout;
    private final Runnable failed;
    private final Set<RunId> finished = ConcurrentHashMap.newKeySet();
    private volatile ExitCode exitCode = ExitCode.OK;
    private volatile boolean defect;
    private int ignoredLines;
    private int quarantineLines;

    /**
     * @param stdout takes a line for each READY
     * @param failed called when something failed by a defect that no run answers for
     */
    StreamReport(Stdout stdout, Runnable failed) {
        this.stdout = stdout;
        this.failed = failed;
    }

    /** {@link ExitCode#DEFECT} if there was a defect; else the largest code of all READYs until now. */
    ExitCode exitCode() {
        return defect ? ExitCode.DEFECT : exitCode;
    }

    /** Whether a run has its line. */
    boolean hasFinished(RunId runId) {
        return finished.contains(runId);
    }

    @Override
    public void onIgnored(String delivery, String why) {
        ignoredLines++;
        if (ignoredLines <= LINES_OF_A_KIND) {
            LOG.info("passed over {}: {}", delivery, why);
        } else if (ignoredLines == LINES_OF_A_KIND + 1) {
            LOG.info("further messages that are not for WSP are passed over without a line");
        }
    }

    @Override
    public void onPlanned(StreamPlan plan) {
        LOG.info("run {}: plan {}, outputs {}", plan.pins().runId(), plan.digest(), outputs(plan));
    }

    @Override
    public void onStarted(RunId runId, EventCounts events) {
        LOG.info("run {}: up to {} events, streaming", runId, events.planned());
    }

    @Override
    public void onQuarantined(RunId runId, OutputId eventType, EventId eventId, List<String> reasonCodes) {
        if (namesQuarantine()) {
            LOG.warn(
                    "run {}: {} {} is in quarantine: {}",
                    runId,
                    eventType,
                    eventId,
                    LogText.quote(reasonCodes.toString()));
        }
    }

    @Override
    public void onSetAside(RunId runId, OutputId eventType, EventId eventId, ReasonCode code) {
        if (namesQuarantine()) {
            LOG.warn("run {}: {} {} is set aside: {}", runId, eventType, eventId, code);
        }
    }

    /** Whether one more is named: of many the counts say more. */
    private boolean namesQuarantine() {
        quarantineLines++;
        if (quarantineLines == LINES_OF_A_KIND + 1) {
            LOG.warn("further quarantines are counted, not named");
        }
        return quarantineLines <= LINES_OF_A_KIND;
    }

    @Override
    public void onFinished(RunSummary summary) {
        exitCode = exitCode.or(ExitCode.of(summary));
        if (summary.runId() != null && endsItsRun(summary)) {
            finished.add(summary.runId());
        }
        String run = summary.runId() == null ? "a READY without a usable run id" : "run " + summary.runId();
        LOG.info(
                "{}: {}, {} of {} events settled",
                run,
                summary.status(),
                summary.events().settled(),
                summary.events().planned());
        summary.violations().forEach(violation -> LOG.warn("{}: {}", run, violation));
        summary.notes().forEach(note -> LOG.info("{}: {}", run, note));
        stdout.line(SummaryJson.line(summary));
    }

    /** What it was is in the log already. */
    @Override
    public void onFailed(@Nullable RunId runId, Throwable cause) {
        defect = true;
        if (runId == null) {
            failed.run();
        }
    }

    /** A duplicate or a conflict ends its own READY; the run that was announced first goes on. */
    private static boolean endsItsRun(RunSummary summary) {
        return switch (summary.status()) {
            case COMPLETED, HALTED -> true;
            case REFUSED -> summary.reason() != ReasonCode.READY_CONFLICT;
            case DUPLICATE -> false;
        };
    }

    private static List<OutputId> outputs(StreamPlan plan) {
        return plan.targets().stream().map(StreamPlan.Target::outputId).toList();
    }
}
