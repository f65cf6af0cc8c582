package io.worldstream.wsp.runner;

import io.worldstream.wsp.runner.config.Purpose;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Consumes the control bus: each run that READY announces plays out at the gate. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Consumes the control bus: each run that a READY announces plays out at the gate. Prints one line of JSON"
                        + " for each READY handled.")
final class RunCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--once", description = "Handle what is on the bus, then exit. Without it: until stopped.")
    private boolean once;

    RunCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        return new StreamSession(host, config.read(host, Purpose.RUN)).run(once).code();
    }
}
