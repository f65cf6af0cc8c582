package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wsp gate}, with {@code wsp run} against it. */
@Timeout(300)
final class GateCommandTest {
    private static final int EVENTS = 60;

    @TempDir
    Path temp;

    private String config = "";
    private String run = "";

    @BeforeEach
    void aWorld() {
        aWorld("v0");
    }

    private void aWorld(String contract) {
        JsonNode made = Shell.world(temp.resolve("world " + contract), EVENTS, "--contract", contract);
        config = made.get("config").textValue();
        run = made.get("run_id").textValue();
    }

    @FunctionalInterface
    private interface Use {
        void with(String url) throws Exception;
    }

    /** Starts a gate, lets it be used, stops it; gives its last line. */
    private static JsonNode gate(Use use, String... args) throws Exception {
        Shell shell = new Shell();
        FutureTask<Integer> running = new FutureTask<>(() -> shell.run(args));
        new Thread(running, "wsp gate").start();
        while (!shell.out().contains("\n")) {
            assertThat(running.isDone()).as(shell.err()).isFalse();
        }
        use.with(shell.line().get("url").textValue());
        shell.stop().request();
        assertThat(running.get()).isZero();
        List<JsonNode> lines = shell.lines();
        assertThat(lines).hasSize(2);
        assertThat(shell.err()).contains("were admitted, each event id once");
        return lines.get(1);
    }

    private JsonNode stream(String url, String... more) {
        Shell shell = new Shell();
        String[] args = Stream.concat(
                        Stream.of(
                                "run",
                                "--once",
                                "--config",
                                config,
                                "--set",
                                "ingress.url=" + url,
                                "--set",
                                "policy.stream_speedup=max"),
                        Stream.of(more))
                .toArray(String[]::new);
        assertThat(shell.run(args)).as(shell.err()).isZero();
        return shell.line().get("events");
    }

    @Test
    void withAFolderItKnowsWhatItAdmittedWhenItIsStartedAgain() throws Exception {
        String folder = temp.resolve("gate/made").toString();
        JsonNode first = gate(
                url -> assertThat(stream(url).get("admitted").intValue()).isEqualTo(EVENTS),
                "gate",
                "--folder",
                folder);
        assertThat(first.get("admitted").intValue()).isEqualTo(EVENTS);
        JsonNode second = gate(
                url -> assertThat(stream(url, "--restart", run).get("duplicate").intValue())
                        .isEqualTo(EVENTS),
                "gate",
                "--folder",
                folder);
        assertThat(second.get("admitted").intValue()).isZero();
        assertThat(second.get("duplicate").intValue()).isEqualTo(EVENTS);
    }

    @Test
    void itRefusesTheFirstTryOfEachNthEventAndAnswersSlowly() throws Exception {
        JsonNode decided = gate(
                url -> assertThat(stream(url).get("retries").intValue()).isEqualTo(EVENTS / 20),
                "gate",
                "--refuse-every",
                "20",
                "--slow",
                "1");
        assertThat(decided.get("requests").intValue()).isEqualTo(EVENTS + EVENTS / 20);
        assertThat(decided.get("admitted").intValue()).isEqualTo(EVENTS);
    }

    @Test
    void contractV1_admitsEnvelopesOfTheSecondGeneration() throws Exception {
        aWorld("v1");
        JsonNode decided = gate(
                url -> assertThat(stream(url).get("admitted").intValue()).isEqualTo(EVENTS),
                "gate",
                "--contract",
                "v1");
        assertThat(decided.get("admitted").intValue()).isEqualTo(EVENTS);
        assertThat(decided.get("quarantined").intValue()).isZero();
    }

    @Test
    void whatIsNoEnvelopeIsAnswered() throws Exception {
        gate(
                url -> assertThat(HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(URI.create(url + "/v1/ingest/push"))
                                                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(400),
                "gate");
    }

    @ParameterizedTest
    @CsvSource({"--port,70000", "--port,-1", "--slow,-1", "--refuse-every,-1", "--refuse-every,x"})
    void whatMakesNoSenseIsUsage(String option, String value) {
        Shell shell = new Shell();
        assertThat(shell.run("gate", option, value)).isEqualTo(2);
        assertThat(shell.err()).contains(option);
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void portThatIsTaken_isUsageAndSaysSo() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            Shell shell = new Shell();
            assertThat(shell.run("gate", "--port", port)).isEqualTo(2);
            assertThat(shell.err())
                    .contains("--port: " + port + " is not available (", "); leave it out for any free port");
            assertThat(shell.out()).isEmpty();
        }
    }
}
