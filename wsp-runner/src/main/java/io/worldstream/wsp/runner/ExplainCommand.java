package io.worldstream.wsp.runner;

import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.runner.report.ExplanationJson;
import io.worldstream.wsp.runner.report.ExplanationText;
import java.io.IOException;
import java.util.concurrent.Callable;
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
            names = "--json",
            description = "Prints one JSON object: the fields of the summary, plan, figures and remarks.")
    private boolean json;

    ExplainCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Explanation explanation = options.prepare(host).explain();
        if (json) {
            host.stdout().line(ExplanationJson.line(explanation));
        } else {
            host.stdout().print(ExplanationText.of(explanation));
        }
        return ExitCode.of(explanation.summary()).code();
    }
}
