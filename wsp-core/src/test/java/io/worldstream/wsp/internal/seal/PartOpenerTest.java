package io.worldstream.wsp.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.samples.Crc32cForgery;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes with another SHA-256 and the same CRC32C tell which of the two is compared. */
class PartOpenerTest {
    private final StoredParts store = new StoredParts();
    private final byte[] content = bytes();

    private static byte[] bytes() {
        byte[] bytes = new byte[1000];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private VerifyingPartContent opened(@Nullable Version version, @Nullable SecondLook look, byte[] stored)
            throws IOException {
        store.put("p.jsonl", content);
        OutputSeal seal = new OutputSeal(store, TestPlans.target("out", content));
        seal.add(new OraclePart("p.jsonl", content.length, version), bytes -> {});
        SealedPart sealed = seal.verify().get(0);
        store.put("p.jsonl", stored);
        return new PartOpener(store, look).open(sealed);
    }

    private static @Nullable Version version(String promise) {
        return promise.equals("none") ? null : new Version("v1", promise.equals("immutable"));
    }

    @ParameterizedTest
    @CsvSource({
        "immutable, , CRC32C",
        "etag, , SHA256",
        "none, , SHA256",
        "immutable, SHA256, SHA256",
        "etag, SHA256, SHA256",
        "none, SHA256, SHA256",
        "immutable, CRC32C, CRC32C",
        "etag, CRC32C, CRC32C",
        "none, CRC32C, CRC32C"
    })
    void open_forgedBytes_comparesTheDigestOfPromiseAndPolicy(
            String promise, @Nullable SecondLook wanted, SecondLook expected) throws IOException {
        byte[] forged = content.clone();
        forged[3] ^= 5;
        Crc32cForgery.forge(content, forged, 500);
        VerifyingPartContent opened = opened(version(promise), wanted, forged);
        ByteBuffer target = ByteBuffer.allocate(content.length);
        if (expected == SecondLook.CRC32C) {
            assertThat(opened.read(0, target)).isEqualTo(content.length);
            assertThat(target.array()).isEqualTo(forged);
        } else {
            assertFound(opened, target);
        }
    }

    @ParameterizedTest
    @CsvSource({"immutable,", "none,", "immutable, SHA256", "none, SHA256", "immutable, CRC32C", "none, CRC32C"})
    void open_damagedBytes_areFound(String promise, @Nullable SecondLook wanted) throws IOException {
        byte[] damaged = content.clone();
        damaged[999] ^= 1;
        assertFound(opened(version(promise), wanted, damaged), ByteBuffer.allocate(10));
    }

    private static void assertFound(VerifyingPartContent opened, ByteBuffer target) {
        assertThatThrownBy(() -> opened.read(0, target))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH));
        assertThat(target.position()).isZero();
    }
}
