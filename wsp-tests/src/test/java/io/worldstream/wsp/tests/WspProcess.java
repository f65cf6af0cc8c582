package io.worldstream.wsp.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The command as a process of its own, its output in files: {@code java -jar wsp.jar}, or the launcher. A push has ten
 * minutes, so that a stalled machine does not make it send an event again where a test counts requests.
 */
final class WspProcess {
    private static final Path JAR = Path.of("../wsp-runner/target/wsp.jar");
    private static final Path LAUNCHER = Path.of("../wsp-runner/target/wsp");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** With the JVM options of the launcher, so that it starts as fast. */
    private static final List<String> JAVA_JAR = List.of(
            JAVA.toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:SharedArchiveFile=" + JAR.resolveSibling("wsp.jsa"),
            "-Xshare:auto",
            "-Xlog:disable",
            "-jar",
            JAR.toString());

    private final Process process;
    private final Path out;
    private final Path err;

    private WspProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts the command. */
    static WspProcess start(Map<String, String> environment, String... args) throws IOException {
        return start(environment, JAVA_JAR, args);
    }

    /** Starts the command by its launcher, with options for its JVM. */
    static WspProcess launch(String javaOptions, String... args) throws IOException {
        Map<String, String> environment =
                Map.of("JAVA_HOME", System.getProperty("java.home"), "WSP_JAVA_OPTS", javaOptions);
        return start(environment, List.of(LAUNCHER.toString()), args);
    }

    private static WspProcess start(Map<String, String> environment, List<String> program, String... args)
            throws IOException {
        if (!Files.exists(JAR)) {
            throw new AssertionError("there is no " + JAR + ": the runnable jar is made by mvn package or mvn verify");
        }
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(args));
        Path out = Files.createTempFile("wsp", ".out");
        Path err = Files.createTempFile("wsp", ".err");
        out.toFile().deleteOnExit();
        err.toFile().deleteOnExit();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // The agents of the test's JVM are not the command's, nor is the account of whoever runs the tests.
        builder.environment()
                .keySet()
                .removeIf(name -> Stream.of("JAVA_TOOL", "WSP_", "AWS_", "PG").anyMatch(name::startsWith));
        builder.environment().put("WSP_INGRESS_TIMEOUT_MS", "600000");
        builder.environment().putAll(environment);
        return new WspProcess(builder.start(), out, err);
    }

    /** Runs the command to its end, which must have this code. */
    static WspProcess run(int code, String... args) throws IOException, InterruptedException {
        return start(Map.of(), args).ends(code);
    }

    /** Asks it to end, as Ctrl-C and service managers do. */
    WspProcess terminate() {
        process.destroy();
        return this;
    }

    /** Ends it as a crash or the kernel would: it has no say in it. */
    WspProcess kill() {
        process.destroyForcibly();
        return this;
    }

    /** Waits until something outside of the process is so, which must be before it ends. */
    void until(BooleanSupplier so) throws IOException, InterruptedException {
        until("the test can go on", so);
    }

    /** Waits until something outside of the process is so, which must be before it ends and within ten minutes. */
    void until(String what, BooleanSupplier so) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!so.getAsBoolean()) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("wsp ended with " + process.exitValue() + " before " + what + said());
            }
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(10)) {
                process.destroyForcibly();
                throw new AssertionError("waited ten minutes until " + what + said());
            }
        }
    }

    private String said() throws IOException {
        return "; stderr:\n" + err() + "\nstdout:\n" + out();
    }

    /** Waits for the end. */
    WspProcess ends() throws IOException, InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("wsp does not end" + said());
        }
        return this;
    }

    /** Waits for the end, which must have this code. */
    WspProcess ends(int code) throws IOException, InterruptedException {
        ends();
        if (process.exitValue() != code) {
            throw new AssertionError("wsp ended with " + process.exitValue() + ", not " + code + said());
        }
        return this;
    }

    /** The exit code, once it has ended. */
    int code() {
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Returns whether stdout contains the text so far. */
    boolean says(String text) {
        try {
            return out().contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of stderr, each of which must be a JSON value. */
    List<JsonNode> errLines() throws IOException {
        return values(err);
    }

    /** The one line of JSON on stdout. */
    JsonNode line() throws IOException {
        List<JsonNode> lines = lines();
        if (lines.size() != 1) {
            throw new AssertionError("expected one line, found " + lines);
        }
        return lines.get(0);
    }

    /** The lines of stdout, each of which must be a JSON value. */
    List<JsonNode> lines() throws IOException {
        return values(out);
    }

    private static List<JsonNode> values(Path file) throws IOException {
        List<JsonNode> values = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            values.add(new ObjectMapper().readTree(line));
        }
        return values;
    }
}
