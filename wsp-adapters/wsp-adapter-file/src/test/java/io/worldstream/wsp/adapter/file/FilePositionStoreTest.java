package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and their faults; the contract test covers the rules of the SPI. */
class FilePositionStoreTest {
    private static final PositionName NAME = new PositionName("kinesis/control/settled");

    @TempDir
    Path dir;

    @Test
    void save_ofAName_writesOneFile() throws IOException {
        store().save(NAME, new byte[] {1, 2, 3}, null);
        try (Stream<Path> files = Files.walk(root())) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> root().relativize(file).toString()))
                    .containsExactlyInAnyOrder("kinesis/control/settled.position", "kinesis/control/position.lock");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 20, 42})
    void load_ofADamagedFile_saysSoUntilItIsRemoved(int at) throws IOException {
        store().save(NAME, new byte[] {1, 2, 3}, null);
        byte[] bytes = Files.readAllBytes(file());
        bytes[at] ^= 1;
        Files.write(file(), bytes);
        assertDamaged();
        Files.delete(file());
        assertThat(store().load(NAME)).isEmpty();
        assertThat(store().save(NAME, new byte[1], null)).isPresent();
    }

    @Test
    void load_ofATruncatedFile_saysSo() throws IOException {
        store().save(NAME, new byte[100], null);
        byte[] bytes = Files.readAllBytes(file());
        for (int length : new int[] {0, 1, 39, 40, bytes.length - 1}) {
            Files.write(file(), Arrays.copyOf(bytes, length));
            assertDamaged();
        }
    }

    /** A file that was copied under another name is not that one's record. */
    @Test
    void load_ofAnotherNamesFile_saysSo() throws IOException {
        store().save(new PositionName("kinesis/control/other"), new byte[1], null);
        Files.copy(file().resolveSibling("other.position"), file());
        assertDamaged();
    }

    /** Else a host that was stopped in between would overwrite what others saved since. */
    @Test
    void version_afterTheFileWasRemovedAndSavedAnew_isAnother() throws IOException {
        String first = store().save(NAME, new byte[] {1}, null).orElseThrow();
        Files.delete(file());
        store().save(NAME, new byte[] {2}, null);
        assertThat(store().save(NAME, new byte[] {3}, first)).isEmpty();
        assertThat(store().load(NAME).map(Position::record)).hasValue(new byte[] {2});
    }

    @Test
    void save_ofMoreThanAMebibyte_fails() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> store().save(NAME, new byte[(1 << 20) + 1], null))
                .withMessageContaining("settled.position")
                .withMessageContaining("1048577 bytes");
        assertThat(store().load(NAME)).isEmpty();
    }

    @Test
    void save_whileAnotherHoldsTheLock_failsInBoundedTime() throws IOException {
        store().save(NAME, new byte[] {1}, null);
        FilePositionStore impatient = new FilePositionStore(root(), Duration.ZERO);
        String version = impatient.load(NAME).orElseThrow().version();
        Path folder = root().resolve("kinesis").resolve("control");
        FileMutex.within(folder, "position.lock", Duration.ofMinutes(5), () -> {
            CompletableFuture.runAsync(() -> {
                        assertThatIOException()
                                .isThrownBy(() -> impatient.save(NAME, new byte[] {2}, version))
                                .withMessageContaining("position.lock");
                        try {
                            assertThat(impatient.load(NAME)).isPresent();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();
            return 1;
        });
        assertThat(impatient.save(NAME, new byte[] {2}, version)).isPresent();
    }

    /** The leftovers of a killed process. */
    @Test
    void save_overADraft_replacesIt() throws IOException {
        Files.createDirectories(root().resolve("kinesis").resolve("control"));
        Files.write(file().resolveSibling("position.tmp"), new byte[1000]);
        store().save(NAME, new byte[] {1}, null);
        assertThat(store().load(NAME).map(Position::record)).hasValue(new byte[] {1});
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void save_onPosix_isForTheOwnerOnly() throws IOException {
        store().save(NAME, new byte[] {1}, null);
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(root())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    private void assertDamaged() {
        assertThatIOException()
                .isThrownBy(() -> store().load(NAME))
                .withMessageContaining("settled.position")
                .withMessageContaining("remove the file");
        assertThatIOException().isThrownBy(() -> store().save(NAME, new byte[1], null));
    }

    private FilePositionStore store() {
        return new FilePositionStore(root());
    }

    private Path root() {
        return dir.resolve("positions");
    }

    private Path file() {
        return root().resolve(NAME + ".position");
    }
}
