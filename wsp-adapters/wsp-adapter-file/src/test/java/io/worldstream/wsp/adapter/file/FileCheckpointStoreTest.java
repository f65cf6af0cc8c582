package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckpointStoreTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final byte[] RECORD = {1, 2, 3};

    @TempDir
    Path dir;

    private Path root;
    private Path folder;
    private FileCheckpointStore store;

    @BeforeEach
    void store() {
        root = dir.resolve("made/checkpoints");
        folder = root.resolve(RUN.value());
        store = new FileCheckpointStore(root);
    }

    @Test
    void aFolderThatIsNotThereIsAnEmptyStoreUntilARunIsOpened() throws IOException {
        assertThat(store.runs()).isEmpty();
        assertThat(store.read(RUN)).isEmpty();
        assertThatExceptionOfType(WspException.class).isThrownBy(() -> store.save(RUN, 1, RECORD));
        assertThat(dir.resolve("made")).doesNotExist();
        store.open(RUN, 1);
        assertThat(names()).containsExactlyInAnyOrder("checkpoint.fence", "checkpoint.lock");
    }

    @Test
    void slotsAreWrittenInTurnAndNoDraftStays() throws IOException {
        store.open(RUN, 1);
        store.save(RUN, 1, RECORD);
        assertThat(names()).containsExactlyInAnyOrder("checkpoint.fence", "checkpoint.lock", "a.checkpoint");
        byte[] first = Files.readAllBytes(folder.resolve("a.checkpoint"));
        store.save(RUN, 1, new byte[] {4});
        assertThat(names())
                .containsExactlyInAnyOrder("checkpoint.fence", "checkpoint.lock", "a.checkpoint", "b.checkpoint");
        assertThat(folder.resolve("a.checkpoint")).hasBinaryContent(first);
        store.discard(RUN, 1);
        assertThat(names()).containsExactlyInAnyOrder("checkpoint.fence", "checkpoint.lock");
    }

    @Test
    void check_fenceIsDamaged_failsAsOpenDoesWhileTheRecordCanBeRead() throws IOException {
        store.open(RUN, 1);
        store.save(RUN, 1, RECORD);
        store.check(RUN);
        Files.write(folder.resolve("checkpoint.fence"), new byte[7]);
        assertThat(store.read(RUN)).hasValue(RECORD);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> store.check(RUN))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT))
                .withMessageContaining(folder.resolve("checkpoint.fence").toString());
        assertThatExceptionOfType(WspException.class).isThrownBy(() -> store.open(RUN, 2));
    }

    @Test
    void whatIsKeptIsTheOwnersAlone() throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
        store.open(RUN, 1);
        store.save(RUN, 1, RECORD);
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(folder)).isEqualTo("rwx------");
        for (String name : names()) {
            assertThat(mode(folder.resolve(name))).as(name).isEqualTo("rw-------");
        }
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Path real = Files.createDirectory(dir.resolve("real"));
        FileCheckpointStore linked = new FileCheckpointStore(Files.createSymbolicLink(dir.resolve("link"), real));
        linked.open(RUN, 1);
        linked.save(RUN, 1, RECORD);
        assertThat(linked.read(RUN)).hasValue(RECORD);
        assertThat(linked.runs()).containsExactly(RUN);
        assertThat(real.resolve(RUN.value())).exists();
    }

    @Test
    void whatIsNoRunOfItsOwnIsPassedOver() throws IOException {
        store.open(RUN, 1);
        store.save(RUN, 1, RECORD);
        Files.createFile(root.resolve("notes.txt"));
        Files.createFile(root.resolve("cd".repeat(16)));
        Files.createDirectory(root.resolve("lost+found"));
        Files.createDirectory(root.resolve("ef".repeat(16)));
        Path foreign = Files.createDirectory(root.resolve("AB".repeat(16)));
        Files.createFile(foreign.resolve("a.checkpoint"));
        assertThat(store.runs()).containsExactly(RUN);
    }

    @Test
    void aSlotThatIsNoFileOfItsOwnIsNotRead() throws IOException {
        store.open(RUN, 1);
        store.save(RUN, 1, RECORD);
        Path slot = folder.resolve("a.checkpoint");
        Path elsewhere = Files.move(slot, dir.resolve("elsewhere"));
        Files.createSymbolicLink(slot, elsewhere);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> store.read(RUN))
                .withMessageStartingWith(
                        "no checkpoint of run " + RUN + " is intact: " + slot + ": it is no regular file");
        assertThat(store.runs()).containsExactly(RUN);
        store.discard(RUN, 1);
        assertThat(slot).doesNotExist();
        assertThat(elsewhere).as("a link is removed, not followed").exists();
        store.save(RUN, 1, RECORD);
        assertThat(store.read(RUN)).hasValue(RECORD);
    }

    @Test
    void whatCannotBeWrittenNamesThePathAndLeavesWhatWasKept() throws IOException {
        store.open(RUN, 1);
        store.save(RUN, 1, RECORD);
        Files.createDirectories(folder.resolve("checkpoint.tmp").resolve("in the way"));
        assertThatIOException()
                .isThrownBy(() -> store.save(RUN, 1, new byte[] {4}))
                .withMessageContaining(folder.resolve("checkpoint.tmp").toString());
        assertThat(store.read(RUN)).hasValue(RECORD);
    }

    @Test
    void aDraftThatAKillLeftIsWrittenOver() throws IOException {
        store.open(RUN, 1);
        Files.write(folder.resolve("checkpoint.tmp"), new byte[10_000]);
        Files.write(folder.resolve("checkpoint.fence.tmp"), new byte[10_000]);
        store.open(RUN, 2);
        store.save(RUN, 2, RECORD);
        assertThat(store.read(RUN)).hasValue(RECORD);
        assertThat(names()).containsExactlyInAnyOrder("checkpoint.fence", "checkpoint.lock", "a.checkpoint");
    }

    @Test
    void anEpochIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.open(RUN, 0));
        assertThat(root).doesNotExist();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
