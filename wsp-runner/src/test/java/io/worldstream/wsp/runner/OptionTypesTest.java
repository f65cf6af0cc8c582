package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Messages about the values of options. */
final class OptionTypesTest {
    private static final String WRONG = "wr0ng";

    private static String fault(String... args) {
        Shell shell = new Shell();
        assertThat(shell.run(args)).as(String.join(" ", args)).isEqualTo(2);
        List<String> lines = shell.err().lines().toList();
        return lines.get(lines.size() - 1);
    }

    /** Returns arguments with a wrong value, for each option and parameter of each command that is not text. */
    static Stream<List<String>> wrongValues() {
        return commands(new Shell().commandLine(), List.of());
    }

    private static Stream<List<String>> commands(CommandLine command, List<String> path) {
        Stream<List<String>> own = command.getCommandSpec().args().stream()
                .filter(arg ->
                        arg.arity().max() > 0 && arg.auxiliaryTypes()[arg.auxiliaryTypes().length - 1] != String.class)
                .map(arg -> wrong(arg, path));
        return Stream.concat(
                own,
                command.getSubcommands().entrySet().stream()
                        .flatMap(entry -> commands(entry.getValue(), with(path, entry.getKey()))));
    }

    private static List<String> wrong(ArgSpec arg, List<String> path) {
        return arg instanceof OptionSpec option ? with(path, option.longestName(), WRONG) : with(path, WRONG);
    }

    private static List<String> with(List<String> path, String... more) {
        List<String> all = new ArrayList<>(path);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValue_ofAnyOption_saysWhatIsExpectedInWords(List<String> args) {
        assertThat(fault(args.toArray(String[]::new)))
                .contains("expected ")
                .endsWith(", found \"" + WRONG + "\"")
                .doesNotContainPattern("\\b(int|long|double|enum|java\\.|[A-Z][a-z]+[A-Z]\\w*|Exception)\\b");
    }

    @Test
    void wrongValues_areOfAllKinds() {
        assertThat(wrongValues())
                .contains(
                        List.of("gate", "--port", WRONG),
                        List.of("world", "--seed", WRONG),
                        List.of("seal", "--ts-format", WRONG),
                        List.of("run", "--log-format", WRONG),
                        List.of("explain", "--gate-latency", WRONG),
                        List.of("completion", WRONG));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "gate --port 99999999999|'--port': expected a whole number from -2147483647 to 2147483647, found"
                        + " \"99999999999\"",
                "gate --slow 1.5|'--slow': expected a whole number, found \"1.5\"",
                "world --out w --log-format xml|'--log-format': expected one of text, json, found \"xml\"",
                "world --out w --contract v2|'--contract': expected one of v0, v1, found \"v2\"",
                "completion fish|(SHELL): expected one of bash, zsh, found \"fish\"",
                "world --out w --seed -1|wsp: --seed: seed must be from 0 to 2^64-1: -1",
                "world --out w --outputs ../x|wsp: --outputs: not an output id",
                "world --out w --parts 0|wsp: --parts: parts must be from 1 to 1000: 0",
                "world --out w --events -1|wsp: --events: events must be from 0 to ",
                "explain --config c --gate-latency 200|'--gate-latency': expected a duration above 0 and up to 24h, with"
                        + " its unit, such as 200ms or 0.2s, found \"200\"",
                "explain --config c --gate-latency 0|, found \"0\"",
                "explain --config c --gate-latency 0ms|, found \"0ms\"",
                "explain --config c --gate-latency=-200ms|, found \"-200ms\"",
                "explain --config c --gate-latency -200ms|'--gate-latency': expected a duration above 0",
                "explain --config c --gate-latency=|, found \"\"",
                "explain --config c --gate-latency 200MS|, found \"200MS\"",
                "explain --config c --gate-latency 25h|, found \"25h\"",
                "explain --config c --gate-latency 999999999999h|, found \"999999999999h\"",
                "explain --config c --gate-latency 0.0000001ms|, found \"0.0000001ms\"",
                "demo --speedup abc|wsp: --speedup: not a speedup",
                "demo --events -1|wsp: --events: events must be from 0 to "
            })
    void aWrongValue_isToldWithItsOptionAndTheAllowedOnes(String command, String message) {
        assertThat(fault(command.split(" "))).contains(message);
    }
}
