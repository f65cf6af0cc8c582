package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.BoundedFile;
import io.worldstream.wsp.adapter.file.FileFailure;
import io.worldstream.wsp.compare.ComparisonResult;
import io.worldstream.wsp.compare.StreamComparison;
import io.worldstream.wsp.compare.UnreadableStreamException;
import io.worldstream.wsp.runner.report.ComparisonJson;
import io.worldstream.wsp.runner.report.ComparisonText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two streams that are stored in files. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Compares two streams of events, each a file of JSON Lines, plain or gzip: previews, receipts, or what a"
                        + " consumer of the bus saw. Have they the same events, with the same bytes, in the same order?"
                        + " Ends with 0 if they have, and with 5 if not. emitted_at_utc is passed over.")
final class CompareCommand implements Callable<Integer> {
    private final Host host;

    @Parameters(index = "0", paramLabel = "A", description = "File of the first stream.")
    private String a = "";

    @Parameters(index = "1", paramLabel = "B", description = "File of the second stream.")
    private String b = "";

    @Option(names = "--any-order", description = "Compares the events without regard to their order.")
    private boolean anyOrder;

    @Option(
            names = "--ignore",
            paramLabel = "FIELD",
            split = ",",
            description = "Fields of the envelope that are not compared, such as producer. Repeatable.")
    private Set<String> ignored = new LinkedHashSet<>();

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description =
                    "Folder for what is sorted, if the streams differ: up to 172 bytes an event. That of the system for"
                            + " temporary files if not given.")
    private @Nullable String temp;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    CompareCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        StreamComparison comparison =
                StreamComparison.of(file("A", a), file("B", b)).ignoring(ignored);
        if (anyOrder) {
            comparison = comparison.inAnyOrder();
        }
        if (temp != null) {
            comparison = comparison.scratch(host.writableFolder("--temp", temp));
        }
        host.stop().heed();
        ComparisonResult result = run(comparison);
        if (json) {
            host.stdout().line(ComparisonJson.line(result));
        } else {
            ComparisonText.lines(result, a, b, anyOrder).forEach(host.stdout()::line);
        }
        return (result.equal() ? ExitCode.OK : ExitCode.BROKEN).code();
    }

    private static ComparisonResult run(StreamComparison comparison) throws IOException {
        try {
            return comparison.run();
        } catch (UnreadableStreamException e) {
            throw new UsageException("not a stream of events: " + e.getMessage());
        }
    }

    private Path file(String parameter, String name) throws IOException {
        Path path = host.path(parameter, name);
        try {
            BoundedFile.requireRegular(path);
        } catch (NoSuchFileException e) {
            throw new UsageException(parameter + ": no such file: " + name);
        } catch (IOException e) {
            throw new UsageException(parameter + ": cannot read " + name + ": " + FileFailure.inWords(e));
        }
        return path;
    }
}
