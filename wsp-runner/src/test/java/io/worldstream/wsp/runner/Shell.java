package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.runner.config.PathSpelling;
import io.worldstream.wsp.runner.log.Log;
import io.worldstream.wsp.runner.log.LogFormat;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine;

/**
 * Runs the command in this process, as a shell would. A push has ten minutes, so that a stalled machine does not make it
 * send an event again where a test counts requests.
 */
final class Shell {
    static {
        // The tests provoke warnings.
        Log.ofThisProcess().configure(LogFormat.TEXT, Level.ERROR);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>(Map.of("WSP_INGRESS_TIMEOUT_MS", "600000"));
    private final StopRequest stop = StopRequest.byCall();
    private @Nullable OutputStream otherOut;

    Shell environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Lets stdout go elsewhere. */
    Shell stdout(OutputStream other) {
        otherOut = other;
        return this;
    }

    StopRequest stop() {
        return stop;
    }

    int run(String... args) {
        return wsp().execute(args);
    }

    /** Makes a world, and returns where everything is. */
    static JsonNode world(Path out, int events, String... more) {
        Stream<String> usual = Stream.of("world", "--out", out.toString(), "--events", "" + events);
        Shell maker = new Shell();
        assertThat(maker.run(Stream.concat(usual, Stream.of(more)).toArray(String[]::new)))
                .as(maker::err)
                .isZero();
        return maker.line();
    }

    /** Streams a world to a gate, as {@link #stream} does, which must end with this code. */
    void streams(int code, String config, EmbeddedGate gate, String... more) {
        assertThat(stream(config, gate, more))
                .as(() -> "exit code; " + gate.requests() + " requests at the gate; stdout:\n" + out() + "stderr:\n"
                        + err())
                .isEqualTo(code);
    }

    /** Streams a world to a gate, once and at full speed. */
    int stream(String config, EmbeddedGate gate, String... more) {
        Stream<String> usual = Stream.of(
                "run",
                "--once",
                "--config",
                config,
                "--set",
                "ingress.url=" + gate.url(),
                "--set",
                "policy.stream_speedup=max");
        return run(Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
    }

    /** Returns the command with its options. */
    CommandLine commandLine() {
        return wsp().commandLine();
    }

    private Wsp wsp() {
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        Host host = new Host(
                new Stdout(otherOut == null ? out : otherOut),
                stderr,
                new Log(() -> stderr, new SystemClock()),
                null,
                environment,
                new PathSpelling(StandardCharsets.UTF_8),
                stop);
        return new Wsp(host);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Returns stderr as JSON Lines. */
    List<JsonNode> errLines() {
        return err().lines().map(Shell::json).toList();
    }

    List<JsonNode> lines() {
        return out().lines().map(Shell::json).toList();
    }

    JsonNode line() {
        List<JsonNode> lines = lines();
        if (lines.size() != 1) {
            throw new AssertionError("expected one line, found:\n" + out() + "\nstderr:\n" + err());
        }
        return lines.get(0);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
