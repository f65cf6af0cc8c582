package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import io.worldstream.wsp.runner.control.ControlSender;
import io.worldstream.wsp.runner.control.LiveRun;
import io.worldstream.wsp.runner.report.LedgerJson;
import io.worldstream.wsp.runner.report.LedgerText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the saved state of each run. Changes nothing, and is safe while hosts stream. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each saved run: its state, its progress, its holder, and the reason if it halted or"
                + " was refused. Changes nothing; safe while hosts stream.")
final class StatusCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--json", description = "Prints one JSON object per run and line.")
    private boolean json;

    StatusCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        WspConfig settings = config.read(host, Purpose.STATUS);
        try (Composition composition = new Composition(settings, host.environment())) {
            SavedRuns saved = composition.savedRuns();
            saved.requirePresent();
            RunLedger ledger = saved.ledger(new SystemClock());
            List<RunId> runs = ledger.runs();
            if (runs.isEmpty() && !json) {
                host.say("wsp: no saved run in " + saved.place());
            }
            Map<RunId, LiveRun> live =
                    new ControlSender(settings.get(ConfigTable.STATE_ROOT).path()).live();
            for (RunId run : runs) {
                show(run, ledger, live.get(run));
            }
            return ExitCode.OK.code();
        }
    }

    /** @param live what the host of this state root does with the run, or null if none has it */
    private void show(RunId run, RunLedger ledger, @Nullable LiveRun live) {
        LedgerEntry entry;
        try {
            // The run may have been restarted since it was listed.
            entry = ledger.entry(run).orElse(null);
        } catch (WspException e) {
            Violation damage = new Violation(e.code(), "checkpoint", e.getMessage());
            host.stdout().line(json ? LedgerJson.damaged(run, damage) : LedgerText.damaged(run, damage));
            return;
        }
        if (entry != null) {
            host.stdout().line(json ? LedgerJson.line(entry, live) : LedgerText.of(entry, live));
        }
    }
}
