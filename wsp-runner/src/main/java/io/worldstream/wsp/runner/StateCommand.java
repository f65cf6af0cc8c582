package io.worldstream.wsp.runner;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.StateKind;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands for the state of runs. */
@Command(
        name = "state",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Prepares the store of saved runs.")
final class StateCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing required subcommand; to prepare a database, type " + spec.qualifiedName()
                        + " init --config FILE");
    }

    /** Makes the tables of a database. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Makes the tables of state.jdbc.url, or updates those of an earlier release. Does nothing if"
                    + " they are of this release, or if neither state.kind nor audit.kind is jdbc.")
    static final class InitCommand implements Callable<Integer> {
        private final Host host;

        @Mixin
        private ConfigOptions config = new ConfigOptions();

        InitCommand(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() throws IOException {
            WspConfig settings = config.read(host, Purpose.STATE_INIT);
            if (settings.takesEffect(ConfigTable.JDBC_URL)) {
                migrate(settings);
            } else if (settings.get(ConfigTable.STATE_KIND) == StateKind.S3) {
                host.say("wsp: state.kind is s3: nothing to prepare; wsp run checks the bucket");
            } else {
                host.say("wsp: state.kind is file: nothing to prepare; wsp run creates the folders");
            }
            return ExitCode.OK.code();
        }

        private void migrate(WspConfig settings) throws IOException {
            try (DatabaseRuns runs = DatabaseRuns.open(settings, host.environment())) {
                OutageBudget.ofState(settings, new SystemClock()).spendOn(() -> host.say("wsp: " + runs.migrate()));
            }
        }
    }
}
