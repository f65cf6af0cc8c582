package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A world that is sorted ahead of its runs, and the views of it. */
@Timeout(300)
final class SortCommandTest {
    private static final int ROWS = 200;
    private static final String LINE =
            "[0-9a-f]{64}  [0-9]+ bytes, created 20[0-9-]{8}T[0-9:.]{15}Z, last used 20[0-9-]{8}T[0-9:.]{15}Z\n";

    @TempDir
    Path temp;

    private Path state = Path.of("");
    private Path config = Path.of("");

    @BeforeEach
    void aWorldWithOneOutputInNoOrder() throws IOException {
        World world = World.ofRows()
                .output(entry("ordered"), PartRows.of(rows(1)))
                .output(entry("trades"), PartRows.of(rows(77)))
                .writeTo(temp.resolve("world"));
        config = WorldFolder.configure(world, "1").config();
        state = temp.resolve("world").resolve("state");
    }

    private static Catalogue.Output entry(String id) {
        return new Catalogue.Output(new OutputId(id), List.of("n"), List.of("gate.x"), "scope_seed");
    }

    private static List<String> rows(int step) {
        return IntStream.range(0, ROWS)
                .map(i -> i * step % ROWS)
                .mapToObj(n -> "{\"n\":" + n + ",\"ts_utc\":\"2026-01-01T00:"
                        + String.format("%02d:%02d", n / 60, n % 60) + "Z\"}")
                .toList();
    }

    private Shell command(int exit, String name, String... more) {
        List<String> args = new ArrayList<>(List.of(name, "--config", config.toString()));
        args.addAll(List.of(more));
        Shell shell = new Shell();
        assertThat(shell.run(args.toArray(String[]::new))).as(shell.err()).isEqualTo(exit);
        return shell;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("sorted"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(".lock"))
                    .toList();
        }
    }

    @Test
    void sort_firstAndSecondTime_saysWhatCameOfEachOutput() throws IOException {
        String plain = preview();
        assertThat(command(0, "sort").out()).matches("ordered: is in order\ntrades: sorted \\([0-9]+ bytes\\)\n");
        assertThat(files()).singleElement().asString().matches("[0-9a-f]{64}\\.view");
        assertThat(command(0, "sort").out())
                .matches("ordered: is in order\ntrades: has its sorted view \\([0-9]+ bytes\\)\n");
        assertThat(preview()).isEqualTo(plain);
        assertThat(command(0, "explain").out())
                .contains("trades: is read from its sorted view (", ", of which 1 is not in order of event time");
    }

    private void blankTheParts() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("world/oracle"))) {
            for (Path part : files.filter(file -> file.toString().endsWith(".jsonl"))
                    .filter(file -> file.toString().contains("trades"))
                    .toList()) {
                Files.writeString(part, " ".repeat((int) Files.size(part)));
            }
        }
    }

    private String preview() throws IOException {
        Path out = temp.resolve("envelopes");
        command(0, "preview", "--out", out.toString());
        return Files.readString(out);
    }

    @Test
    void preview_afterSort_readsNoByteOfTheParts() throws IOException {
        command(0, "sort");
        blankTheParts();
        assertThat(preview().lines()).hasSize(2 * ROWS);
    }

    @Test
    void sort_worldThatIsRefused_exitsWithThreeAndKeepsNothing() throws IOException {
        blankTheParts();
        Shell shell = command(3, "sort");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("CONTENT_DIGEST_MISMATCH");
        assertThat(state.resolve("sorted")).doesNotExist();
    }

    @Test
    void sort_noRoom_exitsWithOne() {
        assertThat(command(1, "sort", "--set", "sorted.max_bytes=100").out())
                .contains("trades: its sorted view could not be kept");
    }

    /** Not even the superuser can make a folder there. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void sort_folderCannotBeMade_isUsage() {
        assertThat(command(2, "sort", "--set", "sorted.root=/proc/zz").err())
                .contains("sorted.root: /proc is not a folder that can be written to");
    }

    @Test
    void sort_nowhereToKeepViews_isUsage() throws IOException {
        Files.writeString(config, Files.readString(config).replaceAll("state:\\n  root: state\\n", ""));
        assertThat(command(2, "sort").err()).contains("set sorted.root or state.root");
        assertThat(command(2, "sorted").err()).contains("set sorted.root or state.root");
        String root = "sorted.root=" + temp.resolve("views");
        assertThat(command(0, "sort", "--set", root).out()).contains("trades: sorted");
        assertThat(command(0, "sorted", "--set", root).out()).matches(LINE);
    }

    @Nested
    class Listing {
        @Test
        void sorted_noViews_saysSo() {
            Shell shell = command(0, "sorted");
            assertThat(shell.out()).isEmpty();
            assertThat(shell.err()).isEqualTo("wsp: no sorted views\n");
            assertThat(command(0, "sorted", "--json").err()).isEmpty();
        }

        @Test
        void sorted_aView_isListed() throws IOException {
            command(0, "sort");
            String digest = files().get(0).replace(".view", "");
            assertThat(command(0, "sorted").out()).matches(LINE).startsWith(digest);
            Shell json = command(0, "sorted", "--json");
            assertThat(json.line().get("digest").textValue()).isEqualTo(digest);
            assertThat(json.line().get("bytes").longValue()).isPositive();
            assertThat(json.line().get("created").textValue()).endsWith("Z");
            assertThat(json.line().get("last_used").textValue()).endsWith("Z");
        }

        @Test
        void drop_oneOrAll_removesAndPrintsThem() throws IOException {
            command(0, "sort");
            String digest = files().get(0).replace(".view", "");
            assertThat(command(2, "sorted", "--drop", "0".repeat(64)).err()).contains("no sorted view 000");
            assertThat(command(2, "sorted", "--drop", "x").err()).contains("--drop: expected the digest");
            assertThat(files()).hasSize(1);
            assertThat(command(0, "sorted", "--drop", digest).out()).matches(LINE);
            assertThat(files()).isEmpty();
            command(0, "sort");
            assertThat(command(0, "sorted", "--drop-all", "--json")
                            .line()
                            .get("digest")
                            .textValue())
                    .isEqualTo(digest);
            assertThat(files()).isEmpty();
        }
    }
}
