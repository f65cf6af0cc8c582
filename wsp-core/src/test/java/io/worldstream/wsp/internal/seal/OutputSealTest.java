package io.worldstream.wsp.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.plan.StreamPlan.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I4: an output's bytes are those that were sealed, and each chunk's digest is kept. */
class OutputSealTest {
    private static final int CHUNK = SealedPart.CHUNK_BYTES;

    private final StoredParts store = new StoredParts();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Hashes parts in the order of the list; nobody reads them meanwhile. */
    private List<SealedPart> verified(Target target, List<OraclePart> parts) {
        return verified(target, parts, content -> {});
    }

    private List<SealedPart> verified(Target target, List<OraclePart> parts, OutputSeal.Visitor visitor) {
        OutputSeal seal = new OutputSeal(store, target);
        parts.forEach(part -> seal.add(part, visitor));
        return seal.verify();
    }

    private void assertRefused(Target target, List<OraclePart> parts, ReasonCode code, String message) {
        assertThatThrownBy(() -> verified(target, parts)).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
        assertThat(store.stillOpen()).isZero();
    }

    @Test
    void theDigestIsOverThePartsInTheirOrder() {
        List<OraclePart> parts = List.of(store.put("a", ascii("one")), store.put("b", ascii("two")));
        Target target = TestPlans.target("out", ascii("onetwo"));
        List<SealedPart> sealed = verified(target, parts);
        assertThat(sealed).extracting(SealedPart::part).isEqualTo(parts);
        assertThat(sealed).extracting(SealedPart::sizeBytes).containsExactly(3L, 3L);
        assertThat(store.stillOpen()).isZero();
        assertThat(store.opened()).as("each part is read once").isEqualTo(2);
    }

    @Test
    void anotherOrderIsAnotherContent() {
        List<OraclePart> parts = List.of(store.put("b", ascii("two")), store.put("a", ascii("one")));
        assertRefused(
                TestPlans.target("out", ascii("onetwo")),
                parts,
                ReasonCode.CONTENT_DIGEST_MISMATCH,
                DigestUtils.sha256Hex("twoone"));
    }

    @Test
    void aMismatchNamesTheOutputAndBothDigests() {
        Target target = TestPlans.target("out", ascii("sealed"));
        List<OraclePart> parts = List.of(store.put("a", ascii("other")));
        assertRefused(target, parts, ReasonCode.CONTENT_DIGEST_MISMATCH, DigestUtils.sha256Hex("other"));
        assertRefused(target, parts, ReasonCode.CONTENT_DIGEST_MISMATCH, DigestUtils.sha256Hex("sealed"));
        assertRefused(target, parts, ReasonCode.CONTENT_DIGEST_MISMATCH, "out");
    }

    @Test
    void anEmptyPartIsAPart() {
        List<SealedPart> sealed = verified(
                TestPlans.target("out", ascii("x")), List.of(store.put("a", ascii("")), store.put("b", ascii("x"))));
        assertThat(sealed).extracting(SealedPart::sizeBytes).containsExactly(0L, 1L);
    }

    @Test
    void whatCannotBeReadIsNotAMismatch() {
        byte[] content = new byte[1000];
        List<OraclePart> parts = List.of(store.put("a", content));
        store.failFrom(700);
        store.shortReads(100);
        assertRefused(TestPlans.target("out", content), parts, ReasonCode.OBJECT_UNREADABLE, "cannot be read");
    }

    @Test
    void aPartThatIsGoneIsMissing() {
        assertRefused(
                TestPlans.target("out", ascii("x")),
                List.of(new OraclePart("a", 1)),
                ReasonCode.OBJECT_MISSING,
                "a is gone");
    }

