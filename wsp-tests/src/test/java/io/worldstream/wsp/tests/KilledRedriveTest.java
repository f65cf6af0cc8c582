package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateRequest;
import io.worldstream.wsp.testkit.gate.GateScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wsp quarantine list} and {@code wsp redrive} as processes, one of them killed in the middle. */
@Tag("process")
@Timeout(300)
final class KilledRedriveTest {
    private static final int EVENTS = 120;
    private static final int QUARANTINED = 12;

    @TempDir
    Path temp;

    /** Quarantines every tenth request of the stream; then admits so many, and holds the rest. */
    private final AtomicLong admits = new AtomicLong();

    private volatile boolean mended;

    private EmbeddedGate gate() {
        GateScript script = request -> {
            if (!mended) {
                return request.number() % 10 == 0
                        ? GateBehaviour.quarantine(200, "SCHEMA_FAIL")
                        : GateBehaviour.answer();
            }
            return admits.getAndDecrement() > 0 ? GateBehaviour.answer() : GateBehaviour.holdBeforeTaking();
        };
        return EmbeddedGate.builder().script(script).start();
    }

    private static String[] args(String command, WorldWithConfig world, String... more) {
        return Stream.concat(
                        Stream.of(command.split(" ")),
                        Stream.concat(Stream.of("--config", world.config().toString()), Stream.of(more)))
                .toArray(String[]::new);
    }

    private static String[] redrive(WorldWithConfig world, EmbeddedGate gate) {
        return args(
                "redrive",
                world,
                "--run",
                world.world().runId().value(),
                "--set",
                "ingress.url=" + gate.url(),
                "--set",
                "policy.max_in_flight=1");
    }

    private static List<String> listed(WorldWithConfig world) throws IOException, InterruptedException {
        return WspProcess.run(
                        0,
                        args(
                                "quarantine list",
                                world,
                                "--run",
                                world.world().runId().value()))
                .out()
                .lines()
                .toList();
    }

    @Test
    void redrive_killedInTheMiddle_theNextSendsWhatIsOpen() throws Exception {
        WorldWithConfig world = WorldWithConfig.write(temp.resolve("world"), Trades.world(EVENTS, 1000));
        try (EmbeddedGate gate = gate()) {
            JsonNode summary = WspProcess.run(0, world.run(gate, "--once", "--set", "policy.stream_speedup=max"))
                    .line();
            assertThat(summary.get("status").textValue()).isEqualTo("COMPLETED");
            assertThat(summary.get("notes").toString()).contains("12 events were quarantined by the gate");
            assertThat(listed(world)).hasSize(QUARANTINED);

            mended = true;
            admits.set(5);
            long before = gate.requests();
            WspProcess killed = WspProcess.start(Map.of(), redrive(world, gate));
            killed.until(() -> gate.requests() == before + 6);
            killed.kill().ends(137);
            assertThat(listed(world))
                    .hasSize(QUARANTINED)
                    .filteredOn(line -> line.endsWith("redriven: ADMIT"))
                    .hasSize(5);

            admits.set(Long.MAX_VALUE);
            WspProcess next = WspProcess.run(0, redrive(world, gate));
            assertThat(next.out()).contains(": 7 of 7 at the gate: ");
            assertThat(listed(world)).hasSize(QUARANTINED).allMatch(line -> line.endsWith("redriven: ADMIT"));
            assertThat(gate.count(Decision.ADMIT)).isEqualTo(EVENTS);
            assertThat(gate.admitted().stream().map(GateRequest::eventId)).doesNotHaveDuplicates();
            JsonNode status = WspProcess.run(0, args("status", world, "--json")).line();
            assertThat(status.get("redriven").intValue()).isEqualTo(QUARANTINED);
            assertThat(Files.isDirectory(
                            world.world().directory().resolve("state").resolve("dead_letter")))
                    .isTrue();
        }
    }
}
