package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.world.PartRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spill files left behind by a process that sorts, however it ends. */
@Tag("process")
@Timeout(300)
final class SpillOfAProcessTest {
    private static final int ROWS = 8_000;
    /** So little that the sort takes hundreds of files and many passes: far longer than the test takes to see the first. */
    private static final String LONG_SORT = "limits.sort_bytes=65536";

    private static final String SHORT_SORT = "limits.sort_bytes=4000000";

    @TempDir
    Path temp;

    /** An hour of event time between two events: at real time a run does not end by itself. */
    private WorldWithConfig writeWorld() throws IOException {
        String padding = "\"pad\":\"" + "x".repeat(2_500) + "\"}";
        return WorldWithConfig.write(
                temp.resolve("world"),
                Trades.world(PartRows.streaming(() -> IntStream.range(0, ROWS)
                        // A step that shares no factor with the number of rows visits each once.
                        .mapToObj(i -> Trades.row(i * 3_001 % ROWS, 3_600_000).replace("\"price\":10.50}", padding))
                        .iterator())));
    }

    private static void assertNothingIsLeft(WorldWithConfig world) {
        assertThat(world.spill()).isEmptyDirectory();
    }

    @Test
    void whatAKilledRunLeftIsGoneWithTheNextWhichStreamsTheWholeWorld() throws Exception {
        WorldWithConfig world = writeWorld();
        try (EmbeddedGate gate = EmbeddedGate.builder().keepAtMost(0).start()) {
            WspProcess killed = WspProcess.start(Map.of(), world.run(gate, "--set", LONG_SORT));
            killed.until(() -> !SpillFolder.filesIn(world.spill()).isEmpty());
            killed.kill().ends(137);
            assertThat(SpillFolder.filesIn(world.spill())).isNotEmpty();

            JsonNode next = WspProcess.run(
                            0,
                            world.run(
                                    gate,
                                    "--once",
                                    "--set",
                                    SHORT_SORT,
                                    "--set",
                                    "policy.stream_speedup=max",
                                    "--set",
                                    "policy.max_in_flight=8"))
                    .line();
            assertThat(next.get("status").textValue()).isEqualTo("COMPLETED");
            JsonNode events = next.get("events");
            // The killed run may have come as far as its first event.
            assertThat(events.get("admitted").intValue()
                            + events.get("duplicate").intValue())
                    .isEqualTo(ROWS);
            assertNothingIsLeft(world);
        }
    }

    @Test
    void aRunThatIsAskedToEndWhileItSortsLeavesNothing() throws Exception {
        WorldWithConfig world = writeWorld();
        try (EmbeddedGate gate = EmbeddedGate.builder().keepAtMost(0).start()) {
            WspProcess run = WspProcess.start(Map.of(), world.run(gate, "--set", LONG_SORT));
            run.until(() -> SpillFolder.filesIn(world.spill()).size() > 4);
            run.terminate().ends(4);
            assertThat(run.err()).contains("was stopped before its first event").doesNotContain("WARN", "ERROR");
            assertNothingIsLeft(world);
        }
    }

    @Test
    void aRunThatIsAskedToEndWhileItStreamsLeavesNothing() throws Exception {
        WorldWithConfig world = writeWorld();
        try (EmbeddedGate gate = EmbeddedGate.builder().keepAtMost(0).start()) {
            // Without room for a sorted view, the rows are sorted as they are streamed.
            WspProcess run =
                    WspProcess.start(Map.of(), world.run(gate, "--set", SHORT_SORT, "--set", "sorted.max_bytes=1"));
            run.until(() -> gate.requests() > 0);
            assertThat(SpillFolder.filesIn(world.spill())).isNotEmpty();
            run.terminate().ends(4);
            assertThat(run.err())
                    .contains("was stopped after event 1 of 8000, at event time 2026-01-01T00:00:00.000000Z");
            assertNothingIsLeft(world);
        }
    }
}
