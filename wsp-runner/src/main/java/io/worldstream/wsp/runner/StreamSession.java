package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunControl;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.EngineKeys;
import io.worldstream.wsp.runner.config.WspConfig;
import io.worldstream.wsp.runner.control.ControlSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams the runs that the control bus announces, with progress, until done or stopped. */
final class StreamSession {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");

    private final Host host;
    private final WspConfig config;
    private final Consumer<String> onStopped;

    /**
     * Creates a session.
     *
     * @param onStopped receives a line for each run that is cut short, about where it stands
     */
    StreamSession(Host host, WspConfig config, Consumer<String> onStopped) {
        this.host = host;
        this.config = config;
        this.onStopped = onStopped;
    }

    /**
     * Streams.
     *
     * @param once whether to end once every message on the bus has been handled
     * @param resume whether to resume halted runs
     * @param restart runs to stream from the start of their window
     * @return {@link ExitCode#DEFECT} if there was a defect; otherwise the largest code of all READYs, with {@link
     *     ExitCode#HALTED} for a run that was in progress at the stop request, or that had halted and still waits at
     *     the end of {@code once}; {@link ExitCode#REFUSED}, with nothing streamed, if a run of {@code restart} cannot
     *     start over
     */
    ExitCode run(boolean once, boolean resume, List<RunId> restart) throws IOException {
        try (Composition composition = new Composition(config, host.environment())) {
            return run(composition, once, resume, restart);
        }
    }

    private ExitCode run(Composition composition, boolean once, boolean resume, List<RunId> restart)
            throws IOException {
        composition.requireFoldersOfARun();
        SavedRuns runs = composition.savedRuns();
        Clock clock = new SystemClock();
        CompletableFuture<Void> failed = new CompletableFuture<>();
        StreamReport report = new StreamReport(host.stdout(), () -> failed.complete(null));
        RunLedger ledger = runs.ledger(clock);
        Restarts restarts = new Restarts(host, runs, clock);
        boolean free = true;
        for (RunId run : restart) {
            free &= restarts.restart(run);
        }
        if (!free) {
            return ExitCode.REFUSED;
        }
        List<RunId> waiting = resume ? List.of() : sayWhatWaits(ledger);
        try (IngressSink gate = composition.ingress(clock)) {
            WorldStreamProducer.Builder producer = WorldStreamProducer.builder()
                    .readySource(composition.readySource())
                    .oracle(composition.oracle())
                    .rowFormat(composition.rowFormat())
                    .ingress(gate)
                    .catalogue(composition.catalogue())
                    .policy(config.policy())
                    .listener(report)
                    .clock(clock)
                    .maxRuns(config.get(EngineKeys.MAX_RUNS))
                    .idleStrategy(config.get(EngineKeys.IDLE_STRATEGY))
                    .maxOpenParts(config.get(EngineKeys.MAX_OPEN_PARTS))
                    .surveyStore(composition.surveyStoreOfRuns())
                    .sortedViews(composition.sortedViews())
                    .checkpoints(runs.checkpoints(), runs.lease(clock), runs.deadLetters())
                    .auditSink(composition.auditSink(), AuditTrails.details());
            composition.spillSpace().ifPresent(producer::spillSpace);
            ControlSocket socket =
                    new ControlSocket(config.get(ConfigTable.STATE_ROOT).path());
            WorldStreamProducer built = producer.control(socket).build();
            socket.showing(built::runs);
            List<RunControl> inProgress = stream(built, clock, once, resume, failed);
            ExitCode stopped = sayWhatStopped(inProgress, report, runs, ledger);
            if (failed.isDone() || report.exitCode() == ExitCode.DEFECT) {
                host.error("wsp: there was a defect; see the log. The next wsp run resumes the runs that it ended");
                return ExitCode.DEFECT;
            }
            ExitCode code = stopped.or(report.exitCode());
            boolean stillWaits =
                    once && waiting.stream().anyMatch(run -> halted(run, ledger).isPresent());
            return stillWaits ? code.or(ExitCode.HALTED) : code;
        }
    }

