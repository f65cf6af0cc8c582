package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.report.SortSummary;
import io.worldstream.wsp.report.SortSummary.Result;
import io.worldstream.wsp.runner.config.Purpose;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sorts the world of one READY ahead of its run. Needs no gate, and writes sorted views only. */
@Command(
        name = "sort",
        mixinStandardHelpOptions = true,
        description =
                "Sorts the world of one READY ahead of its run: checks it like a run, and writes the sorted views of"
                        + " outputs whose parts are in no order. Prints a line for each output. Needs no gate.")
final class SortCommand implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--ready",
            paramLabel = "MESSAGE",
            description = "File of a control bus message. Without it, the bus must hold exactly one run.")
    private @Nullable String ready;

    SortCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        WspConfig settings = config.read(host, ready == null ? Purpose.DRY_RUN_BUS : Purpose.DRY_RUN_MESSAGE);
        SortSummary sorted;
        try (OneReady one = DryRunOptions.prepare(
                host, settings, ready == null ? null : host.path("--ready", ready), Composition::writableSortedViews)) {
            sorted = one.sort();
        }
        sorted.outputs().forEach(output -> host.stdout().line(line(output)));
        sorted.summary()
                .violations()
                .forEach(violation -> host.error("wsp: run " + sorted.summary().runId() + ": " + violation));
        ExitCode code = ExitCode.of(sorted.summary());
        boolean notKept = sorted.outputs().stream().anyMatch(output -> output.result() == Result.NOT_KEPT);
        return (notKept ? code.or(ExitCode.DEFECT) : code).code();
    }

    private static String line(SortSummary.Output output) {
        String size = " (" + LogText.count(output.viewBytes(), "byte") + ")";
        return output.outputId() + ": "
                + switch (output.result()) {
                    case IN_ORDER -> "is in order";
                    case HAS_VIEW -> "has its sorted view" + size;
                    case SORTED -> "sorted" + size;
                    case NOT_KEPT -> "its sorted view could not be kept; the log says why";
                };
    }
}
