package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Held to the compressor of snappy-java, which is the reference's. */
class SnappyProperties {
    @Property
    void whatWasCompressedComesBack(@ForAll long seed, @ForAll @IntRange(max = 200_000) int size) throws IOException {
        byte[] plain = CompressibleBytes.of(seed, size);
        byte[] block = org.xerial.snappy.Snappy.compress(plain);
        byte[] source = new byte[block.length + 20];
        System.arraycopy(block, 0, source, 10, block.length);
        byte[] target = new byte[size];
        Snappy.decompress(source, 10, block.length, target, size);
        assertThat(target).isEqualTo(plain);
    }

    @Property
    void aBlockThatIsCutOrHasOtherBytesIsRefusedOrGivesTheRightNumber(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int size, @ForAll int where, @ForAll byte what)
            throws IOException {
        byte[] block = org.xerial.snappy.Snappy.compress(CompressibleBytes.of(seed, size));
        int at = Math.floorMod(where, block.length);
        assertThatThrownBy(() -> Snappy.decompress(block, 0, at, new byte[size], size))
                .isInstanceOf(WspException.class);
        block[at] = what;
        byte[] target = new byte[size];
        try {
            Snappy.decompress(block, 0, block.length, target, size);
        } catch (WspException e) {
            assertThat(e).hasMessageContaining("snappy");
        }
    }

    @Test
    void lengthsAndDistancesOfEveryWidth() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // 70 bytes of literal with its length in two bytes, then a copy with a distance of four.
        block.writeBytes(new byte[] {74, (byte) (61 << 2), 69, 0});
        byte[] literal = new byte[70];
        for (int i = 0; i < literal.length; i++) {
            literal[i] = (byte) i;
        }
        block.writeBytes(literal);
        block.writeBytes(new byte[] {(3 << 2) | 3, 70, 0, 0, 0});
        byte[] target = new byte[74];
        Snappy.decompress(block.toByteArray(), 0, block.size(), target, 74);
        assertThat(Arrays.copyOf(target, 70)).isEqualTo(literal);
        assertThat(Arrays.copyOfRange(target, 70, 74)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void copiesFromNowhereAreRefused() {
        for (int distance : new int[] {0, 2}) {
            byte[] block = {5, 0, 'x', 1, (byte) distance};
            assertThatThrownBy(() -> Snappy.decompress(block, 0, block.length, new byte[5], 5))
                    .isInstanceOf(WspException.class);
        }
        byte[] run = new byte[5];
        Snappy.decompress(new byte[] {5, 0, 'x', 1, 1}, 0, 5, run, 5);
        assertThat(run).containsOnly('x');
    }
}
