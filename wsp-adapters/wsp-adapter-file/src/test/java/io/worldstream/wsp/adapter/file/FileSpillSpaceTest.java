package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSpillSpaceTest {
    private static final RunId RUN = new RunId("0".repeat(32));

    @TempDir
    Path dir;

    private Path root;

    @BeforeEach
    void root() throws IOException {
        root = Files.createDirectory(dir.resolve("spill"));
    }

    @Test
    void anAreaIsNamedAfterItsRun() throws IOException {
        try (SpillArea area = new FileSpillSpace(root).open(RUN)) {
            area.create();
            assertThat(names(root)).singleElement().asString().startsWith(RUN + "-" + ProcessName.THIS + "-");
            assertThat(names(root.resolve(names(root).get(0)))).containsExactly("0.spill", "lock");
        }
    }

    @Test
    void deadAreasAreRemovedWhateverIsLeftOfThem() throws IOException {
        DeadArea.in(root);
        Path unlocked = DeadArea.named(root, DeadArea.NAME.replace("-1-", "-2-"));
        Files.delete(unlocked.resolve("lock"));
        Files.createDirectory(root.resolve(DeadArea.NAME.replace("-1-", "-3-")));
        new FileSpillSpace(root);
        assertThat(names(root)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes",
                "00000000000000000000000000000000",
                "00000000000000000000000000000000-1-abc",
                "00000000000000000000000000000000-1-abc-0123456789abcdef.bak",
                "0000000000000000000000000000000-1-abc-0123456789abcdef",
                "00000000000000000000000000000000-1-abc-0123456789ABCDEF",
            })
    void foldersOfOtherNamesStayWhateverIsInThem(String name) throws IOException {
        Path folder = DeadArea.named(root, name);
        new FileSpillSpace(root).open(RUN).close();
        assertThat(names(folder)).containsExactly("0.spill", "1.spill", "lock");
    }

    @Test
    void aFileByTheNameOfAnAreaStays() throws IOException {
        Files.writeString(root.resolve(DeadArea.NAME), "no folder");
        new FileSpillSpace(root).open(RUN).close();
        assertThat(root.resolve(DeadArea.NAME)).hasContent("no folder");
    }

    @Test
    void whatIsNoSpillFileStaysInItsArea() throws IOException {
        Path dead = DeadArea.in(root);
        Files.createFile(dead.resolve("notes.spill"));
        new FileSpillSpace(root).open(RUN).close();
        assertThat(names(dead)).containsExactly("notes.spill");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = DeadArea.named(dir, "outside");
        Files.createSymbolicLink(root.resolve(DeadArea.NAME), outside);
        Path dead = DeadArea.named(root, DeadArea.NAME.replace("-1-", "-2-"));
        Files.createSymbolicLink(dead.resolve("2.spill"), outside.resolve("0.spill"));
        Path strange = DeadArea.named(root, DeadArea.NAME.replace("-1-", "-3-"));
        Files.delete(strange.resolve("lock"));
        Files.createSymbolicLink(strange.resolve("lock"), outside.resolve("lock"));
        new FileSpillSpace(root).open(RUN).close();
        assertThat(names(outside)).containsExactly("0.spill", "1.spill", "lock");
        assertThat(dead).doesNotExist();
        assertThat(names(strange)).as("a lock that is a link is not ours").hasSize(3);
    }

    @Test
    void whatIsSpilledIsTheOwnersAlone() throws IOException {
        assumeTrue(root.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path made = dir.resolve("made/here");
        try (SpillArea area = new FileSpillSpace(made).open(RUN)) {
            area.create();
            Path folder = made.resolve(names(made).get(0));
            assertThat(Stream.of(made.getParent(), made, folder)).allMatch(each -> "rwx------".equals(mode(each)));
            assertThat(Stream.of(folder.resolve("lock"), folder.resolve("0.spill")))
                    .allMatch(each -> "rw-------".equals(mode(each)));
        }
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        try (SpillArea area = new FileSpillSpace(link).open(RUN)) {
            area.create();
            assertThat(names(root)).hasSize(1);
        }
        assertThat(names(root)).isEmpty();
    }

    @Test
    void aRootThatCannotBeUsedIsNamedWhenAnAreaIsOpened() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        FileSpillSpace space = new FileSpillSpace(file);
        assertThatIOException()
                .isThrownBy(() -> space.open(RUN))
                .withMessageContaining("spill space " + file)
                .withMessageContaining("bytes are free there")
                .withMessageContaining("another folder");
    }

    @Test
    void anAreaInWhichSomebodyPutSomethingIsEmptiedAndStays() throws IOException {
        SpillArea area = new FileSpillSpace(root).open(RUN);
        area.create().append(ByteBuffer.allocate(10));
        Path folder = root.resolve(names(root).get(0));
        Files.createFile(folder.resolve("notes"));
        assertThatIOException().isThrownBy(area::close).withMessageContaining(folder.toString());
        assertThat(names(folder)).containsExactly("notes");
        area.close();
    }

    @Test
    void anAreaWhoseFolderIsGoneClosesAllTheSame() throws IOException {
        SpillArea area = new FileSpillSpace(root).open(RUN);
        SpillFile file = area.create();
        Path folder = root.resolve(names(root).get(0));
        Files.delete(folder.resolve("0.spill"));
        Files.delete(folder.resolve("lock"));
        Files.delete(folder);
        assertThatIOException().isThrownBy(area::create).withMessageContaining("spill space " + root);
        area.close();
        file.close();
    }

    @Test
    void aFileThatAnotherHandCutShortIsAnException() throws IOException {
        try (SpillArea area = new FileSpillSpace(root).open(RUN)) {
            SpillFile file = area.create();
            file.append(ByteBuffer.allocate(10));
            try (FileChannel channel =
                    FileChannel.open(root.resolve(names(root).get(0)).resolve("0.spill"), StandardOpenOption.WRITE)) {
                channel.truncate(4);
            }
            assertThat(file.read(0, ByteBuffer.allocate(10))).isEqualTo(4);
            assertThatIOException()
                    .isThrownBy(() -> file.read(4, ByteBuffer.allocate(10)))
                    .withMessageContaining("4 of 10 bytes");
        }
    }

    @Test
    void anInterruptClosesTheFileAndLeavesNothing() throws IOException {
        try (SpillArea area = new FileSpillSpace(root).open(RUN)) {
            SpillFile file = area.create();
            file.append(ByteBuffer.allocate(10));
            Thread.currentThread().interrupt();
            assertThatIOException().isThrownBy(() -> file.append(ByteBuffer.allocate(10)));
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            assertThatIOException()
                    .isThrownBy(() -> file.read(0, ByteBuffer.allocate(10)))
                    .withMessageContaining("is closed");
        }
        assertThat(names(root)).isEmpty();
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