    private List<RunId> sayWhatWaits(RunLedger ledger) {
        List<RunId> waiting = new ArrayList<>();
        for (RunId run : unlessItFails(ledger::runs, List.<RunId>of())) {
            halted(run, ledger).ifPresent(entry -> {
                waiting.add(run);
                host.warn("wsp: run " + run + " halted (" + entry.reason()
                        + ") and waits; to resume it, use wsp run --resume");
            });
        }
        return waiting;
    }

    /** Returns the record of a halted run that this host may resume. */
    private Optional<LedgerEntry> halted(RunId run, RunLedger ledger) {
        String scope = config.policy().admission().platformRunId();
        Set<RunId> allowed = config.policy().security().scope().runs();
        return unlessItFails(() -> ledger.entry(run), Optional.<LedgerEntry>empty())
                .filter(entry -> entry.state() == RunState.HALTED)
                .filter(entry -> scope == null || scope.equals(entry.platformRunId()))
                .filter(entry -> allowed == null || allowed.contains(run));
    }

    /** Reads a record, or falls back: the producer finds unreadable and damaged records itself, and reports them. */
    private static <T> T unlessItFails(Supplier<T> read, T otherwise) {
        try {
            return read.get();
        } catch (WspException e) {
            LOG.debug("a record cannot be read before the start", e);
            return otherwise;
        }
    }

    /** Streams and closes the producer; returns the runs that were in progress before it was closed. */
    private List<RunControl> stream(
            WorldStreamProducer producer, Clock clock, boolean once, boolean resume, CompletableFuture<Void> failed)
            throws IOException {
        StatusLine terminal = host.progressLine();
        ProgressBar bar = terminal == null ? null : new ProgressBar(terminal, producer::runs, clock);
        try (producer) {
            LOG.info(
                    "reading {}, pushing to {} at speedup {}",
                    ControlBus.describe(config),
                    config.get(ConfigTable.INGRESS_URL),
                    config.policy().pacing().speedup());
            host.stop().heed();
            if (resume) {
                producer.resumeHalted();
            }
            producer.start();
            if (bar != null) {
                bar.start();
            }
            await(producer, clock, once, failed);
            return producer.runs();
        } finally {
            if (bar != null) {
                bar.close();
            }
        }
    }

    private void await(WorldStreamProducer producer, Clock clock, boolean once, CompletableFuture<Void> failed) {
        try {
            if (once) {
                IdleWait.of(config, clock).await(producer, failed);
            } else {
                host.stop().await(failed);
            }
        } catch (IllegalStateException e) {
            LOG.debug("a defect, which is already logged", e);
            failed.complete(null);
        } catch (InterruptedException e) {
            // The interrupt is the stop request. It is not restored, since closing waits for events in flight.
            LOG.info("stopping after the events in flight");
        }
    }

    /** Reports the runs that were in progress and have no summary: they were cut short. */
    private ExitCode sayWhatStopped(
            List<RunControl> inProgress, StreamReport report, SavedRuns runs, RunLedger ledger) {
        ExitCode code = ExitCode.OK;
        for (RunControl run : inProgress) {
            if (!report.hasFinished(run.runId())) {
                onStopped.accept(whereItStands(run, runs, ledger));
                code = ExitCode.HALTED;
            }
        }
        return code;
    }

    private static String whereItStands(RunControl control, SavedRuns runs, RunLedger ledger) {
        RunId run = control.runId();
        try {
            Optional<LedgerEntry> kept = ledger.entry(run);
            // In containers each host is process 1: one that only waited for the run must not take the holder for
            // itself.
            boolean streamedHere = control.progress().events().planned() > 0;
            boolean heldHere = streamedHere
                    && kept.map(LedgerEntry::holder).filter(runs::isThisProcess).isPresent();
            return Stops.line(run, kept, heldHere);
        } catch (WspException e) {
            return "wsp: run " + run + " was stopped; its record cannot be read (" + e.code() + "): " + e.getMessage();
        }
    }
}
