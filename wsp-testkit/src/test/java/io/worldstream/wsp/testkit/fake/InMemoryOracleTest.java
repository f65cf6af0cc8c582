package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.RootMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InMemoryOracleTest {
    private final InMemoryOracle oracle = new InMemoryOracle();

    @BeforeEach
    void fill() {
        put("data/a/part-1.jsonl", "one");
        put("data/a/part-2.jsonl", "two");
        put("data/a/.part-hidden.jsonl", "hidden");
        put("data/a/sub/part-3.jsonl", "three");
        put("data/b.jsonl", "0123456789");
    }

    @Test
    void resolvesOneObjectAPatternAndAFolder() {
        assertThat(paths("data/b.jsonl")).containsExactly("oracle/data/b.jsonl");
        assertThat(paths("data/a/part-*.jsonl"))
                .containsExactly("oracle/data/a/part-1.jsonl", "oracle/data/a/part-2.jsonl");
        assertThat(paths("data/a/*")).hasSize(3).contains("oracle/data/a/.part-hidden.jsonl");
        assertThat(paths("data/a/")).hasSize(4).last().isEqualTo("oracle/data/a/sub/part-3.jsonl");
    }

    @Test
    void ordersByCodePointNotByUtf16() {
        put("u/\uFF5E", "bmp");
        put("u/\uD83C\uDFE7", "astral");
        assertThat(paths("u")).containsExactly("oracle/u/\uFF5E", "oracle/u/\uD83C\uDFE7");
    }

    @Test
    void judgesReachBeforeExistence() {
        assertCode(ReasonCode.REF_OUT_OF_REACH, "data/../nothing");
        assertCode(ReasonCode.REF_OUT_OF_REACH, "/elsewhere");
        assertCode(ReasonCode.OBJECT_MISSING, "data/nothing");
        assertCode(ReasonCode.OBJECT_MISSING, "data/a/none-*.jsonl");
        assertThat(oracle.resolved()).hasSize(4);
        assertThat(oracle.opened()).isEmpty();
    }

    @Test
    void mapsAliases() {
        InMemoryOracle aliased = new InMemoryOracle(RootMap.builder()
                .root(RootKind.ORACLE, "oracle", List.of())
                .alias(RootKind.ORACLE, "s3://bucket/x", "oracle")
                .build());
        aliased.put(RootKind.ORACLE, "f", new byte[] {1});
        assertThat(aliased.resolve(new SealedReference(RootKind.ORACLE, "s3://bucket/x/f")))
                .hasSize(1);
    }

    @Test
    void whatWasNotResolvedCannotBeOpened() {
        assertThatIllegalStateException().isThrownBy(() -> oracle.open(new OraclePart("oracle/data/b.jsonl", 10)));
    }

    @Test
    void readsByPositionAndCounts() throws IOException {
        try (PartContent content = open()) {
            assertThat(read(content, 3, 4)).isEqualTo("3456");
            assertThat(read(content, 8, 4)).isEqualTo("89");
            assertThat(content.read(10, ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(oracle.stillOpen()).isEqualTo(1);
        }
        assertThat(oracle.stillOpen()).isZero();
        assertThat(oracle.bytesRead()).isEqualTo(6);
        assertThat(oracle.bytesRead(RootKind.ORACLE, "data/b.jsonl")).isEqualTo(6);
    }

    @Test
    void readsShort() throws IOException {
        oracle.shortReads(1);
        try (PartContent content = open()) {
            assertThat(read(content, 0, 4)).isEqualTo("0");
        }
    }

    @Test
    void changesAfterReads() throws IOException {
        oracle.changeAfterReads(RootKind.ORACLE, "data/b.jsonl", 1, "ABCDEFGHIJ".getBytes(StandardCharsets.UTF_8));
        try (PartContent content = open()) {
            assertThat(read(content, 0, 2)).isEqualTo("01");
            assertThat(read(content, 2, 2)).isEqualTo("CD");
        }
    }

    @Test
    void changesAfterOpens() throws IOException {
        oracle.changeAfterOpens(RootKind.ORACLE, "data/b.jsonl", 1, "AB".getBytes(StandardCharsets.UTF_8));
        try (PartContent content = open()) {
            assertThat(read(content, 0, 2)).isEqualTo("01");
        }
        try (PartContent content = open()) {
            assertThat(read(content, 0, 2)).isEqualTo("AB");
            assertThat(content.sizeBytes()).isEqualTo(2);
        }
    }

    @Test
    void failsToOpenAndToRead() throws IOException {
        oracle.failReadsFrom(RootKind.ORACLE, "data/b.jsonl", 4);
        try (PartContent content = open()) {
            assertThat(read(content, 0, 10)).isEqualTo("0123");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(content, 4, 1));
        }
        oracle.makeUnreadable(RootKind.ORACLE, "data/b.jsonl");
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE));
        OraclePart part = resolve("data/b.jsonl").get(0);
        oracle.remove(RootKind.ORACLE, "data/b.jsonl");
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> oracle.open(part))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_MISSING));
    }

    private void put(String path, String text) {
        oracle.put(RootKind.ORACLE, path, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<OraclePart> resolve(String path) {
        return oracle.resolve(new SealedReference(RootKind.ORACLE, path));
    }

    private List<String> paths(String path) {
        return resolve(path).stream().map(OraclePart::path).toList();
    }

    private PartContent open() {
        return oracle.open(resolve("data/b.jsonl").get(0));
    }

    private static String read(PartContent content, long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        int count = content.read(position, target);
        return new String(target.array(), 0, count, StandardCharsets.UTF_8);
    }

    private void assertCode(ReasonCode code, String path) {
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> resolve(path))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
