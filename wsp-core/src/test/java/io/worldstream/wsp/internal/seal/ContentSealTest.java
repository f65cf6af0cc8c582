package io.worldstream.wsp.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentSealTest {
    private static final int CHUNK = SealedPart.CHUNK_BYTES;

    private final StoredParts store = new StoredParts();
    private final ContentSeal seal = new ContentSeal(store);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void assertRefused(Target target, List<OraclePart> parts, ReasonCode code, String message) {
        assertThatThrownBy(() -> seal.verify(target, parts)).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
        assertThat(store.stillOpen()).isZero();
    }

    @Test
    void theDigestIsOverThePartsInTheirOrder() {
        List<OraclePart> parts = List.of(store.put("a", ascii("one")), store.put("b", ascii("two")));
        Target target = TestPlans.target("out", ascii("onetwo"));
        SealedOutput output = seal.verify(target, parts);
        assertThat(output.target()).isSameAs(target);
        assertThat(output.parts()).extracting(SealedPart::part).isEqualTo(parts);
        assertThat(output.parts()).extracting(SealedPart::sizeBytes).containsExactly(3L, 3L);
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
        SealedOutput output = seal.verify(
                TestPlans.target("out", ascii("x")), List.of(store.put("a", ascii("")), store.put("b", ascii("x"))));
        assertThat(output.parts()).extracting(SealedPart::sizeBytes).containsExactly(0L, 1L);
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

    /** Independent of how the store cuts its answers, each chunk has its own digest. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 100_000, CHUNK, CHUNK + 1, Integer.MAX_VALUE})
    void eachChunkHasItsDigest(int perRead) {
        byte[] content = new byte[2 * CHUNK + 1];
        new SplittableRandom(1).nextBytes(content);
        store.shortReads(perRead);
        SealedPart part = seal.verify(TestPlans.target("out", content), List.of(store.put("a", content)))
                .parts()
                .get(0);
        assertThat(part.sizeBytes()).isEqualTo(content.length);
        for (int chunk = 0; chunk < 3; chunk++) {
            byte[] bytes = Arrays.copyOfRange(content, chunk * CHUNK, Math.min((chunk + 1) * CHUNK, content.length));
            byte[] digest = DigestUtils.sha256(bytes);
            assertThat(part.chunkIs(chunk, digest)).as("chunk %d", chunk).isTrue();
            digest[31] ^= 1;
            assertThat(part.chunkIs(chunk, digest)).isFalse();
        }
    }
}
