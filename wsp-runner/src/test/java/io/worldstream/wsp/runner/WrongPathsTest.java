package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and keys that name a file instead of a folder, or a folder instead of a file. */
final class WrongPathsTest {
    @TempDir
    Path temp;

    private Path file = Path.of("");
    private String config = "";

    @BeforeEach
    void aWorld() throws IOException {
        file = Files.writeString(temp.resolve("file"), "");
        config = Shell.world(temp.resolve("world"), 2).get("config").textValue();
    }

    private String fault(String... args) {
        Shell shell = new Shell();
        assertThat(shell.run(args)).as(shell.err()).isEqualTo(2);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).doesNotContain("Exception");
        return shell.err().replace(temp.toString(), "TEMP").strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate --folder TEMP/file|wsp: --folder: TEMP/file is not a folder that can be written to",
                "gate --folder TEMP/file/below|wsp: --folder: TEMP/file is not a folder that can be written to",
                "gate --folder TEMP/broken|wsp: --folder: TEMP/broken is not a folder that can be written to",
                "gate --folder TEMP/taken|wsp: --folder: expected a file, found a folder: TEMP/taken/admitted",
                "world --out TEMP/file|wsp: --out: not a folder: TEMP/file",
                "world --out TEMP/file/below|wsp: --out: TEMP/file is not a folder that can be written to",
                "seal --input TEMP/rows.csv --key k --output-id o --out TEMP/file/below|wsp: --out: TEMP/file is not a folder that can be written to",
                "seal --input TEMP/file/rows.csv --key k --output-id o --out TEMP/new|wsp: --input: cannot read TEMP/file/rows.csv: TEMP/file/rows.csv: Not a directory",
                "preview --config CONFIG --out TEMP/world|wsp: --out: expected a file, found a folder: TEMP/world",
                "preview --config CONFIG --out TEMP/none/x|wsp: --out: cannot write TEMP/none/x: the folder TEMP/none does not exist",
                "preview --config CONFIG --out TEMP/file/x|wsp: --out: cannot write TEMP/file/x: TEMP/file is not a folder",
                "explain --config CONFIG --ready TEMP/file/x|wsp: --ready: cannot read TEMP/file/x: TEMP/file/x: Not a directory",
                "explain --config CONFIG --set control_bus.root=TEMP/file|wsp: control_bus.root: TEMP/file is not a folder",
                "explain --config CONFIG --set object_store.root=TEMP/file/x|wsp: object_store.root: TEMP/file is not a folder",
                "explain --config CONFIG --set oracle.root=TEMP/file|wsp: oracle.root: TEMP/file is not a folder",
                "explain --config CONFIG --set survey.root=TEMP/file|wsp: survey.root: TEMP/file is not a folder",
                "run --once --config CONFIG --set ingress.url=https://h --set audit.root=/proc/x|wsp: audit.root: /proc is not a folder that can be written to",
                "run --once --config CONFIG --set ingress.url=https://h --set oracle.root=TEMP/file|wsp: oracle.root: TEMP/file is not a folder",
            })
    void aFileForAFolderOrTheReverse_isAUsageFaultInWords(String command, String message) throws IOException {
        Files.createDirectories(temp.resolve("taken/admitted"));
        Files.createSymbolicLink(temp.resolve("broken"), temp.resolve("nowhere"));
        Files.writeString(temp.resolve("rows.csv"), "k,ts_utc\n1,2026-01-01T00:00:00Z\n");
        String[] args = Stream.of(command.split(" "))
                .map(word -> word.replace("TEMP", temp.toString()).replace("CONFIG", config))
                .toArray(String[]::new);

        assertThat(fault(args)).isEqualTo(message);
    }

    @Test
    void aMessageThatIsNoReady_isSaidOnce() throws IOException {
        Path message = Files.writeString(temp.resolve("message.json"), "{}");
        assertThat(fault("explain", "--config", config, "--ready", message.toString()))
                .isEqualTo("wsp: --ready: TEMP/message.json is not a READY");
    }

    @Test
    void aConfigurationBelowAFile_isAUsageFaultInWords() {
        assertThat(fault("explain", "--config", file.resolve("wsp.yaml").toString()))
                .endsWith("TEMP/file/wsp.yaml: cannot be read: TEMP/file/wsp.yaml: Not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --once", "explain", "preview --out -"})
    void faultsOfTheCatalogue_areToldWithThoseOfTheConfiguration(String command) throws IOException {
        Path catalogue = temp.resolve("world/catalogue.json");
        Files.writeString(catalogue, "{\"version\": \"v1\"}");
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of("--config", config, "--set", "policy.max_in_flight=0", "--set", "ingress.url=https://h"));

        assertThat(fault(args.toArray(String[]::new)))
                .contains(
                        "policy.max_in_flight (--set): ", "catalogue (wsp.yaml): catalogue.json#/outputs: is missing");
        Files.delete(catalogue);
        assertThat(fault(args.toArray(String[]::new)))
                .contains("policy.max_in_flight (--set): ", "TEMP/world/catalogue.json: no such file or folder");
    }

    /** A status needs no catalogue. */
    @Test
    void faultsOfTheCatalogue_ofACommandWithoutOne_areNotLookedFor() throws IOException {
        Files.delete(temp.resolve("world/catalogue.json"));
        assertThat(fault("status", "--config", config, "--set", "policy.max_in_flight=0"))
                .contains("policy.max_in_flight")
                .doesNotContain("catalogue");
    }

    @Test
    void severalWrongFolders_areToldTogether() {
        assertThat(fault("explain", "--config", config, "--set", "oracle.root=" + file, "--set", "state.root=" + file)
                        .lines())
                .containsExactlyElementsOf(List.of(
                        "wsp: 2 faults:",
                        "  oracle.root: TEMP/file is not a folder",
                        "  state.root: TEMP/file is not a folder"));
    }
}
