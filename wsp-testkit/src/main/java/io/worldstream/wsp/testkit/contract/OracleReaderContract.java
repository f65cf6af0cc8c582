package io.worldstream.wsp.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Proves an {@link OracleReader}: the rules {@code ORC-*} of {@code docs/spec.md}. A store may name its parts as it
 * likes: the kit distinguishes objects by their content.
 */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class OracleReaderContract extends Contract {
    private static final int THREADS = 4;

    /** Creates the kit. JUnit creates one instance per test; its store is empty and has a root of each kind. */
    protected OracleReaderContract() {}

    /**
     * Stores an object.
     *
     * @param root the kind of root
     * @param path the object's path below the root, with {@code /}
     * @param bytes the object's content
     */
    protected abstract void put(RootKind root, String path, byte[] bytes) throws Exception;

    /** Removes an object; in a store that keeps older versions, all its versions. */
    protected abstract void remove(RootKind root, String path) throws Exception;

    /** Returns a reader over the store; the same one on each call, or another. */
    protected abstract OracleReader reader() throws Exception;

    /**
     * Creates a link whose target lies under no root of any kind.
     *
     * @param root the kind of root that holds the link
     * @param path the path of the link
     * @param exists whether the target is to be an existing object
     * @return false if the store has no links, which is the default
     */
    protected boolean linkOutside(RootKind root, String path, boolean exists) throws Exception {
        return false;
    }

    /** Returns whether the store supports names beyond ASCII. Default: true. */
    protected boolean spellsAnyName() {
        return true;
    }

    @Override
    final String ruleOfReturning() {
        return "ORC-02";
    }

    @Test
    @DisplayName("ORC-01 a reference names one object or all beneath a folder, not those that share its prefix")
    public final void aReferenceNamesOneObjectOrAllBeneathAFolder() throws Exception {
        put("out/a", "out/a.jsonl", "tree/a/1", "tree/a/b/2", "tree/ab/3");
        assertEquals(List.of("out/a"), contents("out/a"));
        assertEquals(List.of("tree/a/1", "tree/a/b/2"), contents("tree/a"));
        assertEquals(List.of("tree/a/1", "tree/a/b/2"), contents("tree/a/"));
        assertRefused(ReasonCode.OBJECT_MISSING, "out/a.json");
        assertRefused(ReasonCode.OBJECT_MISSING, "tre");
        assertRefused(ReasonCode.OBJECT_MISSING, "out/a/1");
    }

    @Test
    @DisplayName("ORC-01 a * stands for any characters of the last segment, including a leading dot, but not /")
    public final void aStarTakesAnyRunOfCharactersOfTheLastSegment() throws Exception {
        put("out/.p0.jsonl", "out/p1.jsonl", "out/p11.jsonl", "out/p4.jsonl.gz", "out/sub/p2.jsonl");
        assertEquals(List.of("out/.p0.jsonl", "out/p1.jsonl", "out/p11.jsonl"), contents("out/*.jsonl"));
        assertEquals(List.of("out/p1.jsonl", "out/p11.jsonl"), contents("out/p*1.jsonl"));
        assertRefused(ReasonCode.OBJECT_MISSING, "out/q*");
        assertRefused(ReasonCode.OBJECT_MISSING, "nowhere/*");
    }

    @Test
    @DisplayName("ORC-01 a * outside the last segment is refused")
    public final void aStarOutsideTheLastSegmentIsRefused() throws Exception {
        put("out/p1.jsonl");
        assertRefused(ReasonCode.REF_OUT_OF_REACH, "o*t/p1.jsonl");
        assertRefused(ReasonCode.REF_OUT_OF_REACH, "*/*.jsonl");
        assertRefused(ReasonCode.REF_OUT_OF_REACH, "**/p1.jsonl");
    }

    @Test
    @DisplayName("ORC-01 no character but * is a pattern")
    public final void nothingButAStarIsAPattern() throws Exception {
        put("lit/[ab]1", "lit/a1", "lit/b1", "lit/{a,b}1");
        assertEquals(List.of("lit/[ab]1"), contents("lit/[ab]*"));
        assertEquals(List.of("lit/{a,b}1"), contents("lit/{a,b}*"));
        assertEquals(List.of("lit/[ab]1"), contents("lit/[ab]1"));
        assertRefused(ReasonCode.OBJECT_MISSING, "lit/.1");
    }

    @Test
    @DisplayName("ORC-02 any thread resolves, opens and reads")
    public final void anyThreadResolvesOpensAndReads() throws Exception {
        put("out/p1.jsonl", "out/p2.jsonl");
        OracleReader reader = reader();
        onOtherThreads(
                THREADS,
                () -> assertEquals(
                        List.of("out/p1.jsonl", "out/p2.jsonl"), contents(reader, RootKind.ORACLE, "out/*")));
    }

    @Test
    @DisplayName("ORC-03 parts are ordered by whole path, not folder by folder")
    public final void partsComeInTheOrderOfTheirWholePaths() throws Exception {
        put("tree/a/1", "tree/a.b", "tree/a-b", "tree/B", "tree/a0", "tree/a/.c");
        assertEquals(List.of("tree/B", "tree/a-b", "tree/a.b", "tree/a/.c", "tree/a/1", "tree/a0"), contents("tree"));
    }

    @Test
    @DisplayName("ORC-03 parts are ordered by code point, not by UTF-16 unit")
    public final void partsComeByCodePoint() throws Exception {
        assumeTrue(spellsAnyName(), "the store does not support these names");
        String highest = "order/" + Character.toString(0x10000);
        put(highest, "order/\uFFFD", "order/z", "order/é");
        List<String> ordered = List.of("order/z", "order/é", "order/\uFFFD", highest);
        assertEquals(ordered, contents("order/*"));
        assertEquals(ordered, contents("order"));
    }

    @Test
    @DisplayName("ORC-04 references out of reach are refused whether or not the object exists")
    public final void whatIsOutOfReachIsSoWhetherItIsThereOrNot() throws Exception {
        put("out/p1.jsonl");
        for (String reference : List.of(
                "../out/p1.jsonl",
                "out/../out/p1.jsonl",
                "out/../../nowhere",
                "out\\..\\out\\p1.jsonl",
                "out/%2e%2e/out/p1.jsonl",
                "out/%2E%2E/nowhere",
                "out/..%2fout/p1.jsonl",
                "nowhere/../nowhere",
                "out/p1.jsonl\0",
                "/nowhere/at/all",
                "nobody://declared/this/scheme")) {
            assertRefused(ReasonCode.REF_OUT_OF_REACH, reference);
        }
    }

    @Test
    @DisplayName("ORC-04 each kind of root reaches only its own objects")
    public final void eachKindOfRootReachesItsOwnObjectsOnly() throws Exception {
        put(RootKind.OBJECT_STORE, "facts.json", "facts".getBytes(UTF_8));
        put(RootKind.ORACLE, "out/p1.jsonl", "row".getBytes(UTF_8));
        OracleReader reader = reader();
        assertEquals(List.of("facts"), contents(reader, RootKind.OBJECT_STORE, "facts.json"));
        assertEquals(List.of("row"), contents(reader, RootKind.ORACLE, "out\\p1.jsonl"));
        assertRefused(ReasonCode.OBJECT_MISSING, "facts.json");
        assertCode(
                ReasonCode.OBJECT_MISSING,
                "OBJECT_STORE:out/p1.jsonl",
                () -> reader.resolve(new SealedReference(RootKind.OBJECT_STORE, "out/p1.jsonl")));
    }

    @Test
    @DisplayName("ORC-04 a link that leads outside is out of reach, even if it dangles")
    public final void aLinkThatLeadsOutIsOutOfReach() throws Exception {
        put("out/p1.jsonl");
        assumeTrue(linkOutside(RootKind.ORACLE, "links/leak.jsonl", true), "the store has no links");
        linkOutside(RootKind.ORACLE, "links/void.jsonl", false);
        for (String reference :
                List.of("links/leak.jsonl", "links/void.jsonl", "links/void.jsonl/x", "links/*.jsonl", "links")) {
            assertRefused(ReasonCode.REF_OUT_OF_REACH, reference);
        }
    }

    @Test
    @DisplayName("ORC-05 a part that has left its root since it was resolved is out of reach")
    public final void aPartThatLeftItsRootIsOutOfReach() throws Exception {
        put("out/p1.jsonl");
        OracleReader reader = reader();
        OraclePart part = only(reader, "out/p1.jsonl");
        remove(RootKind.ORACLE, "out/p1.jsonl");
        assumeTrue(linkOutside(RootKind.ORACLE, "out/p1.jsonl", true), "the store has no links");
        assertCode(ReasonCode.REF_OUT_OF_REACH, part.path(), () -> openAndClose(reader, part));
    }

    @Test
    @DisplayName("ORC-05 a part removed since it was resolved is missing")
    public final void aPartThatIsGoneIsMissing() throws Exception {
        put("out/p1.jsonl");
        OracleReader reader = reader();
        OraclePart part = only(reader, "out/p1.jsonl");
        remove(RootKind.ORACLE, "out/p1.jsonl");
        assertCode(ReasonCode.OBJECT_MISSING, part.path(), () -> openAndClose(reader, part));
    }

    @Test
    @DisplayName("ORC-06 a read returns at least one byte until the end, then -1")
    public final void aReadGivesAtLeastOneByteUntilTheEnd() throws Exception {
        byte[] bytes = new byte[200_003];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        put(RootKind.ORACLE, "big", bytes);
        OracleReader reader = reader();
        OraclePart part = only(reader, "big");
        assertEquals(bytes.length, part.sizeBytes(), "the size of the part");
        try (PartContent content = reader.open(part)) {
            assertEquals(bytes.length, content.sizeBytes(), "the size of the content");
            for (int step : new int[] {65_536, 4_099}) {
                assertArrayEquals(bytes, whole(content, step), "the bytes read in steps of " + step);
            }
            assertEquals(-1, content.read(bytes.length, ByteBuffer.allocate(1)), "a read at the end");
            assertEquals(-1, content.read(bytes.length + 7L, ByteBuffer.allocate(1)), "a read past the end");
            assertEquals(0, content.read(5, ByteBuffer.allocate(0)), "a read into a full target");
            ByteBuffer window = ByteBuffer.allocate(8).position(3).limit(5);
            int count = content.read(100_001, window);
            assertTrue(count == 1 || count == 2, () -> "a read of 2 bytes returned " + count);
            assertEquals(3 + count, window.position(), "the position of the target");
            byte[] expected = new byte[8];
            System.arraycopy(bytes, 100_001, expected, 3, count);
            assertArrayEquals(expected, window.array(), "the content of the target");
        }
    }

    @Test
    @DisplayName("ORC-06 an empty object is at its end at once")
    public final void anObjectWithoutAByteIsAtItsEndAtOnce() throws Exception {
        put(RootKind.ORACLE, "empty", new byte[0]);
        OracleReader reader = reader();
        try (PartContent content = reader.open(only(reader, "empty"))) {
            assertEquals(0, content.sizeBytes());
            assertEquals(-1, content.read(0, ByteBuffer.allocate(1)));
        }
    }

    @Test
    @DisplayName("ORC-08 a part can be opened while it is open, and closing one content leaves the others open")
    public final void aPartIsOpenedAgainWhileItIsOpen() throws Exception {
        put("out/p1.jsonl");
        OracleReader reader = reader();
        OraclePart part = only(reader, "out/p1.jsonl");
        try (PartContent first = reader.open(part)) {
            try (PartContent second = reader.open(part)) {
                assertEquals("out/p1.jsonl", new String(whole(second, 5), UTF_8), "a second content");
            }
            assertEquals("out/p1.jsonl", new String(whole(first, 5), UTF_8), "the first, after the second is closed");
        }
        assertEquals("out/p1.jsonl", content(reader, part), "a content opened after all are closed");
    }

    @Test
    @DisplayName("ORC-09 a part with a version is read as that version, or not at all")
    public final void aPartWithAVersionGivesThatVersionOnly() throws Exception {
        put(RootKind.ORACLE, "out/p1.jsonl", "before".getBytes(UTF_8));
        OracleReader reader = reader();
        OraclePart part = only(reader, "out/p1.jsonl");
        assumeTrue(part.version() != null, "the store has no versions");
        OraclePart.Version version = Objects.requireNonNull(part.version());
        assertEquals("before", content(reader, part), "the version that was resolved");
        put(RootKind.ORACLE, "out/p1.jsonl", "after!".getBytes(UTF_8));
        try {
            assertEquals("before", content(reader, part), "a part whose object was replaced");
        } catch (WspException e) {
            assertEquals(ReasonCode.CONTENT_DIGEST_MISMATCH, e.code(), "a part whose object was replaced");
            assertFalse(version.immutable(), "an immutable version whose object was replaced cannot be read");
        }
        OraclePart replaced = only(reader, "out/p1.jsonl");
        assertNotEquals(version, replaced.version(), "the version of the object that replaced it");
        assertEquals("after!", content(reader, replaced), "the object that replaced it");
    }

    /** Stores objects whose content is their own path. */
    private void put(String... paths) throws Exception {
        for (String path : paths) {
            put(RootKind.ORACLE, path, path.getBytes(UTF_8));
        }
    }

    private List<String> contents(String reference) throws Exception {
        return contents(reader(), RootKind.ORACLE, reference);
    }

    private static List<String> contents(OracleReader reader, RootKind root, String reference) throws IOException {
        return reader.resolve(new SealedReference(root, reference)).stream()
                .map(part -> content(reader, part))
                .toList();
    }

    private static String content(OracleReader reader, OraclePart part) {
        try (PartContent content = reader.open(part)) {
            return new String(whole(content, 1 << 10), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads as the engine does, repeatedly until the size is reached. */
    private static byte[] whole(PartContent content, int step) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteBuffer target = ByteBuffer.allocate(step);
        while (whole.size() < content.sizeBytes()) {
            int before = whole.size();
            int count = content.read(before, target.clear());
            if (count < 1 || count != target.position()) {
                fail("a read at " + before + " of " + content.sizeBytes() + " returned " + count
                        + " and moved its target by " + target.position());
            }
            whole.write(target.array(), 0, count);
        }
        return whole.toByteArray();
    }

    private static OraclePart only(OracleReader reader, String reference) throws IOException {
        List<OraclePart> parts = reader.resolve(new SealedReference(RootKind.ORACLE, reference));
        assertEquals(1, parts.size(), () -> "the parts of " + reference + ": " + parts);
        return parts.get(0);
    }

    private static void openAndClose(OracleReader reader, OraclePart part) throws IOException {
        reader.open(part).close();
    }

    private void assertRefused(ReasonCode code, String reference) throws Exception {
        OracleReader reader = reader();
        assertCode(code, reference, () -> reader.resolve(new SealedReference(RootKind.ORACLE, reference)));
    }

    private static void assertCode(ReasonCode code, String what, Executable call) {
        assertEquals(code, assertThrows(WspException.class, call, what).code(), what);
    }
}
