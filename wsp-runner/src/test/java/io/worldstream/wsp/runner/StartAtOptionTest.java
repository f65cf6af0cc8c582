package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --start-at} of the commands that stream, or say what would be streamed. */
@Timeout(300)
final class StartAtOptionTest {
    private static final int EVENTS = 60;
    private static final int FIRST = 23;

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private String config = "";
    private List<String> whole = List.of();
    private String eventTime = "";
    private String eventId = "";

    @BeforeEach
    void aWorldAndItsPreview() throws IOException {
        config = Shell.world(temp.resolve("world"), EVENTS, "--parts", "3")
                .get("config")
                .textValue();
        whole = preview();
        JsonNode event = Shell.json(whole.get(FIRST));
        eventTime = event.get("ts_utc").textValue();
        eventId = event.get("event_id").textValue();
        assertThat(Shell.json(whole.get(FIRST - 1)).get("ts_utc").textValue())
                .as("the events of the place's instant begin with it")
                .isLessThan(eventTime);
    }

    private List<String> preview(String... more) throws IOException {
        Path out = temp.resolve("preview.jsonl");
        String[] args = {"preview", "--config", config, "--out", out.toString()};
        assertThat(new Shell().run(with(args, more))).isZero();
        return Files.readAllLines(out);
    }

    private static String[] with(String[] args, String... more) {
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return all;
    }

    @Test
    void aPreviewBeginsThere() throws IOException {
        List<String> rest = whole.subList(FIRST, EVENTS);
        assertThat(preview("--start-at", eventTime)).isEqualTo(rest);
        assertThat(preview("--start-at", eventTime + "/" + eventId)).isEqualTo(rest);
        assertThat(preview("--set", "policy.start_at=" + eventTime)).isEqualTo(rest);
        assertThat(preview("--set", "policy.start_at=junk", "--start-at", eventTime))
                .as("the option beats --set")
                .isEqualTo(rest);
        assertThat(preview("--start-at", "2025-01-01T00:00:00Z")).isEqualTo(whole);
    }

    /** A year that is mistyped must not settle the READY of a world of which nothing was streamed. */
    @Test
    void aPlaceBehindTheLastEventIsAnErrorAndLeavesTheReadyOnTheBus() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            String[] run = {
                "run",
                "--once",
                "--config",
                config,
                "--set",
                "ingress.url=" + gate.url(),
                "--set",
                "policy.stream_speedup=max"
            };
            String[] late = Arrays.copyOf(run, run.length + 2);
            late[run.length] = "--start-at";
            late[run.length + 1] = "2027-01-01T00:00:00Z";
            assertThat(shell.run(late)).isEqualTo(2);
            assertThat(shell.line().get("violations").get(0).get("message").textValue())
                    .contains("start_at is 2027-01-01T00:00:00Z", "no event at that time or later");
            assertThat(gate.arrived()).isEmpty();
            assertThat(new Shell().run(run)).isZero();
            assertThat(gate.arrived()).hasSize(EVENTS);
        }
    }

    @Test
    void aRunPushesTheRestAndNothingElse() {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            shell.streams(0, config, gate, "--start-at", eventTime + "/" + eventId);
            assertThat(gate.arrived().stream().map(GateRequest::body)).isEqualTo(whole.subList(FIRST, EVENTS));
        }
        assertThat(shell.line().get("events").get("planned").intValue()).isEqualTo(EVENTS - FIRST);
    }

    @Test
    void anExplanationCountsFromThere() {
        assertThat(shell.run("explain", "--json", "--config", config, "--start-at", eventTime))
                .isZero();
        assertThat(shell.line().get("events").get("planned").intValue()).isEqualTo(EVENTS - FIRST);
        JsonNode figures = shell.line().get("figures");
        assertThat(figures.get("histogram_from").textValue()).isEqualTo(eventTime);
        Shell text = new Shell();
        assertThat(text.run("explain", "--config", config, "--start-at", eventTime))
                .isZero();
        assertThat(text.out()
                        .substring(text.out().indexOf("events over event time"))
                        .lines()
                        .toList()
                        .get(1))
                .startsWith("  " + eventTime + " #");
    }

    @Test
    void aPlaceThatIsNoEventIsAnErrorOfTheConfiguration() {
        String elsewhere = eventTime + "/" + "0".repeat(64);
        Path out = temp.resolve("nothing.jsonl");
        assertThat(shell.run("preview", "--config", config, "--out", out.toString(), "--start-at", elsewhere))
                .isEqualTo(2);
        assertThat(shell.line().get("reason").textValue()).isEqualTo("CONFIG_INVALID");
        assertThat(shell.line().get("violations").get(0).get("message").textValue())
                .contains("start_at is ", "has no such event at that time");
        assertThat(out).doesNotExist();

        Shell explain = new Shell();
        assertThat(explain.run("explain", "--config", config, "--start-at", elsewhere))
                .isEqualTo(2);
        assertThat(explain.out()).contains("CONFIG_INVALID", "has no such event");

        Shell run = new Shell();
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(run.run(
                            "run",
                            "--once",
                            "--config",
                            config,
                            "--set",
                            "ingress.url=" + gate.url(),
                            "--start-at",
                            elsewhere))
                    .isEqualTo(2);
            assertThat(gate.requests()).isZero();
        }
        assertThat(run.line().get("reason").textValue()).isEqualTo("CONFIG_INVALID");
    }

    @Test
    void whatIsNoPlaceIsAUsageError() {
        for (String junk : List.of("", "yesterday", eventTime + "/", eventTime + "/xyz", "2026-01-01")) {
            Shell each = new Shell();
            assertThat(each.run("explain", "--config", config, "--start-at", junk))
                    .as(junk)
                    .isEqualTo(2);
            assertThat(each.err()).contains("policy.start_at (--set): ", "an event time such as ");
        }
    }
}
