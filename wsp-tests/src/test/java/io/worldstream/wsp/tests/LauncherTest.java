package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script beside wsp.jar, started as an operator starts it. */
@Tag("process")
@Timeout(300)
class LauncherTest {
    private static final Path TARGET =
            Path.of("../wsp-runner/target").toAbsolutePath().normalize();
    private static final Path LAUNCHER = TARGET.resolve("wsp");

    @TempDir
    Path temp;

    private record Ended(int code, String output) {}

    private Ended start(Map<String, String> environment, Path launcher, String... args)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(args));
        builder.directory(temp.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL") || name.startsWith("WSP_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void build_leavesLauncherAndArchive() {
        assertThat(LAUNCHER).isExecutable();
        assertThat(TARGET.resolve("wsp.jsa")).isNotEmptyFile();
    }

    @Test
    void throughALink_fromAnotherFolder_runs() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("a link"), LAUNCHER);
        assertThat(start(Map.of(), link, "--version")).satisfies(ended -> {
            assertThat(ended.code).isZero();
            assertThat(ended.output).startsWith("wsp ");
        });
    }

    @Test
    void demo_suggestsCommands_asTheyWereTyped() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("a link"), LAUNCHER);
        assertThat(start(Map.of(), link, "demo", "--events", "50", "--speedup", "max").output)
                .contains("  '" + link + "' world --out month && '" + link + "' explain ");
    }

    @Test
    void javaOptions_comeAfterItsOwn() throws Exception {
        Ended ended =
                start(Map.of("WSP_JAVA_OPTS", "-XX:TieredStopAtLevel=4 -XX:+PrintFlagsFinal"), LAUNCHER, "--version");
        assertThat(ended.code).isZero();
        assertThat(ended.output).containsPattern("TieredStopAtLevel += 4 ").containsPattern("UseSerialGC += true ");
    }

    @Test
    void exitCode_isTheCommands() throws Exception {
        assertThat(start(Map.of(), LAUNCHER, "run").code).isEqualTo(2);
    }

    @Test
    void stdout_isFull_isSaidWithTheReason() throws Exception {
        assumeThat(Path.of("/dev/full")).exists();
        Ended ended = start(Map.of(), Path.of("/bin/sh"), "-c", "'" + LAUNCHER + "' --version > /dev/full");
        assertThat(ended.code).isEqualTo(1);
        assertThat(ended.output).isEqualTo("wsp: stdout could not be written: No space left on device\n");
    }

    @Test
    void javaHome_withoutJava_isSaid() throws Exception {
        Ended ended = start(Map.of("JAVA_HOME", temp.toString()), LAUNCHER, "--version");
        assertThat(ended.code).isEqualTo(2);
        assertThat(ended.output).contains("JAVA_HOME is " + temp);
    }
}
