package io.worldstream.wsp.runner;

import io.worldstream.wsp.Redrive;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveStoppedException;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;
import io.worldstream.wsp.runner.config.EngineKeys;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import io.worldstream.wsp.runner.report.RedriveJson;
import io.worldstream.wsp.runner.report.RedriveText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends the quarantined events of a run again. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description =
                "Sends the events of a run that the gate quarantined again, with the same bytes, and records the outcomes."
                        + " Reads the events from the sealed world, after all checks of a run. Prints a line for each"
                        + " event, then a summary. A run that a host streams is refused.")
final class RedriveCommand implements Callable<Integer> {
    /** The state of the run stands against a redrive, and nothing was sent. */
    private static final Set<ReasonCode> REFUSALS =
            EnumSet.of(ReasonCode.LEASE_HELD, ReasonCode.CHECKPOINT_CORRUPT, ReasonCode.QUARANTINE_CORRUPT);

    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private RunOption run = new RunOption();

    @Option(
            names = "--event",
            paramLabel = "EVENT_ID",
            description = "Event to send, as wsp quarantine list prints it. Without it, all that are still open."
                    + " Repeatable.")
    private List<String> events = new ArrayList<>();

    @Option(names = "--json", description = "Prints JSON Lines: one object for each event, then one for the summary.")
    private boolean json;

    RedriveCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Set<EventId> chosen = new LinkedHashSet<>();
        events.forEach(event -> chosen.add(UsageException.naming("--event", () -> new EventId(event))));
        WspConfig settings = config.read(host, Purpose.REDRIVE);
        try (Composition composition = new Composition(settings, host.environment())) {
            composition.requireSavedRuns();
            composition.requireFoldersOfARun();
            RunId id = run.known(composition.savedRuns());
            requireQuarantined(chosen, id, composition.savedRuns().deadLetters());
            host.stop().heed();
            return redrive(settings, composition, id, chosen);
        }
    }

    private int redrive(WspConfig settings, Composition composition, RunId id, Set<EventId> chosen) throws IOException {
        Clock clock = new SystemClock();
        try (IngressSink gate = composition.ingress(clock)) {
            return report(redrive(settings, composition, gate, clock).send(id, chosen, this::print))
                    .code();
        } catch (RedriveStoppedException e) {
            report(e.summary());
            throw e;
        } catch (WspException e) {
            if (!REFUSALS.contains(e.code())) {
                throw e;
            }
            Violation why = new Violation(e.code(), "run", String.valueOf(e.getMessage()));
            RedriveSummary.Counts none = new RedriveSummary.Counts(0, 0, 0, 0, 0);
            return report(new RedriveSummary(id, ReadyDisposition.REFUSED, none, List.of(why)))
                    .code();
        }
    }

    /** Checks the ids before the gate is called; the redrive checks them again, under the lease. */
    private static void requireQuarantined(Set<EventId> chosen, RunId run, DeadLetterStore deadLetters)
            throws IOException {
        Set<EventId> unknown = new HashSet<>(chosen);
        if (!unknown.isEmpty()) {
            deadLetters.forEach(run, entry -> {
                EventId event = entry.letter().eventId();
                if (event != null && entry.letter().kind() == DeadLetter.Kind.GATE_QUARANTINE) {
                    unknown.remove(event);
                }
            });
        }
        if (!unknown.isEmpty()) {
            throw new UsageException("--event: the gate quarantined no event "
                    + unknown.iterator().next() + " of run " + run + "; wsp quarantine list prints those that it did");
        }
    }

    private static Redrive redrive(WspConfig settings, Composition composition, IngressSink gate, Clock clock)
            throws IOException {
        SavedRuns runs = composition.savedRuns();
        Redrive.Builder redrive = Redrive.builder(
                        composition.oracle(), composition.catalogue(), gate, settings.policy())
                .state(runs.checkpoints(), runs.lease(clock), runs.deadLetters())
                .rowFormat(composition.rowFormat())
                .clock(clock)
                .maxOpenParts(settings.get(EngineKeys.MAX_OPEN_PARTS))
                .surveyStore(composition.surveyStoreOfRuns())
                .sortedViews(composition.sortedViews())
                .auditSink(composition.auditSink());
        composition.spillSpace().ifPresent(redrive::spillSpace);
        return redrive.build();
    }

    private void print(RedrivenEvent event) {
        host.stdout().line(json ? RedriveJson.line(event) : RedriveText.line(event));
    }

    private ExitCode report(RedriveSummary summary) {
        host.stdout().line(json ? RedriveJson.line(summary) : RedriveText.line(summary, !events.isEmpty()));
        summary.violations().forEach(violation -> host.error("wsp: run " + summary.runId() + ": " + violation));
        return ExitCode.of(summary);
    }
}
