package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.report.DeadLetterJson;
import io.worldstream.wsp.runner.report.DeadLetterText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands for the dead letters of a run. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Reads the dead letters of a run: the events that the gate quarantined, and the events and rows that"
                        + " the stream passed over.")
final class QuarantineCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing required subcommand; to list dead letters, type " + spec.qualifiedName()
                        + " list --config FILE --run RUN_ID");
    }

    /** Lists the dead letters of a run. Changes nothing, and is safe while hosts stream. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description =
                    "Prints a line for each dead letter of a run, in no particular order: event id, event type, event"
                            + " time, reasons, id of the gate's receipt, kind, position, and the outcome of the last"
                            + " redrive. Changes nothing; safe while hosts stream.")
    static final class ListCommand implements Callable<Integer> {
        private final Host host;

        @Mixin
        private ConfigOptions config = new ConfigOptions();

        @Mixin
        private RunOption run = new RunOption();

        @Option(names = "--json", description = "Prints one JSON object per dead letter and line.")
        private boolean json;

        private long listed;

        ListCommand(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() throws IOException {
            try (Composition composition = new Composition(config.read(host, Purpose.STATUS), host.environment())) {
                SavedRuns saved = composition.savedRuns();
                saved.requirePresent();
                RunId id = run.known(saved);
                DeadLetterStore deadLetters = saved.deadLetters();
                deadLetters.forEach(id, this::print);
                if (listed == 0 && !json) {
                    host.say("wsp: no dead letters of run " + id + " in " + deadLetters.describe(id));
                }
                return ExitCode.OK.code();
            }
        }

        private void print(DeadLetterStore.Entry entry) {
            listed++;
            host.stdout().line(json ? DeadLetterJson.line(entry) : DeadLetterText.line(entry));
        }
    }
}
