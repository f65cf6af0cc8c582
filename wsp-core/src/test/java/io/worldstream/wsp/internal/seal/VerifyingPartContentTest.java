package io.worldstream.wsp.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.policy.SecondLook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I4: bytes that changed since their digest was verified are never handed out. */
class VerifyingPartContentTest {
    private static final int CHUNK = SealedPart.CHUNK_BYTES;
    private static final String PATH = "data/part-0.jsonl";

    private final StoredParts store = new StoredParts();

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    private SealedPart sealed(byte[] content) {
        return sealed(store, content);
    }

    private static SealedPart sealed(StoredParts store, byte[] content) {
        OutputSeal seal = new OutputSeal(store, TestPlans.target("out", content));
        seal.add(store.put(PATH, content), bytes -> {});
        return seal.verify().get(0);
    }

    private VerifyingPartContent look(SealedPart sealed, SecondLook by) {
        return new VerifyingPartContent(sealed, store.open(sealed.part()), by);
    }

    /** Reads from first to last, at most so many bytes at a time; what was handed out is in {@code out}. */
    private static void readAll(VerifyingPartContent look, int atATime, ByteArrayOutputStream out) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(atATime);
        int count = look.read(0, target);
        while (count >= 0) {
            assertThat(count).isEqualTo(target.position()).isPositive();
            out.write(target.array(), 0, count);
            target.clear();
            count = look.read(out.size(), target);
        }
    }

    /** Reads little at a time, and as much as lets chunks go straight to the caller. */
    private void assertChanged(SealedPart part, SecondLook by, byte[] sealed, int soundBytes) {
        for (int atATime : new int[] {1000, 3 * CHUNK}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> readAll(look(part, by), atATime, out))
                    .isInstanceOfSatisfying(WspException.class, e -> {
                        assertThat(e.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
                        assertThat(e.getMessage()).contains(PATH);
                    });
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(sealed, soundBytes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_roomForTheWholeChunk_handsOutAllOrNothing(SecondLook by) throws IOException {
        byte[] content = bytes(2 * CHUNK + 7);
        SealedPart sealed = sealed(content);
        ByteBuffer target = ByteBuffer.allocate(CHUNK + 20).position(3).limit(CHUNK + 13);
        VerifyingPartContent look = look(sealed, by);
        assertThat(look.read(CHUNK, target)).isEqualTo(CHUNK);
        assertThat(Arrays.copyOfRange(target.array(), 3, CHUNK + 3))
                .isEqualTo(Arrays.copyOfRange(content, CHUNK, 2 * CHUNK));
        assertThat(target.position()).isEqualTo(CHUNK + 3);
        assertThat(target.limit()).isEqualTo(CHUNK + 13);
        byte[] other = content.clone();
        other[2 * CHUNK - 1] ^= 1;
        store.put(PATH, other);
        target.position(3);
        assertThatThrownBy(() -> look.read(CHUNK, target)).isInstanceOf(WspException.class);
        assertThat(target.position()).isEqualTo(3);
        assertThat(target.limit()).isEqualTo(CHUNK + 13);
        assertThat(look.read(2 * CHUNK, target)).isEqualTo(7);
    }

    @Property(tries = 50)
    void whatIsUnchangedIsReadWhateverTheSizes(
            @ForAll @IntRange(max = 3 * CHUNK) int size,
            @ForAll @IntRange(min = 1, max = 2 * CHUNK) int atATime,
            @ForAll @IntRange(min = 100, max = 2 * CHUNK) int perRead,
            @ForAll SecondLook by)
            throws IOException {
        byte[] content = bytes(size);
        StoredParts parts = new StoredParts().shortReads(perRead);
        SealedPart sealed = sealed(parts, content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (VerifyingPartContent look = new VerifyingPartContent(sealed, parts.open(sealed.part()), by)) {
            assertThat(look.sizeBytes()).isEqualTo(size);
            readAll(look, Math.max(atATime, 100), out);
        }
        assertThat(out.toByteArray()).isEqualTo(content);
        assertThat(parts.stillOpen()).isZero();
    }

    @Property(tries = 60)
    void nothingIsHandedOutOfAChunkInWhichAByteChanged(
            @ForAll @IntRange(max = 3 * CHUNK - 1) int at,
            @ForAll @IntRange(min = 1, max = 255) int flipped,
            @ForAll SecondLook by) {
        byte[] content = bytes(3 * CHUNK - 7);
        int changed = Math.min(at, content.length - 1);
        SealedPart sealed = sealed(content);
        byte[] other = content.clone();
        other[changed] = (byte) (other[changed] ^ flipped);
        store.put(PATH, other);
        assertChanged(sealed, by, content, changed / CHUNK * CHUNK);
    }

    @Property(tries = 60)
    void nothingIsHandedOutOfAChunkThatIsShorterThanItWas(
            @ForAll @IntRange(max = 2 * CHUNK + 99) int size, @ForAll SecondLook by) {
        byte[] content = bytes(2 * CHUNK + 100);
        SealedPart sealed = sealed(content);
        store.put(PATH, Arrays.copyOf(content, size));
        assertChanged(sealed, by, content, size / CHUNK * CHUNK);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAddedBehindTheSealedBytesIsNeverRead(SecondLook by) throws IOException {
        for (int size : new int[] {0, 100, CHUNK, CHUNK + 1}) {
            byte[] content = bytes(size);
            SealedPart sealed = sealed(content);
            store.put(PATH, Arrays.copyOf(content, size + CHUNK));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            readAll(look(sealed, by), 4096, out);
            assertThat(out.toByteArray()).as("size %d", size).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeBetweenTwoReadsIsSeenAtTheNextChunk(SecondLook by) throws IOException {
        byte[] content = bytes(2 * CHUNK);
        SealedPart sealed = sealed(content);
        VerifyingPartContent look = look(sealed, by);
        ByteBuffer target = ByteBuffer.allocate(100);
        assertThat(look.read(0, target)).isEqualTo(100);
        store.put(PATH, new byte[2 * CHUNK]);
        target.clear();
        assertThat(look.read(CHUNK - 100, target))
                .as("held in memory, as it was verified")
                .isEqualTo(100);
        assertThat(target.array()).isEqualTo(Arrays.copyOfRange(content, CHUNK - 100, CHUNK));
        target.clear();
        assertThatThrownBy(() -> look.read(CHUNK, target)).isInstanceOf(WspException.class);
        assertThat(target.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void afterARefusalTheChunkInMemoryIsNotTakenForAnother(SecondLook by) throws IOException {
        byte[] content = bytes(2 * CHUNK);
        SealedPart sealed = sealed(content);
        VerifyingPartContent look = look(sealed, by);
        ByteBuffer target = ByteBuffer.allocate(10);
        look.read(0, target);
        byte[] other = content.clone();
        other[CHUNK] ^= 1;
        store.put(PATH, other);
        assertThatThrownBy(() -> look.read(CHUNK, target.clear())).isInstanceOf(WspException.class);
        assertThatThrownBy(() -> look.read(CHUNK, target.clear())).isInstanceOf(WspException.class);
        assertThat(look.read(5, target.clear())).isEqualTo(10);
        assertThat(target.array()).isEqualTo(Arrays.copyOfRange(content, 5, 15));
    }

    @Test
    void readsGoBackAndForthAndStopAtTheEnd() throws IOException {
        byte[] content = bytes(CHUNK + 50);
        VerifyingPartContent look = look(sealed(content), SecondLook.SHA256);
        ByteBuffer target = ByteBuffer.allocate(100);
        assertThat(look.read(CHUNK + 49, target)).isEqualTo(1);
        assertThat(target.get(0)).isEqualTo(content[CHUNK + 49]);
        assertThat(look.read(0, target.clear())).isEqualTo(100);
        assertThat(look.read(CHUNK + 50, target.clear())).isEqualTo(-1);
        assertThat(look.read(Long.MAX_VALUE, target.clear())).isEqualTo(-1);
        assertThat(target.position()).isZero();
    }

    @Test
    void bytesThatCannotBeHadAreNotSaidToHaveChanged() {
        SealedPart sealed = sealed(bytes(CHUNK));
        store.failFrom(10);
        store.shortReads(10);
        assertThatThrownBy(() -> look(sealed, SecondLook.CRC32C).read(0, ByteBuffer.allocate(10)))
                .isInstanceOf(IOException.class);
    }
}