    /** Independent of how the store cuts its answers, each chunk has its own digests. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 100_000, CHUNK, CHUNK + 1, Integer.MAX_VALUE})
    void eachChunkHasItsDigests(int perRead) {
        byte[] content = new byte[2 * CHUNK + 1];
        new SplittableRandom(1).nextBytes(content);
        store.shortReads(perRead);
        SealedPart part = verified(TestPlans.target("out", content), List.of(store.put("a", content)))
                .get(0);
        assertThat(part.sizeBytes()).isEqualTo(content.length);
        for (int chunk = 0; chunk < 3; chunk++) {
            byte[] bytes = Arrays.copyOfRange(content, chunk * CHUNK, Math.min((chunk + 1) * CHUNK, content.length));
            CRC32C crc32c = new CRC32C();
            crc32c.update(bytes);
            ByteBuffer digests = ByteBuffer.wrap(part.chunkDigests(), 36 * chunk, 36);
            byte[] sha256 = new byte[32];
            digests.get(sha256);
            assertThat(sha256).as("SHA-256 of chunk %d", chunk).isEqualTo(DigestUtils.sha256(bytes));
            assertThat(digests.getInt()).as("CRC32C of chunk %d", chunk).isEqualTo((int) crc32c.getValue());
        }
    }

    /** Whatever a visitor reads and leaves, all bytes are hashed, each is handed out as stored, and none is read twice. */
    @Property(tries = 100)
    void aVisitorSeesTheBytesThatAreHashed(
            @ForAll @IntRange(max = 3 * CHUNK) int size,
            @ForAll @IntRange(min = 1, max = 2 * CHUNK) int atATime,
            @ForAll @IntRange(min = 100, max = 2 * CHUNK) int perRead,
            @ForAll @IntRange(max = 4 * CHUNK) int most,
            @ForAll @IntRange(max = CHUNK) int skipped) {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        StoredParts parts = new StoredParts().shortReads(perRead);
        OutputSeal seal = new OutputSeal(parts, TestPlans.target("out", content));
        seal.add(parts.put("a", content), bytes -> {
            assertThat(bytes.sizeBytes()).isEqualTo(size);
            ByteBuffer target = ByteBuffer.allocate(Math.max(atATime, 100));
            long position = skipped;
            int count = bytes.read(position, target);
            while (count >= 0 && position < most) {
                assertThat(count).isEqualTo(target.position()).isPositive();
                assertThat(Arrays.copyOf(target.array(), count))
                        .isEqualTo(Arrays.copyOfRange(content, (int) position, (int) position + count));
                position += count;
                target.clear();
                count = bytes.read(position, target);
            }
            if (count < 0) {
                assertThat(position).isGreaterThanOrEqualTo(size);
            }
            bytes.close();
        });
        assertThat(seal.verify()).extracting(SealedPart::sizeBytes).containsExactly((long) size);
        assertThat(parts.bytesRead()).isEqualTo(size);
        assertThat(parts.stillOpen()).isZero();
    }

    @Test
    void theFirstBytesCanBeLookedAtBeforeAllAreRead() {
        byte[] content = ascii("0123456789");
        verified(TestPlans.target("out", content), List.of(store.put("a", content)), bytes -> {
            ByteBuffer target = ByteBuffer.allocate(4);
            assertThat(bytes.read(0, target)).isEqualTo(4);
            assertThat(bytes.read(0, target.clear())).isEqualTo(4);
            assertThat(target.array()).isEqualTo(ascii("0123"));
            assertThat(bytes.read(10, target.clear())).isEqualTo(-1);
        });
    }

    @Test
    void aVisitorThatGoesBackIsAMistakeOfItsFormat() {
        byte[] content = new byte[CHUNK + 1];
        List<OraclePart> parts = List.of(store.put("a", content));
        Target target = TestPlans.target("out", content);
        assertThatThrownBy(() -> verified(target, parts, bytes -> {
                    bytes.read(CHUNK, ByteBuffer.allocate(1));
                    bytes.read(CHUNK - 1, ByteBuffer.allocate(1));
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(String.valueOf(CHUNK - 1));
        assertThat(store.stillOpen()).isZero();
    }

    /** A visitor that bears it when bytes cannot be had must not make of it bytes that are not as sealed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCannotBeReadOnceIsNotPassedOver(boolean within) {
        byte[] content = new byte[3 * CHUNK];
        new SplittableRandom(2).nextBytes(content);
        List<OraclePart> parts = List.of(store.put("a", content));
        Target target = TestPlans.target("out", content);
        store.shortReads(CHUNK / 4);
        List<SealedPart> sealed = verified(target, parts, bytes -> {
            ByteBuffer one = ByteBuffer.allocate(1);
            bytes.read(0, one);
            if (within) {
                store.failFrom(CHUNK + CHUNK / 2);
            } else {
                store.failNextRead();
            }
            assertThatThrownBy(() -> bytes.read(CHUNK, one.clear())).isInstanceOf(IOException.class);
            assertThat(bytes.position()).isEqualTo(CHUNK);
            store.failFrom(Long.MAX_VALUE);
            assertThat(bytes.read(CHUNK + 7, one.clear())).isEqualTo(1);
            assertThat(one.get(0)).isEqualTo(content[CHUNK + 7]);
        });
        assertThat(sealed).extracting(SealedPart::sizeBytes).containsExactly((long) content.length);
    }
}
