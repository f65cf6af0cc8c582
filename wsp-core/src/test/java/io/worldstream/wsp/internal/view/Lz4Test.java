package io.worldstream.wsp.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.text.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4Test {
    private static final byte CANARY = 77;

    private final Lz4Encoder encoder = new Lz4Encoder();

    /** Bytes with matches of all lengths and distances: copies of earlier runs, among a few or many different bytes. */
    private static byte[] content(long seed, int length, int alphabet) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int run = Math.min(length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 2_000 : 40));
            int from = at == 0 ? 0 : random.nextInt(at);
            boolean copies = at > 0 && random.nextInt(3) > 0;
            for (int i = 0; i < run; i++) {
                bytes[at + i] = copies ? bytes[from + i] : (byte) random.nextInt(alphabet);
            }
            at += run;
        }
        return bytes;
    }

    private byte[] encoded(byte[] content) {
        ByteBuilder packed = new ByteBuilder(16);
        packed.append(1);
        encoder.encode(content, content.length, packed);
        return Arrays.copyOfRange(packed.array(), 1, packed.length());
    }

    /** Decodes with nothing but the slack behind both arrays; returns null for what is not such a block. */
    private static byte @Nullable [] decoded(byte[] block, int length) {
        byte[] source = Arrays.copyOf(block, block.length + Lz4Decoder.SLACK);
        byte[] target = new byte[length + Lz4Decoder.SLACK];
        Arrays.fill(target, CANARY);
        return Lz4Decoder.decode(source, block.length, target, length) ? Arrays.copyOf(target, length) : null;
    }

    @Property(tries = 300)
    void decode_whatWasEncoded_isTheContent(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 200_000) int length,
            @ForAll @IntRange(min = 1, max = 256) int alphabet) {
        byte[] content = content(seed, length, alphabet);
        byte[] block = encoded(content);
        assertThat(decoded(block, length)).isEqualTo(content);
        assertThat(block.length).isLessThanOrEqualTo(length + length / 255 + 16);
        assertThat(decoded(block, length - 1)).isNull();
        assertThat(decoded(block, length + 1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 11, 12, 13, 14, 19, 20, 33, 270, 300, 65_535, 65_536, 70_000, 1_000_000})
    void encode_oneByteRepeated_isShort(int length) {
        byte[] content = new byte[length];
        byte[] block = encoded(content);
        assertThat(decoded(block, length)).isEqualTo(content);
        assertThat(block.length).isLessThanOrEqualTo(30 + length / 255);
    }

    /** A match further back than the format can say is not one. */
    @Test
    void encode_repetitionBeyondTheWindow_isNotReferredTo() {
        byte[] content = new byte[200_000];
        new SplittableRandom(1).nextBytes(content);
        System.arraycopy(content, 0, content, 65_536, 1_000);
        System.arraycopy(content, 0, content, 190_000, 1_000);
        assertThat(decoded(encoded(content), content.length)).isEqualTo(content);
    }

    /** Made by the reference implementation. */
    @Test
    void decode_blockOfAnotherEncoder_isItsContent() {
        byte[] content = "{\"at\":1,\"k\":1,\"n\":0}\n{\"at\":2,\"k\":2,\"n\":0}\n{\"at\":3,\"k\":3,\"n\":0}\n"
                .getBytes(StandardCharsets.UTF_8);
        byte[] block = HexFormat.of()
                .parseHex("a17b226174223a312c226b0600626e223a307d0a1500113215001a3215001133150090332c226e223a307d0a");
        assertThat(decoded(block, content.length)).isEqualTo(content);
    }

    /** Whatever the bytes are: no exception, and no byte beyond the content and its slack. */
    @Property(tries = 2_000)
    void decode_damagedBlock_staysWithinItsBounds(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] block = encoded(content(seed, length, 1 + random.nextInt(20)));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            block[random.nextInt(block.length)] = (byte) (random.nextBoolean() ? 255 : random.nextInt(256));
        }
        decoded(block, length);
        decoded(Arrays.copyOf(block, random.nextInt(block.length)), length);
    }

    @Test
    void decode_noBytes_isNoBlock() {
        assertThat(decoded(new byte[0], 1)).isNull();
    }
}
