package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.testkit.gate.EmbeddedGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file that an option or a key names: a pipe does not hang, a device has no end, and both are an error of usage. */
@Timeout(120)
final class InputFilesTest {
    @TempDir
    Path temp;

    private final Shell shell = new Shell();
    private Path config = Path.of("");
    private Path state = Path.of("");

    @BeforeEach
    void aWorld() {
        Path world = temp.resolve("world");
        Shell.world(world, 3);
        config = world.resolve("wsp.yaml");
        state = world.resolve("state");
    }

    private String file(String kind) throws Exception {
        Path file = temp.resolve("input");
        switch (kind) {
            case "pipe" -> new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
            case "folder" -> Files.createDirectory(file);
            case "large" -> Files.writeString(file, "x".repeat(9 << 20));
            default -> {
                return kind;
            }
        }
        return file.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "folder", "large", "/dev/zero"})
    void config_whatIsNoSmallFile_isUsage(String kind) throws Exception {
        assertThat(shell.run("run", "--once", "--config", file(kind))).isEqualTo(2);
        assertThat(shell.err()).contains("CONFIG_INVALID", "cannot be read: it ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "folder", "large", "/dev/zero"})
    void catalogue_whatIsNoSmallFile_isUsage(String kind) throws Exception {
        String catalogue = file(kind);
        assertThat(shell.run("explain", "--config", config.toString(), "--set", "catalogue=" + catalogue))
                .isEqualTo(2);
        assertThat(shell.err()).contains("CONFIG_INVALID", "the catalogue " + catalogue + " cannot be read: it ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "folder", "large", "/dev/zero"})
    void ready_whatIsNoSmallFile_isUsage(String kind) throws Exception {
        assertThat(shell.run("explain", "--config", config.toString(), "--ready", file(kind)))
                .isEqualTo(2);
        assertThat(shell.err()).contains("--ready: cannot read ", ": it ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "folder", "/dev/zero"})
    void input_whatIsNoFile_isUsage(String kind) throws Exception {
        String input = file(kind);
        assertThat(seal(input)).isEqualTo(2);
        assertThat(shell.err()).contains("--input: cannot read " + input + ": it ");
    }

    @Test
    void input_csvWithoutLines_isRefused() throws Exception {
        assertThat(seal(file("large"))).isEqualTo(3);
        assertThat(shell.err()).contains("input, header: more than 1048576 characters");
    }

    @Test
    void input_bytesThatAreNotUtf8_areRefused() throws IOException {
        Path csv = Files.write(temp.resolve("rows.csv"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
        assertThat(seal(csv.toString())).isEqualTo(3);
        assertThat(shell.err()).contains("it is not UTF-8");
    }

    private int seal(String input) {
        String out = temp.resolve("sealed").toString();
        return shell.run(
                "seal",
                "--input",
                input,
                "--format",
                "csv",
                "--out",
                out,
                "--output-id",
                "o",
                "--key",
                "a",
                "--ts-field",
                "a");
    }

    @Test
    void run_manyFilesOnTheBus_namesOnlySome() throws IOException {
        Path bus = config.resolveSibling("many").resolve("fp.bus.control.v1");
        Files.createDirectories(bus);
        for (int i = 0; i < 100; i++) {
            Files.writeString(bus.resolve(i + ".json"), "{}");
        }
        assertThat(shell.run("explain", "--config", config.toString(), "--set", "control_bus.root=many"))
                .isEqualTo(2);
        assertThat(shell.err().lines().filter(line -> line.contains("ignored")).toList())
                .hasSize(21);
    }

    /** Rows of a bank, and what says where they stand: nobody else's, whatever the umask says. */
    @Test
    void run_anyState_isTheOwnersAlone() throws IOException {
        try (EmbeddedGate gate = EmbeddedGate.start()) {
            assertThat(shell.run(
                            "run",
                            "--once",
                            "--config",
                            config.toString(),
                            "--set",
                            "ingress.url=" + gate.url(),
                            "--set",
                            "policy.stream_speedup=max"))
                    .isZero();
        }
        try (Stream<Path> made = Files.walk(state)) {
            List<String> open = made.filter(path -> !mode(path).endsWith("------"))
                    .map(path -> path + " " + mode(path))
                    .toList();
            assertThat(open).isEmpty();
        }
        assertThat(state.resolve("acknowledged")).isDirectory();
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
