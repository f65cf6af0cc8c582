package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class DemoCommandTest {
    private static final Pattern SPACE = Pattern.compile(" ");

    @TempDir
    Path temp;

    private final Shell shell = new Shell();

    private Path folder() {
        return Path.of(shell.err().lines().findFirst().orElseThrow().replaceFirst(".* in ", ""));
    }

    @Test
    void demoSaysWhatHappenedAndLeavesNothingBehind() {
        assertThat(shell.run("demo", "--events", "50", "--speedup", "max")).isZero();
        assertThat(shell.line().get("events").get("admitted").intValue()).isEqualTo(50);
        assertThat(shell.err())
                .contains("What happened", "50 were admitted, each event id once", "never backwards", "Deleted");
        assertThat(folder()).doesNotExist();
    }

    @Test
    void aDemoThatIsStoppedLeavesNothingBehindEither() {
        shell.stop().request();
        assertThat(shell.run("demo", "--events", "50")).isEqualTo(4);
        assertThat(Thread.interrupted()).as("the request interrupted").isTrue();
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("wsp demo: stopped").doesNotContain("What happened");
        assertThat(folder()).doesNotExist();
    }

    @Test
    void demo_firstEventArrives_isShown() {
        assertThat(shell.run("demo", "--events", "50", "--speedup", "max")).isZero();
        String shown = shell.err().substring(0, shell.err().indexOf("What happened"));
        assertThat(shown)
                .containsOnlyOnce("wsp demo: the first event is at the gate after ")
                .containsPattern("after \\d+\\.\\d s: [A-Za-z0-9_]+ of 2026-01-\\S+Z");
    }

    /** At real time the month would take a month. */
    @Test
    void demo_timeIsUp_endsAndSaysHowFarItGot() {
        assertThat(shell.run("demo", "--events", "50", "--speedup", "1", "--max-seconds", "1"))
                .isZero();
        assertThat(shell.err())
                .contains("wsp demo: ended after 1 s, before the end of the month (--max-seconds)", "What happened")
                .doesNotContain("the next wsp run", "JSON line on stdout");
        assertThat(shell.out()).isEmpty();
        assertThat(folder()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "86401"})
    void demo_timeIsNone_isAUsageFault(String seconds) {
        assertThat(shell.run("demo", "--max-seconds", seconds)).isEqualTo(2);
        assertThat(shell.err()).contains("--max-seconds: expected 1 to 86400, found " + seconds);
    }

    /** The commands at the end of the demo, in their order; only the place of the folder and the port differ. */
    @Test
    void demo_atItsEnd_namesCommandsThatWork() throws Exception {
        shell.environment("WSP_COMMAND", "bin/wsp");
        assertThat(shell.run("demo", "--events", "50", "--speedup", "max")).isZero();
        List<String[]> commands = next(shell.err());
        assertThat(commands).hasSize(4);

        for (String[] command : commands.subList(0, 2)) {
            assertThat(new Shell().run(in(temp, command)))
                    .as(String.join(" ", command))
                    .isZero();
        }
        Shell gate = new Shell();
        String[] serve = commands.get(2);
        assertThat(serve).containsExactly("gate", "--port", "8080");
        FutureTask<Integer> serving = new FutureTask<>(() -> gate.run("gate", "--port", "0"));
        new Thread(serving, "gate").start();
        while (!gate.out().contains("\n")) {
            Thread.onSpinWait();
        }
        String url = gate.line().get("url").textValue();
        String[] stream = in(temp, commands.get(3));
        assertThat(stream[stream.length - 1]).isEqualTo("ingress.url=http://127.0.0.1:8080");
        stream[stream.length - 1] = "ingress.url=" + url;
        List<String> fast = new ArrayList<>(List.of(stream));
        fast.addAll(List.of("--set", "policy.stream_speedup=max"));
        assertThat(new Shell().run(fast.toArray(String[]::new))).isZero();
        gate.stop().request();
        assertThat(serving.get()).isZero();
        assertThat(gate.err()).contains("10,000 were admitted");
    }

    private static List<String[]> next(String said) {
        String shown = said.substring(said.indexOf("Try next"));
        return Pattern.compile("bin/wsp ([^&(\n]*[^&(\n ])")
                .matcher(shown)
                .results()
                .map(command -> SPACE.splitAsStream(command.group(1)).toArray(String[]::new))
                .toList();
    }

    private static String[] in(Path folder, String[] command) {
        return Arrays.stream(command)
                .map(word ->
                        word.replaceFirst("^month\\b", folder.resolve("month").toString()))
                .toArray(String[]::new);
    }
}
