package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.runner.config.Purpose;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Consumes the control bus and streams each run that a READY announces to the gate. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Consumes the control bus and streams each run that a READY announces to the gate. Resumes runs that"
                        + " an earlier process left unfinished. Prints one line of JSON for each READY handled.")
final class RunCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Mixin
    private StartOption start = new StartOption();

    @Option(
            names = "--once",
            description =
                    "Handles the messages on the bus, then exits; with code 4 if a halted run still waits for --resume."
                            + " Without it, wsp run continues until stopped.")
    private boolean once;

    @Option(names = "--resume", description = "Also resumes halted runs from their checkpoints.")
    private boolean resume;

    @Option(
            names = "--restart",
            paramLabel = "RUN_ID",
            description =
                    "Discards the checkpoint of a run, even a damaged one, and streams the run from the start of its"
                            + " window. The gate answers DUPLICATE for events that it has. Repeatable.")
    private List<String> restart = new ArrayList<>();

    RunCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        List<RunId> fromTheStart = restart.stream()
                .map(runId -> UsageException.naming("--restart", () -> new RunId(runId)))
                .toList();
        return new StreamSession(host, config.read(host, Purpose.RUN, start.settings()), host::warn)
                .run(once, resume, fromTheStart)
                .code();
    }
}
