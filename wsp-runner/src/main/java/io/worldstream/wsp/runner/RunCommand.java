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

/** Consumes the control bus: each run that READY announces plays out at the gate. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Consumes the control bus: each run that a READY announces plays out at the gate. A run that an earlier process"
                        + " left unfinished goes on where it stood. Prints one line of JSON for each READY handled.")
final class RunCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--once",
            description =
                    "Handle what is on the bus, then exit; with 4 if a run that halted still waits for --resume. Without it: until stopped.")
    private boolean once;

    @Option(names = "--resume", description = "Runs that halted go on too, where they stood.")
    private boolean resume;

    @Option(
            names = "--restart",
            paramLabel = "RUN_ID",
            description =
                    "Forgets where a run stood, be its checkpoint whole or damaged, and streams it from the start of its"
                            + " window; the gate answers DUPLICATE for what it has. May be given again.")
    private List<String> restart = new ArrayList<>();

    RunCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        List<RunId> fromTheStart = restart.stream().map(RunCommand::runId).toList();
        return new StreamSession(host, config.read(host, Purpose.RUN))
                .run(once, resume, fromTheStart)
                .code();
    }

    private static RunId runId(String text) {
        try {
            return new RunId(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--restart: " + e.getMessage());
        }
    }
}
