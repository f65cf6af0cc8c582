package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import io.worldstream.wsp.testkit.gate.GateBehaviour;
import io.worldstream.wsp.testkit.gate.GateScript;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a sort puts rows aside and where surveys are kept, and what the commands that push nothing leave behind. */
@Timeout(300)
final class SpillAndSurveyFoldersTest {
    private static final int ROWS = 200;
    private static final String[] SPILLING = {
        "--set", "limits.sort_bytes=2000", "--set", "limits.read_ahead_events=4", "--set", "policy.stream_speedup=max"
    };

    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private Path folder = Path.of("");
    private Path state = Path.of("");
    private Path config = Path.of("");

    @BeforeEach
    void aWorldInNoOrder() throws IOException {
        folder = temp.resolve("world");
        Catalogue.Output entry =
                new Catalogue.Output(new OutputId("trades"), List.of("n"), List.of("gate.x"), "scope_seed");
        World world = World.ofRows()
                .output(
                        entry,
                        PartRows.of(IntStream.range(0, ROWS)
                                .map(i -> i * 77 % ROWS)
                                .mapToObj(n -> "{\"n\":" + n + ",\"ts_utc\":\"2026-01-01T00:"
                                        + String.format("%02d:%02d", n / 60, n % 60) + "Z\"}")
                                .toList()))
                .writeTo(folder);
        config = WorldFolder.configure(world, "1").config();
        state = folder.resolve("state");
    }

    private int command(String name, String... more) {
        List<String> args = new ArrayList<>(List.of(name, "--config", config.toString()));
        args.addAll(List.of(SPILLING));
        args.addAll(List.of(more));
        return shell.run(args.toArray(String[]::new));
    }

    /** Runs the world, and gives what lay in the folder of rows put aside when each event came to the gate. */
    private List<Integer> run(Path spill, String... more) {
        List<Integer> files = new CopyOnWriteArrayList<>();
        GateScript script = request -> {
            files.add(filesIn(spill).size());
            return GateBehaviour.answer();
        };
        try (EmbeddedGate gate = EmbeddedGate.builder().script(script).start()) {
            List<String> args = new ArrayList<>(List.of("--once", "--set", "ingress.url=" + gate.url()));
            args.addAll(List.of(more));
            assertThat(command("run", args.toArray(String[]::new))).isZero();
        }
        assertThat(files).hasSize(ROWS);
        return files;
    }

    private static List<String> filesIn(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRunPutsRowsAsideAndKeepsSurveysUnderItsState() {
        Path spill = state.resolve("spill");
        assertThat(run(spill).get(0))
                .as("files while the first event is pushed, when all rows are in the sorted view")
                .isZero();
        assertThat(spill).as("was used").isEmptyDirectory();
        assertThat(filesIn(state.resolve("sorted"))).hasSize(2).contains(".lock");
        assertThat(filesIn(state.resolve("surveys"))).singleElement().asString().matches("[0-9a-f]{64}\\.survey");
    }

    @Test
    void allCanBePutElsewhere() {
        Path spill = temp.resolve("room");
        Path surveys = temp.resolve("kept");
        Path sorted = temp.resolve("sorted");
        run(spill, "--set", "spill.root=" + spill, "--set", "survey.root=" + surveys, "--set", "sorted.root=" + sorted);
        assertThat(spill).as("was used").isEmptyDirectory();
        assertThat(filesIn(sorted)).hasSize(2);
        assertThat(state.resolve("sorted")).doesNotExist();
        assertThat(filesIn(surveys)).hasSize(1);
        assertThat(state.resolve("spill")).doesNotExist();
        assertThat(state.resolve("surveys")).doesNotExist();
    }

    @Test
    void explainAndPreviewLeaveTheStateAsItIsButForAnEmptySpillFolder() throws IOException {
        assertThat(command("explain")).isZero();
        assertThat(command("preview", "--out", temp.resolve("p").toString())).isZero();
        assertThat(Files.readAllLines(temp.resolve("p"))).hasSize(ROWS);
        try (Stream<Path> entries = Files.list(state)) {
            assertThat(entries).containsExactly(state.resolve("spill"));
        }
        assertThat(state.resolve("spill")).isEmptyDirectory();
    }

    @Test
    void explainAndPreviewDoNotUseTheSurveysOfRuns() throws IOException {
        run(state.resolve("spill"));
        Path survey = state.resolve("surveys")
                .resolve(filesIn(state.resolve("surveys")).get(0));
        Files.writeString(survey, "junk");
        assertThat(command("explain", "--set", "policy.survey_trust=survey")).isZero();
        assertThat(survey).hasContent("junk");
    }

    @Test
    void explainAndPreviewKeepSurveysWhereTheyAreToldTo() {
        Path surveys = temp.resolve("kept");
        assertThat(command("explain", "--set", "survey.root=" + surveys)).isZero();
        assertThat(filesIn(surveys)).hasSize(1);
        assertThat(state.resolve("surveys")).doesNotExist();
    }

    /** A budget that no view fits into: the rows are sorted while they are streamed. */
    @Test
    void run_viewBeyondItsBudget_sortsAsItStreams() {
        Path spill = state.resolve("spill");
        assertThat(run(spill, "--set", "sorted.max_bytes=100").get(0)).isGreaterThan(1);
        assertThat(filesIn(state.resolve("sorted"))).containsExactly(".lock");
    }

    @Test
    void withoutAnyRoomASortThatTakesMoreThanItsMemoryHalts() throws IOException {
        Files.writeString(config, Files.readString(config).replaceAll("state:\\n  root: state\\n", ""));
        assertThat(command("explain", "--json")).isEqualTo(4);
        assertThat(shell.line().get("reason").textValue()).isEqualTo("LIMIT_EXCEEDED");
        assertThat(shell.line().get("violations").get(0).get("message").textValue())
                .contains("more memory than limits.sort_bytes (2000) allows", "no spill space");
        assertThat(state).doesNotExist();

        Shell room = new Shell();
        assertThat(room.run(
                        "explain",
                        "--config",
                        config.toString(),
                        "--set",
                        "limits.sort_bytes=2000",
                        "--set",
                        "spill.root=" + temp.resolve("room")))
                .isZero();
        assertThat(temp.resolve("room")).isEmptyDirectory();
    }
}
