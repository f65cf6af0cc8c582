package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.Hex64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSurveyStoreTest {
    private static final Hex64 KEY = new Hex64("ab".repeat(32));
    private static final byte[] SURVEY = {1, 2, 3};

    @TempDir
    Path dir;

    private Path root;
    private FileSurveyStore store;

    @BeforeEach
    void store() {
        root = dir.resolve("made/surveys");
        store = new FileSurveyStore(root);
    }

    @Test
    void aFolderThatIsNotThereIsAnEmptyStoreUntilASurveyIsSaved() throws IOException {
        assertThat(store.load(KEY)).isEmpty();
        store.discard(KEY);
        assertThat(root).doesNotExist();
        store.save(KEY, SURVEY);
        assertThat(names()).containsExactly(KEY + ".survey");
    }

    @Test
    void whatIsKeptIsTheOwnersAlone() throws IOException {
        assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
        store.save(KEY, SURVEY);
        assertThat(mode(root)).isEqualTo("rwx------");
        assertThat(mode(root.resolve(KEY + ".survey"))).isEqualTo("rw-------");
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Path real = Files.createDirectory(dir.resolve("real"));
        FileSurveyStore linked = new FileSurveyStore(Files.createSymbolicLink(dir.resolve("link"), real));
        linked.save(KEY, SURVEY);
        assertThat(linked.load(KEY)).hasValue(SURVEY);
        assertThat(real.resolve(KEY + ".survey")).exists();
    }

    @Test
    void whatIsDamagedIsNamed() throws IOException {
        store.save(KEY, SURVEY);
        Files.write(root.resolve(KEY + ".survey"), new byte[] {9});
        assertThatIOException()
                .isThrownBy(() -> store.load(KEY))
                .withMessage("the survey " + root.resolve(KEY + ".survey")
                        + " cannot be used: it has 1 byte, which is not the length of a survey");
    }

    @Test
    void aSurveyUnderAnotherKeysNameIsNotThatKeys() throws IOException {
        Hex64 other = new Hex64("cd".repeat(32));
        store.save(KEY, SURVEY);
        Files.copy(root.resolve(KEY + ".survey"), root.resolve(other + ".survey"));
        assertThatIOException().isThrownBy(() -> store.load(other)).withMessageContaining("of this key");
        assertThat(store.load(KEY)).hasValue(SURVEY);
    }

    @Test
    void whatIsNoFileOfItsOwnIsNotRead() throws IOException {
        store.save(KEY, SURVEY);
        Path file = root.resolve(KEY + ".survey");
        Path elsewhere = Files.move(file, dir.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThatIOException().isThrownBy(() -> store.load(KEY)).withMessageContaining("no regular file");
        store.save(KEY, new byte[] {4});
        assertThat(store.load(KEY)).hasValue(new byte[] {4});
        assertThat(Files.size(elsewhere)).as("a link is replaced, not followed").isEqualTo(83);
    }

    @Test
    void aSaveThatFailsLeavesNoDraft() throws IOException {
        Path file = root.resolve(KEY + ".survey");
        Files.createDirectories(file.resolve("in the way"));
        assertThatIOException().isThrownBy(() -> store.save(KEY, SURVEY)).withMessageContaining(file.toString());
        assertThat(names()).containsExactly(KEY + ".survey");
    }

    @Test
    void draftsOfTheDeadAreRemovedAndNothingElse() throws IOException {
        Files.createDirectories(root);
        String dead = KEY + "-1-abc-0123456789abcdef.tmp";
        String ours = KEY + "-" + ProcessName.THIS + "-0123456789abcdef.tmp";
        Path outside = Files.createFile(dir.resolve("outside"));
        Files.createFile(root.resolve(dead));
        Files.createFile(root.resolve(ours));
        Files.createFile(root.resolve("notes.tmp"));
        Files.createSymbolicLink(root.resolve(dead.replace("-1-", "-2-")), outside);
        store.save(KEY, SURVEY);
        assertThat(names()).containsExactlyInAnyOrder(KEY + ".survey", ours, "notes.tmp", dead.replace("-1-", "-2-"));
        assertThat(outside).exists();
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
