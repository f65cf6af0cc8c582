package io.worldstream.wsp.runner;

import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.runner.report.ExplanationJson;
import io.worldstream.wsp.runner.report.ExplanationText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the plan of one READY, or why it would be refused. Touches neither state nor gate. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Prints the plan of one READY, or everything that is wrong with it. Touches neither state nor gate.")
final class ExplainCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private DryRunOptions options = new DryRunOptions();

    @Option(names = "--json", description = "One JSON object: the summary's fields, plan, figures and remarks.")
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
