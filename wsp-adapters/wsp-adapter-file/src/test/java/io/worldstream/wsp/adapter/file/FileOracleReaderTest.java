package io.worldstream.wsp.adapter.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.RootMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts 4, Reach, on a real file system; and what a reference stands for. */
class FileOracleReaderTest {
    @TempDir
    Path dir;

    private Path oracle;
    private Path store;
    private Path outside;
    private FileOracleReader reader;

    @BeforeEach
    void world() throws IOException {
        oracle = Files.createDirectory(dir.resolve("oracle"));
        store = Files.createDirectory(dir.resolve("store"));
        outside = Files.createDirectory(dir.resolve("outside"));
        write(oracle.resolve("out/p1.jsonl"), "one");
        write(store.resolve("facts.json"), "facts");
        write(outside.resolve("secret.jsonl"), "secret");
        reader = FileOracleReader.builder()
                .oracleRoot(oracle, "data/oracle")
                .objectStoreRoot(store)
                .oracleAlias("s3://engine/run", oracle)
                .oracleAlias("C:\\engine", oracle)
                .build();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<String> paths(String reference) {
        try {
            return reader.resolve(new SealedReference(RootKind.ORACLE, reference)).stream()
                    .map(OraclePart::path)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names(String reference) {
        return paths(reference).stream()
                .map(path -> oracle.relativize(Path.of(path)).toString())
                .toList();
    }

    private String content(OraclePart part) throws IOException {
        try (PartContent content = reader.open(part)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
            while (bytes.hasRemaining() && content.read(bytes.position(), bytes) >= 0) {}
            return new String(bytes.array(), UTF_8);
        }
    }

    private static void assertCode(ReasonCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertRefused(String reference, ReasonCode code) {
        assertCode(code, () -> paths(reference));
    }

    // How a reference is written.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "out/p1.jsonl",
                "./out//p1.jsonl",
                "out\\p1.jsonl",
                "data/oracle/out/p1.jsonl",
                "data\\oracle\\out\\p1.jsonl",
                "s3://engine/run/out/p1.jsonl",
                "C:\\engine\\out\\p1.jsonl"
            })
    void namesTheSameObject(String reference) throws IOException {
        List<OraclePart> parts = reader.resolve(new SealedReference(RootKind.ORACLE, reference));
        assertThat(parts)
                .containsExactly(new OraclePart(oracle.resolve("out/p1.jsonl").toString(), 3));
        assertThat(content(parts.get(0))).isEqualTo("one");
    }

    @Test
    void anAbsolutePathBelowTheRootIsTakenAsItIs() {
        assertThat(names(oracle + "/out/p1.jsonl")).containsExactly("out/p1.jsonl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/secret.jsonl",
                "out/../../outside/secret.jsonl",
                "out/%2e%2e/x",
                "out/%252e%252e/x",
                "out/..%2fx",
                "out\\..\\x",
                "out/%2E/x",
                "out/\0",
                "out/%00",
                "/etc/hostname",
                "C:\\data\\out",
                "C:\\engine\\..\\x",
                "s3://engine/other/x",
                "s3://engine/running/x",
                "file:///etc/hostname",
                "o*t/p1.jsonl",
                "*/*.jsonl",
                "nowhere/../x"
            })
    void isOutOfReachWhateverIsThere(String reference) {
        assertRefused(reference, ReasonCode.REF_OUT_OF_REACH);
    }

    @Test
    void aRootsTextIsAPrefixByWholeSegmentsOnly() {
        assertRefused(oracle + "-2/x", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("data/oracle-2/p1.jsonl", ReasonCode.OBJECT_MISSING); // an ordinary relative path
    }

    @Test
    void aRootOfTheOtherKindIsOutOfReach() throws IOException {
        assertRefused(store + "/facts.json", ReasonCode.REF_OUT_OF_REACH);
        assertThat(reader.resolve(new SealedReference(RootKind.OBJECT_STORE, "facts.json")))
                .hasSize(1);
    }

    // Links.

    @Test
    void aLinkThatStaysIsFollowedAndKeepsItsName() throws IOException {
        Files.createSymbolicLink(oracle.resolve("alias.jsonl"), oracle.resolve("out/p1.jsonl"));
        Files.createSymbolicLink(oracle.resolve("relative.jsonl"), Path.of("out/../out/p1.jsonl"));
        Files.createSymbolicLink(oracle.resolve("folder"), Path.of("out"));
        assertThat(names("alias.jsonl")).containsExactly("alias.jsonl");
        assertThat(names("relative.jsonl")).containsExactly("relative.jsonl");
        assertThat(names("folder/p1.jsonl")).containsExactly("folder/p1.jsonl");
        assertThat(content(new OraclePart(oracle.resolve("folder/p1.jsonl").toString(), 3)))
                .isEqualTo("one");
    }

    @Test
    void aLinkThatLeavesIsOutOfReach() throws IOException {
        Files.createSymbolicLink(oracle.resolve("leak.jsonl"), outside.resolve("secret.jsonl"));
        Files.createSymbolicLink(oracle.resolve("up"), Path.of("../outside"));
        assertRefused("leak.jsonl", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("up/secret.jsonl", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("up/missing.jsonl", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("up/*.jsonl", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("up", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("*.jsonl", ReasonCode.REF_OUT_OF_REACH);
    }

    @Test
    void aLinkIntoTheOtherKindsRootLeaves() throws IOException {
        Files.createSymbolicLink(oracle.resolve("facts.jsonl"), store.resolve("facts.json"));
        assertRefused("facts.jsonl", ReasonCode.REF_OUT_OF_REACH);
        assertCode(
                ReasonCode.REF_OUT_OF_REACH,
                () -> reader.open(new OraclePart(oracle.resolve("facts.jsonl").toString(), 5)));
    }

    @Test
    void reachIsJudgedBeforeExistence() throws IOException {
        Files.createSymbolicLink(oracle.resolve("dangling"), outside.resolve("not-there"));
        Files.createSymbolicLink(oracle.resolve("inside"), oracle.resolve("not-there"));
        assertRefused("dangling", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("dangling/x", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("dangl*", ReasonCode.REF_OUT_OF_REACH);
        assertRefused("inside", ReasonCode.OBJECT_MISSING);
        assertRefused("insi*", ReasonCode.OBJECT_MISSING);
    }

    @Test
    void linksInACircleCannotBeRead() throws IOException {
        Files.createSymbolicLink(oracle.resolve("a"), oracle.resolve("b"));
        Files.createSymbolicLink(oracle.resolve("b"), oracle.resolve("a"));
        assertRefused("a", ReasonCode.OBJECT_UNREADABLE);
        assertRefused("a/x", ReasonCode.OBJECT_UNREADABLE);
    }

    @Test
    void aRootMayItselfBeALink() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("mount"), oracle);
        reader = FileOracleReader.builder().oracleRoot(link).build();
        assertThat(paths("out/p1.jsonl")).containsExactly(link + "/out/p1.jsonl");
        assertThat(paths(link + "/out/p1.jsonl")).hasSize(1);
    }

    @Test
    void aRootBehindALinkAndBackAgainIsWhereTheFileSystemSaysItIs() throws IOException {
        Files.createDirectories(dir.resolve("deep/er"));
        Files.createSymbolicLink(dir.resolve("jump"), dir.resolve("deep/er"));
        write(dir.resolve("deep/data/x.jsonl"), "deep");
        write(dir.resolve("data/x.jsonl"), "textual");
        reader = FileOracleReader.builder()
                .oracleRoot(dir.resolve("jump/../data"))
                .build();
        assertThat(content(reader.resolve(new SealedReference(RootKind.ORACLE, "x.jsonl"))
                        .get(0)))
                .isEqualTo("deep");
    }

    // Patterns and folders.

    @Test
    void aStarMatchesAnyRunAlsoALeadingDot() throws IOException {
        for (String name : List.of(".hidden.jsonl", "p2.jsonl", "p10.jsonl", "p.json", "q.jsonl.gz")) {
            write(oracle.resolve("out/" + name), name);
        }
        Files.createDirectory(oracle.resolve("out/dir.jsonl"));
        assertThat(names("out/*.jsonl"))
                .containsExactly("out/.hidden.jsonl", "out/p1.jsonl", "out/p10.jsonl", "out/p2.jsonl");
        assertThat(names("out/p*1*.jsonl")).containsExactly("out/p1.jsonl", "out/p10.jsonl");
        assertThat(names("out/**")).hasSize(6);
        assertRefused("out/x*", ReasonCode.OBJECT_MISSING);
        assertRefused("nowhere/*", ReasonCode.OBJECT_MISSING);
        assertRefused("out/p1.jsonl/*", ReasonCode.OBJECT_MISSING);
    }

    @ParameterizedTest
    @CsvSource({"[a]*, '[a]1', a1", "{a}*, '{a}1', a1", "?*, '?1', a1", "'a.*', 'a.1', ab1", "'\\*', '', '\\1'"})
    void everyOtherCharacterStandsForItself(String pattern, String match, String other) throws IOException {
        write(oracle.resolve("lit/" + other), "x");
        if (match.isEmpty()) {
            return; // a backslash is a separator in a reference, so nothing can name such a file
        }
        write(oracle.resolve("lit/" + match), "x");
        assertThat(names("lit/" + pattern)).containsExactly("lit/" + match);
    }

    @Test
    void aFolderStandsForAllRegularFilesBeneathIt() throws IOException {
        write(oracle.resolve("tree/b/2.jsonl"), "2");
        write(oracle.resolve("tree/a.jsonl"), "a");
        write(oracle.resolve("tree/b.jsonl"), "b");
        write(oracle.resolve("tree/b/.dot"), "d");
        Files.createSymbolicLink(oracle.resolve("tree/loop"), oracle.resolve("tree"));
        Files.createSymbolicLink(oracle.resolve("tree/away"), outside);
        Files.createSymbolicLink(oracle.resolve("tree/file"), oracle.resolve("out/p1.jsonl"));
        assertThat(names("tree"))
                .containsExactly("tree/a.jsonl", "tree/b.jsonl", "tree/b/.dot", "tree/b/2.jsonl", "tree/file");
        assertThat(names("tree/")).hasSize(5);
    }

    @Test
    void aFolderWithALinkedFileThatLeavesIsOutOfReach() throws IOException {
        Files.createSymbolicLink(oracle.resolve("out/leak"), outside.resolve("secret.jsonl"));
        assertRefused("out", ReasonCode.REF_OUT_OF_REACH);
    }

    @Test
    void aFolderWithoutAFileIsMissing() throws IOException {
        Files.createDirectories(oracle.resolve("empty/empty"));
        assertRefused("empty", ReasonCode.OBJECT_MISSING);
    }

    @Test
    void partsComeByCodePointNotByUtf16() throws IOException {
        String last = new String(Character.toChars(0x10000));
        assumeThat(System.getProperty("sun.jnu.encoding")).isEqualToIgnoringCase("UTF-8");
        for (String name : List.of("\uFFFD", last, "z", "é")) {
            write(oracle.resolve("order/" + name), name);
        }
        assertThat(names("order/*")).containsExactly("order/z", "order/é", "order/\uFFFD", "order/" + last);
        assertThat(names("order")).isEqualTo(names("order/*"));
    }

    // Existing and missing objects.

    @Test
    void whatIsNotThereIsMissing() {
        assertRefused("nowhere", ReasonCode.OBJECT_MISSING);
        assertRefused("out/p1.jsonl/below", ReasonCode.OBJECT_MISSING);
        assertCode(
                ReasonCode.OBJECT_MISSING,
                () -> reader.open(new OraclePart(oracle.resolve("gone").toString(), 1)));
    }

    @Test
    void aPipeIsNotRead() throws Exception {
        Process made = new ProcessBuilder("mkfifo", oracle.resolve("out/pipe").toString()).start();
        assumeThat(made.waitFor()).isZero();
        assertRefused("out/pipe", ReasonCode.OBJECT_UNREADABLE);
        assertCode(
                ReasonCode.OBJECT_UNREADABLE,
                () -> reader.open(new OraclePart(oracle.resolve("out/pipe").toString(), 1)));
        assertThat(names("out/*")).containsExactly("out/p1.jsonl");
        assertThat(names("out")).containsExactly("out/p1.jsonl");
    }

    @Test
    void whatMayNotBeReadIsUnreadable() throws IOException {
        Path file = oracle.resolve("out/p1.jsonl");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("not run by root").isFalse();
        OraclePart part = reader.resolve(new SealedReference(RootKind.ORACLE, "out/p1.jsonl"))
                .get(0);
        assertCode(ReasonCode.OBJECT_UNREADABLE, () -> reader.open(part));
    }

    @Test
    void whatTheLocaleCannotSpellIsAMatterOfConfiguration() {
        assertRefused("out/\uD800", ReasonCode.CONFIG_INVALID);
        assertCode(ReasonCode.CONFIG_INVALID, () -> reader.open(new OraclePart(oracle + "/\uD800", 1)));
    }

    @Test
    void aPathThatIsTooLongForTheFileSystemIsAnAnswerToo() {
        assertThatThrownBy(() -> paths("x".repeat(5000))).isInstanceOf(WspException.class);
    }

    // Opening.

    @Test
    void aPartThatLeftItsRootSinceThenIsOutOfReach() throws IOException {
        OraclePart part = reader.resolve(new SealedReference(RootKind.ORACLE, "out/p1.jsonl"))
                .get(0);
        Files.delete(oracle.resolve("out/p1.jsonl"));
        Files.createSymbolicLink(oracle.resolve("out/p1.jsonl"), outside.resolve("secret.jsonl"));
        assertCode(ReasonCode.REF_OUT_OF_REACH, () -> reader.open(part));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hostname", "relative", "", "oracle/../outside/secret.jsonl"})
    void aPartThatNobodyResolvedIsOutOfReach(String path) {
        String text = path.startsWith("oracle/") ? dir + "/" + path : path;
        assertThatThrownBy(() -> reader.open(new OraclePart(text, 1))).isInstanceOf(WspException.class);
    }

    @Test
    void readsByPosition() throws IOException {
        write(oracle.resolve("bytes"), "0123456789");
        try (PartContent content = reader.open(new OraclePart(oracle + "/bytes", 10))) {
            ByteBuffer target = ByteBuffer.allocate(4);
            assertThat(content.sizeBytes()).isEqualTo(10);
            assertThat(content.read(8, target)).isEqualTo(2);
            assertThat(content.read(0, target)).isEqualTo(2);
            assertThat(new String(target.array(), UTF_8)).isEqualTo("8901");
            assertThat(content.read(0, target)).isZero();
            assertThat(content.read(10, ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(content.read(99, ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aLocationMustBeAbsolute() {
        RootMap map =
                RootMap.builder().root(RootKind.ORACLE, "relative", List.of()).build();
        assertCode(ReasonCode.CONFIG_INVALID, () -> new FileOracleReader(map));
    }
}
