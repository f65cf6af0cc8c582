package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.airlift.compress.lz4.Lz4Compressor;
import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held to the compressor of aircompressor, which is the reference's. */
class Lz4Properties {
    @Property
    void decompress_whatWasCompressed_comesBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200_000) int size) {
        byte[] plain = CompressibleBytes.of(seed, size);
        byte[] block = compress(plain);
        byte[] source = new byte[block.length + 20];
        System.arraycopy(block, 0, source, 10, block.length);
        byte[] target = new byte[size];
        Lz4.decompress(source, 10, block.length, target, size);
        assertThat(target).isEqualTo(plain);
    }

    /** The target is longer than the page, as a buffer that is used again is: not a byte behind the page may change. */
    @Property
    void decompress_damaged_isRefusedOrStaysWithinThePage(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int size, @ForAll int where, @ForAll byte what) {
        byte[] block = compress(CompressibleBytes.of(seed, size));
        int at = Math.floorMod(where, block.length);
        assertRefused(Arrays.copyOf(block, at), size);
        block[at] = what;
        byte[] target = new byte[size + 64];
        Arrays.fill(target, size, target.length, (byte) 'x');
        try {
            Lz4.decompress(block, 0, block.length, target, size);
        } catch (WspException e) {
            assertThat(e).hasMessageContaining("LZ4");
        }
        assertThat(Arrays.copyOfRange(target, size, target.length)).containsOnly('x');
    }

    @Property
    void decompress_anyBytes_endsInAPageOrARefusal(@ForAll byte[] block, @ForAll @IntRange(max = 100_000) int size) {
        try {
            Lz4.decompress(block, 0, block.length, new byte[size], size);
        } catch (WspException e) {
            assertThat(e).hasMessageContaining("LZ4");
        }
    }

    /** Around the lengths at which another octet begins. */
    @ParameterizedTest
    @ValueSource(ints = {1, 14, 15, 16, 269, 270, 271, 524, 525, 526, 70_000})
    void decompress_literalsAndCopiesOfEachLength_comeBack(int length) {
        byte[] literals = CompressibleBytes.of(length, length);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(Math.min(length, 15) << 4 | Math.min(Math.max(length - 4, 0), 15));
        writeRest(block, length - 15);
        block.writeBytes(literals);
        block.writeBytes(new byte[] {1, 0});
        writeRest(block, length - 4 - 15);
        block.writeBytes(new byte[] {0x10, 'e'});
        int copied = Math.max(length, 4);
        int size = length + copied + 1;
        byte[] target = new byte[size];
        Lz4.decompress(block.toByteArray(), 0, block.size(), target, size);
        assertThat(Arrays.copyOf(target, length)).isEqualTo(literals);
        assertThat(Arrays.copyOfRange(target, length, length + copied)).containsOnly(literals[length - 1]);
        assertThat(target).endsWith('e');
    }

    @Test
    void decompress_copiesFromNowhere_areRefused() {
        for (int distance : new int[] {0, 2, 0xffff}) {
            assertRefused(new byte[] {0x10, 'x', (byte) distance, (byte) (distance >> 8), 0x10, 'y'}, 6);
        }
        byte[] run = new byte[6];
        Lz4.decompress(new byte[] {0x10, 'x', 1, 0, 0x10, 'y'}, 0, 6, run, 6);
        assertThat(run).containsExactly('x', 'x', 'x', 'x', 'x', 'y');
    }

    /** Lengths of gigabytes, spelled in octets that are full: the sum must not overflow into something that fits. */
    @Test
    void decompress_lengthsWithoutEnd_areRefused() {
        byte[] literals = new byte[1 << 24];
        Arrays.fill(literals, (byte) 0xff);
        literals[0] = (byte) 0xf0;
        assertRefused(literals, 100);
        literals[literals.length - 1] = 0;
        assertRefused(literals, 100);
    }

    /** Another size than the block gives, in both directions. */
    @Test
    void decompress_anotherSize_isRefused() {
        byte[] block = compress(CompressibleBytes.of(1, 500));
        assertRefused(block, 499);
        assertRefused(block, 501);
        assertRefused(block, 0);
        assertRefused(new byte[0], 1);
    }

    private static void assertRefused(byte[] block, int size) {
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> Lz4.decompress(block, 0, block.length, new byte[size], size))
                .withMessageContaining("LZ4");
    }

    private static void writeRest(ByteArrayOutputStream block, int rest) {
        if (rest >= 0) {
            int left = rest;
            for (; left >= 255; left -= 255) {
                block.write(255);
            }
            block.write(left);
        }
    }

    private static byte[] compress(byte[] plain) {
        Lz4Compressor compressor = new Lz4Compressor();
        byte[] block = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, block, 0, block.length);
        return Arrays.copyOf(block, length);
    }
}
