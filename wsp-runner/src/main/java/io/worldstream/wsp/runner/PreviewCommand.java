package io.worldstream.wsp.runner;

import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.runner.report.SummaryJson;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the whole stream of one READY as envelopes. Needs no gate and changes no state. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description =
                "Writes the whole stream of one READY as envelopes, one per line, in order, without a gate and without"
                        + " waiting. The envelopes have no emitted_at_utc.")
final class PreviewCommand implements Callable<Integer> {
    private static final String STDOUT = "-";

    private final Host host;

    @Mixin
    private DryRunOptions options = new DryRunOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Output file of the envelopes. With -, they go to stdout and the summary to stderr.")
    private String out = "";

    PreviewCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        try (OneReady ready = options.prepare(host)) {
            return (out.equals(STDOUT) ? toStdout(ready) : toFile(ready)).code();
        }
    }

    private ExitCode toStdout(OneReady ready) throws IOException {
        EnvelopeLines lines = new EnvelopeLines(host.stdout().bytes());
        RunSummary summary = ready.preview(lines::write);
        lines.flush();
        host.stderr().println(SummaryJson.line(summary));
        return ExitCode.of(summary);
    }

    private ExitCode toFile(OneReady ready) throws IOException {
        RunSummary summary;
        try (EnvelopeFile file = EnvelopeFile.create(host.path("--out", out))) {
            summary = ready.preview(file.lines()::write);
            if (summary.status() == ReadyDisposition.COMPLETED) {
                file.keep();
            }
        }
        host.stdout().line(SummaryJson.line(summary));
        return ExitCode.of(summary);
    }
}
