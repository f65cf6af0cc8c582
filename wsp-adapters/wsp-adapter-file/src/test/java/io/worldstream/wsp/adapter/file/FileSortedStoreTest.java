package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSortedStoreTest {
    private static final Hex64 KEY = new Hex64("ab".repeat(32));
    private static final Hex64 OTHER = new Hex64("cd".repeat(32));
    private static final String DEAD = "-1-abc-0123456789abcdef";

    @TempDir
    Path dir;

    private Path root;
    private FileSortedStore store;

    @BeforeEach
    void store() {
        root = dir.resolve("made/sorted");
        store = new FileSortedStore(root);
    }

    private static void write(FileSortedStore store, Hex64 key, int bytes) throws IOException {
        try (SortedDraft draft = store.create(key)) {
            draft.append(ByteBuffer.allocate(bytes));
            draft.commit();
        }
    }

    @Test
    void open_missingFolder_isAnEmptyStoreUntilAViewIsWritten() throws IOException {
        assertThat(store.open(KEY)).isEmpty();
        assertThat(store.entries()).isEmpty();
        store.discard(KEY);
        assertThat(root).doesNotExist();
        write(store, KEY, 1);
        assertThat(names()).containsExactlyInAnyOrder(KEY + ".view", ".lock");
    }

    @Test
    void create_newFiles_areTheOwnersAlone() throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
        write(store, KEY, 1);
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(root.resolve(KEY + ".view"))).isEqualTo("rw-------");
    }

    @Test
    void open_anotherFileInItsPlace_isNamed() throws IOException {
        write(store, KEY, 1);
        Files.writeString(root.resolve(KEY + ".view"), "anything");
        assertThatIOException()
                .isThrownBy(() -> store.open(KEY))
                .withMessage("the sorted view " + root.resolve(KEY + ".view")
                        + " cannot be opened: its first bytes are not those of a sorted view");
        assertThat(store.entries()).extracting(SortedEntry::key).containsExactly(KEY);
        store.discard(KEY);
        assertThat(store.open(KEY)).isEmpty();
        assertThat(names()).containsExactly(".lock");
    }

    @Test
    void open_link_isRefusedAndReplacedByTheNextCommit() throws IOException {
        write(store, KEY, 5);
        Path file = root.resolve(KEY + ".view");
        Path elsewhere = Files.move(file, dir.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThatIOException().isThrownBy(() -> store.open(KEY)).withMessageContaining("no regular file");
        write(store, KEY, 3);
        try (PartContent content = store.open(KEY).orElseThrow()) {
            assertThat(content.sizeBytes()).isEqualTo(3);
        }
        assertThat(Files.size(elsewhere)).isEqualTo(5 + FileSortedView.HEAD_BYTES);
    }

    @Test
    void close_viewAndDraft_leaveNoFile() throws IOException {
        write(store, KEY, 5);
        try (PartContent content = store.open(KEY).orElseThrow();
                SortedDraft draft = store.create(OTHER)) {
            assertThat(content.sizeBytes()).isEqualTo(5);
            draft.append(ByteBuffer.allocate(1));
            assertThat(names()).hasSize(4);
        }
        assertThat(names()).containsExactlyInAnyOrder(KEY + ".view", ".lock");
    }

    @Test
    void create_filesOfDeadProcesses_areRemovedAndNothingElse() throws IOException {
        Files.createDirectories(root);
        Path outside = Files.createFile(dir.resolve("outside"));
        String ours = KEY + "-" + ProcessName.THIS + "-0123456789abcdef.tmp";
        Files.createFile(root.resolve(ours));
        Files.createFile(root.resolve(KEY + DEAD + ".tmp"));
        Files.createFile(root.resolve(KEY + DEAD + ".use"));
        Files.createFile(root.resolve("notes.tmp"));
        Files.createSymbolicLink(root.resolve(OTHER + DEAD + ".tmp"), outside);
        write(store, OTHER, 1);
        assertThat(names())
                .containsExactlyInAnyOrder(OTHER + ".view", ".lock", ours, "notes.tmp", OTHER + DEAD + ".tmp");
        assertThat(outside).exists();
    }

    @Test
    void commit_budgetAndViewUsedByADeadProcess_isRemoved() throws IOException {
        FileSortedStore small = new FileSortedStore(root, 10_000);
        write(small, KEY, 8_000);
        Files.createFile(root.resolve(KEY + DEAD + ".use"));
        write(small, OTHER, 8_000);
        assertThat(names()).containsExactlyInAnyOrder(OTHER + ".view", ".lock");
    }

    /** The clock of the disk may be set back. */
    @Test
    void open_viewsUsedInTheFuture_isStillTheLastUsed() throws IOException {
        write(store, KEY, 1);
        write(store, OTHER, 1);
        Instant future = Instant.now().plusSeconds(3_600);
        Files.setLastModifiedTime(root.resolve(OTHER + ".view"), FileTime.from(future));
        store.open(KEY).orElseThrow().close();
        List<SortedEntry> entries = store.entries();
        assertThat(entries)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.created()).isBefore(future));
        assertThat(entries)
                .filteredOn(entry -> entry.key().equals(KEY))
                .singleElement()
                .satisfies(entry -> assertThat(entry.lastUsed()).isAfter(future));
    }

    @Test
    void append_budgetIsFull_saysSo() throws IOException {
        FileSortedStore small = new FileSortedStore(root, 10_000);
        write(small, KEY, 8_000);
        try (PartContent content = small.open(KEY).orElseThrow()) {
            assertThat(content.sizeBytes()).isEqualTo(8_000);
            assertThatIOException()
                    .isThrownBy(() -> write(small, OTHER, 8_000))
                    .withMessageContaining("cannot be written: there is no room in the budget of 10000 bytes");
            assertThatIOException()
                    .isThrownBy(() -> write(small, OTHER, 20_000))
                    .withMessageContaining("larger than the budget of 10000 bytes; raise sorted.max_bytes");
        }
        assertThat(names()).containsExactlyInAnyOrder(KEY + ".view", ".lock");
    }

    @Test
    void new_budgetOfNothing_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FileSortedStore(root, 0));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
