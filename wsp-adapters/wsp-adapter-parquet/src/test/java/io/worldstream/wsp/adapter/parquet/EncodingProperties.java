package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.WspException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bitpacking.BitPackingValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.api.Binary;

/** Each encoding, as the reference implementation writes it, at any place of a buffer; and every cut of it. */
class EncodingProperties {
    private static final int SLAB = 1 << 16;
    private static final HeapByteBufferAllocator HEAP = new HeapByteBufferAllocator();

    @Property(tries = 200)
    void numbersOfAnySpread(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 700) int count,
            @ForAll @IntRange(max = 64) int bits,
            @ForAll @LongRange(min = -1000, max = 1000) long base)
            throws IOException {
        List<Object> longs = new ArrayList<>();
        List<Object> ints = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            long value = base + (bits == 0 ? 0 : random.nextLong() >> (64 - bits));
            longs.add(value);
            ints.add((int) value);
        }
        assertRead(
                Physical.INT64,
                Encoding.DELTA_BINARY_PACKED,
                new DeltaBinaryPackingValuesWriterForLong(100, SLAB, HEAP),
                longs);
        assertRead(
                Physical.INT32,
                Encoding.DELTA_BINARY_PACKED,
                new DeltaBinaryPackingValuesWriterForInteger(100, SLAB, HEAP),
                ints);
        assertRead(Physical.INT64, Encoding.PLAIN, new PlainValuesWriter(100, SLAB, HEAP), longs);
        assertRead(Physical.INT32, Encoding.PLAIN, new PlainValuesWriter(100, SLAB, HEAP), ints);
        assertRead(
                Physical.INT64,
                Encoding.BYTE_STREAM_SPLIT,
                new ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter(100, SLAB, HEAP),
                longs);
        assertRead(
                Physical.INT32,
                Encoding.BYTE_STREAM_SPLIT,
                new ByteStreamSplitValuesWriter.IntegerByteStreamSplitValuesWriter(100, SLAB, HEAP),
                ints);
    }

    @Property(tries = 200)
    void textsThatShareBeginnings(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int count)
            throws IOException {
        List<Object> texts = new ArrayList<>();
        Random random = new Random(seed);
        String text = "";
        for (int i = 0; i < count; i++) {
            text = text.substring(0, random.nextInt(text.length() + 1))
                    + "x".repeat(random.nextInt(5))
                    + random.nextInt(10);
            texts.add(random.nextInt(20) == 0 ? "" : text);
        }
        assertRead(
                Physical.BYTE_ARRAY,
                Encoding.DELTA_LENGTH_BYTE_ARRAY,
                new DeltaLengthByteArrayValuesWriter(100, SLAB, HEAP),
                texts);
        assertRead(Physical.BYTE_ARRAY, Encoding.DELTA_BYTE_ARRAY, new DeltaByteArrayWriter(100, SLAB, HEAP), texts);
        assertRead(Physical.BYTE_ARRAY, Encoding.PLAIN, new PlainValuesWriter(100, SLAB, HEAP), texts);
    }

    @Property(tries = 200)
    void valuesOfFixedLength(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int count) throws IOException {
        List<Object> texts = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            texts.add(String.format("%05d", random.nextInt(3000)));
        }
        assertRead(
                Physical.FIXED_LEN_BYTE_ARRAY,
                Encoding.BYTE_STREAM_SPLIT,
                new ByteStreamSplitValuesWriter.FixedLenByteArrayByteStreamSplitValuesWriter(5, 100, SLAB, HEAP),
                texts);
        assertRead(
                Physical.FIXED_LEN_BYTE_ARRAY,
                Encoding.DELTA_BYTE_ARRAY,
                new DeltaByteArrayWriter(100, SLAB, HEAP),
                texts);
    }

    @Property(tries = 300)
    void levelsOfAnyWidthInRunsAndPacked(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 32) int width,
            @ForAll @IntRange(min = 1, max = 500) int count)
            throws IOException {
        Random random = new Random(seed);
        RunLengthBitPackingHybridEncoder encoder = new RunLengthBitPackingHybridEncoder(width, 100, SLAB, HEAP);
        BitPackingValuesWriter packer =
                width > 8 ? null : new BitPackingValuesWriter((1 << width) - 1, 100, SLAB, HEAP);
        List<Integer> levels = new ArrayList<>();
        while (levels.size() < count) {
            int value = random.nextInt() >>> (32 - width);
            for (int run = random.nextBoolean() ? 1 : random.nextInt(40); run > 0; run--) {
                levels.add(value);
                encoder.writeInt(value);
                if (packer != null) {
                    packer.writeInteger(value);
                }
            }
        }
        byte[] runs = bytes(encoder.toBytes());
        byte[] placed = placed(runs);
        LevelDecoder decoder = new RunDecoder(placed, 3, 3 + runs.length, width);
        assertThat(levels).allSatisfy(level -> assertThat(decoder.next()).isEqualTo(level));
        if (packer != null) {
            byte[] packed = bytes(packer.getBytes());
            LevelDecoder unpacker = new BitPackedLevels(placed(packed), 3, 3 + packed.length, width);
            assertThat(levels).allSatisfy(level -> assertThat(unpacker.next()).isEqualTo(level));
        }
        assertCutIsNoticed(new RunDecoder(placed, 3, 3 + random.nextInt(runs.length), width), levels);
    }

    /** The end of the last packed run may be missing; no level may be another. */
    private static void assertCutIsNoticed(LevelDecoder cut, List<Integer> levels) {
        try {
            for (int level : levels) {
                assertThat(cut.next()).isEqualTo(level);
            }
        } catch (WspException e) {
            assertThat(e).hasMessageContaining("fewer values than it claims");
        }
    }

    private static void assertRead(Physical physical, Encoding encoding, ValuesWriter writer, List<Object> values)
            throws IOException {
        for (Object value : values) {
            if (value instanceof Long number) {
                writer.writeLong(number);
            } else if (value instanceof Integer number) {
                writer.writeInteger(number);
            } else {
                writer.writeBytes(Binary.fromString((String) value));
            }
        }
        byte[] bytes = bytes(writer.getBytes());
        int width = physical == Physical.FIXED_LEN_BYTE_ARRAY ? 5 : physical.bytes();
        Column column = new Column(List.of("c"), physical, width, 0, 0);
        byte[] placed = placed(bytes);
        ValueDecoder decoder =
                ValueDecoder.of(column, encoding, placed, 3, 3 + bytes.length, new Buffers(Long.MAX_VALUE));
        for (Object value : values) {
            decoder.next();
            if (value instanceof Number number) {
                assertThat(decoder.number).isEqualTo(number.longValue());
            } else {
                assertThat(new String(decoder.bytes, decoder.offset, decoder.length, StandardCharsets.UTF_8))
                        .isEqualTo(value);
            }
        }
        assertThatThrownBy(decoder::next).isInstanceOf(WspException.class);
    }

    private static byte[] bytes(BytesInput input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        input.writeAllTo(out);
        return out.toByteArray();
    }

    /** Within other bytes: what reads beside its own finds something else. */
    private static byte[] placed(byte[] bytes) {
        byte[] placed = new byte[bytes.length + 30];
        Arrays.fill(placed, (byte) 0xa5);
        System.arraycopy(bytes, 0, placed, 3, bytes.length);
        return placed;
    }
}
