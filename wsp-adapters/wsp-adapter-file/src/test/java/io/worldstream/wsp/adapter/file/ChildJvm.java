package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, which can be talked to, line by line, and killed. */
final class ChildJvm implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private ChildJvm(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ChildJvm start(Class<?> program, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL")); // agents are not the child's
        return new ChildJvm(builder.start());
    }

    /** Waits for the next line, which must be this. */
    ChildJvm says(String line) throws IOException {
        assertThat(out.readLine()).isEqualTo(line);
        return this;
    }

    /** Waits for the next line. */
    String line() throws IOException {
        String line = out.readLine();
        assertThat(line).as("the next line of a child that lives").isNotNull();
        return line;
    }

    boolean lives() {
        return process.isAlive();
    }

    /** Answers what it waits for. */
    ChildJvm tell(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        return this;
    }

    /** Sends it a signal, such as {@code STOP}, which is there when this returns. */
    ChildJvm signal(String name) throws IOException, InterruptedException {
        String command = "kill -" + name + " " + process.pid();
        assertThat(new ProcessBuilder("sh", "-c", command).start().waitFor()).isZero();
        return this;
    }

    /** Ends it as nothing ends that may still tidy up; gives what it said and was not asked for. */
    List<String> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close what it said
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
        }
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    /** Waits until it ended by itself, and well. */
    void ends() throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
