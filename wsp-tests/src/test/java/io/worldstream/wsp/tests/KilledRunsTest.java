package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.file.FileCheckpointStore;
import io.worldstream.wsp.adapter.file.FileRunLease;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code wsp run} at random moments, against a gate that lives on, and resumed each time (I5, I6, I7, I8).
 * {@code -Dwsp.kills=500 -Dwsp.kills.seed=N} make it longer and another.
 */
@Tag("process")
@Timeout(7200)
final class KilledRunsTest {
    private static final int KILLS = Integer.getInteger("wsp.kills", 10);
    private static final long SEED = Long.getLong("wsp.kills.seed", 20_261_123L);
    private static final int EVENTS_A_KILL = 400;
    private static final int WINDOW = 8;
    private static final int SAVED_EVERY = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    private static String[] run(String config, EmbeddedGate gate, String... more) {
        return Stream.concat(
                        Stream.of(
                                "run",
                                "--config",
                                config,
                                "--set",
                                "ingress.url=" + gate.url(),
                                "--set",
                                "policy.stream_speedup=max",
                                "--set",
                                "policy.rate_cap_eps=1000",
                                "--set",
                                "policy.max_in_flight=" + WINDOW,
                                "--set",
                                "checkpoint.events=" + SAVED_EVERY),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static long accepted(EmbeddedGate gate) {
        return gate.count(Decision.ADMIT);
    }

    /** The cursor that the next start will find. */
    private static long cursor(Path state, RunId run) {
        Path runs = state.resolve("runs");
        Optional<LedgerEntry> kept = new RunLedger(
                        new FileCheckpointStore(runs),
                        new FileRunLease(runs, new SystemClock(), Duration.ofSeconds(30), "the test"),
                        new SystemClock())
                .entry(run);
        assertThat(kept.map(LedgerEntry::holder)).as("the dead hold nothing").isEmpty();
        return kept.map(entry -> entry.events().pushed()).orElse(0L);
    }

    @Test
    void whatTheGateAdmittedIsThePlanHoweverOftenTheHostWasKilled() throws Exception {
        Path world = temp.resolve("world");
        JsonNode paths = WspProcess.run(
                        0,
                        "world",
                        "--out",
                        world.toString(),
                        "--events",
                        Integer.toString(KILLS * (2 * EVENTS_A_KILL + WINDOW)),
                        "--seed",
                        Long.toString(SEED))
                .line();
        String config = paths.get("config").textValue();
        RunId run = new RunId(paths.get("run_id").textValue());
        Path preview = temp.resolve("preview.jsonl");
        JsonNode previewed = WspProcess.run(0, "preview", "--config", config, "--out", preview.toString())
                .line();
        SplittableRandom random = new SplittableRandom(SEED);
        AtomicLong accepts = new AtomicLong();
        // A host that is killed late, since the machine is busy, finds the gate silent before the world is at its end.
        try (EmbeddedGate gate = EmbeddedGate.builder()
                .durable(temp.resolve("gate"))
                .script(request ->
                        accepts.getAndDecrement() > 0 ? GateBehaviour.answer() : GateBehaviour.holdBeforeTaking())
                .start()) {
            long mostDuplicates = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                accepts.set(2 * EVENTS_A_KILL);
                mostDuplicates +=
                        killedAt(random.nextLong(EVENTS_A_KILL), kill, config, gate, world.resolve("state"), run);
            }
            accepts.set(Long.MAX_VALUE);
            JsonNode summary = WspProcess.run(0, run(config, gate, "--once")).line();
            String seed = "seed " + SEED + ", " + KILLS + " kills";
            assertThat(summary.get("status").textValue()).as(seed).isEqualTo("COMPLETED");
            assertThat(summary.get("stream_digest")).as(seed).isEqualTo(previewed.get("stream_digest"));
            assertThat(gate.admitted().stream().map(GateRequest::body))
                    .as(seed)
                    .containsExactlyInAnyOrderElementsOf(Files.readAllLines(preview));
            assertThat(gate.count(Decision.DUPLICATE))
                    .as("at most what was accepted and not yet saved at each kill; " + seed)
                    .isLessThanOrEqualTo(mostDuplicates);
            assertEachFlowInOrder(gate.admitted(), seed);
        }
    }

    /** Gives how much the gate had accepted beyond the cursor when the host was killed. */
    private static long killedAt(long moreEvents, int kill, String config, EmbeddedGate gate, Path state, RunId run)
            throws IOException, InterruptedException {
        long until = accepted(gate) + moreEvents;
        WspProcess host = WspProcess.start(Map.of(), run(config, gate));
        host.until(() -> accepted(gate) >= until);
        host.kill().ends(137);
        long cursor = cursor(state, run);
        long unsaved = accepted(gate) - cursor;
        assertThat(unsaved).as("I8, kill %s: the cursor is %s", kill, cursor).isNotNegative();
        return unsaved + WINDOW;
    }

    private static void assertEachFlowInOrder(List<GateRequest> admitted, String seed) throws IOException {
        Map<String, String> last = new HashMap<>();
        for (GateRequest request : admitted) {
            JsonNode envelope = JSON.readTree(request.body());
            JsonNode payload = envelope.get("payload");
            String flow = (payload.has("flow_id") ? payload.get("flow_id") : payload.get("merchant_id")).asText();
            String time = envelope.get("ts_utc").textValue();
            String before = last.put(flow, time);
            assertThat(before == null || before.compareTo(time) <= 0)
                    .as("flow %s: %s after %s; %s", flow, time, before, seed)
                    .isTrue();
        }
        assertThat(last).hasSizeGreaterThan(1);
    }
}
