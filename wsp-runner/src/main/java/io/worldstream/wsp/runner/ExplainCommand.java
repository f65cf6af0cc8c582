package io.worldstream.wsp.runner;

import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.runner.report.ExplanationJson;
import io.worldstream.wsp.runner.report.ExplanationText;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the plan of one READY, or all reasons to refuse it. Needs no gate and changes no state. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Prints the plan of one READY, or all reasons to refuse it. Needs no gate and changes no state.")
final class ExplainCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private DryRunOptions options = new DryRunOptions();

    @Option(
            names = "--gate-latency",
            paramLabel = "DURATION",
            description = "Mean time that the gate takes to answer, such as 200ms. Prints the rate that the stream"
                    + " sustains at it, and the busiest flows.")
    private @Nullable Duration gateLatency;

    @Option(
            names = "--json",
            description = "Prints one JSON object: the fields of the summary, plan, figures and remarks.")
    private boolean json;

    ExplainCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Explanation explanation;
        try (OneReady ready = options.prepare(host)) {
            explanation = ready.explain(gateLatency);
        }
        if (json) {
            host.stdout().line(ExplanationJson.line(explanation));
        } else {
            host.stdout().print(ExplanationText.of(explanation));
        }
        return ExitCode.of(explanation.summary()).code();
    }
}
