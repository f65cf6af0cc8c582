package io.worldstream.wsp.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of gzip with all that a header may hold (RFC 1952). */
final class GzipMemberInputStreamTest {
    private static final byte[] TEXT = "a row\n".getBytes(StandardCharsets.UTF_8);
    private static final int HEADER_BYTES = 10;

    private static byte[] read(byte[] stored) throws IOException {
        try (GzipMemberInputStream members = new GzipMemberInputStream(new ByteArrayInputStream(stored))) {
            return members.readAllBytes();
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A member whose header has these flags, and behind it these bytes. */
    private static byte[] member(int flags, byte[] fields) {
        byte[] plain = JsonLinesReaderTest.gzip(TEXT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(plain, HEADER_BYTES));
        out.writeBytes(fields);
        byte[] header = out.toByteArray();
        header[3] = (byte) flags;
        out.reset();
        out.writeBytes(header);
        if ((flags & 2) != 0) {
            CRC32 checksum = new CRC32();
            checksum.update(header);
            out.write((int) checksum.getValue());
            out.write((int) checksum.getValue() >> 8);
        }
        out.write(plain, HEADER_BYTES, plain.length - HEADER_BYTES);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "1, ''",
        "2, ''",
        "4, '\3\0abc'",
        "4, '\0\1"
                + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                + "01234567890123456789012345678901234567890123456789012345'",
        "8, 'part-0.jsonl\0'",
        "16, 'a comment\0'",
        "30, '\2\0xxname\0comment\0'",
    })
    void aHeaderMayHoldAllThatTheStandardAllows(int flags, String fields) throws IOException {
        byte[] member = member(flags, fields.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(read(member)).isEqualTo(TEXT);
        byte[] twice = Arrays.copyOf(member, 2 * member.length);
        System.arraycopy(member, 0, twice, member.length, member.length);
        assertThat(read(twice)).isEqualTo("a row\na row\n".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x40, 0x80})
    void reservedFlagsAreRefused(int flags) {
        assertThatExceptionOfType(ZipException.class).isThrownBy(() -> read(member(flags, new byte[0])));
    }

    @Test
    void aChecksumOfTheHeaderIsHeldToIt() {
        byte[] member = member(2, new byte[0]);
        member[4] ^= 1;
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> read(member))
                .withMessageContaining("header");
    }

    @ParameterizedTest
    @CsvSource({"-8, checksum", "-5, checksum", "-4, length", "-1, length", "0, header", "1, header", "2, header"})
    void whatDoesNotFitIsNamed(int at, String what) {
        byte[] member = JsonLinesReaderTest.gzip(TEXT);
        member[at < 0 ? member.length + at : at] ^= 1;
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> read(member))
                .withMessageContaining(what);
    }

    /** Lengths around the buffer's border; the input comes whole, and byte by byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 511, 65_500, 65_536, 65_537, 200_000})
    void paddingOfZeros_behindTheLastMember_isPassedOver(int zeros) throws IOException {
        byte[] member = JsonLinesReaderTest.gzip(TEXT);
        byte[] twice = concat(member, member, new byte[zeros]);
        assertThat(read(twice)).isEqualTo(concat(TEXT, TEXT));
        try (GzipMemberInputStream members = new GzipMemberInputStream(new ByteArrayInputStream(twice) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, 1);
            }
        })) {
            assertThat(members.readAllBytes()).isEqualTo(concat(TEXT, TEXT));
            assertThat(members.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 512, 65_536, 200_000})
    void padding_thatIsNotTheEnd_isRefused(int zeros) {
        byte[] member = JsonLinesReaderTest.gzip(TEXT);
        for (byte[] behind : List.of(member, new byte[] {1}, new byte[] {0, 0x1f}, TEXT)) {
            assertThatExceptionOfType(ZipException.class)
                    .isThrownBy(() -> read(concat(member, new byte[zeros], behind)))
                    .withMessageContaining("padding");
        }
    }

    @Test
    void zeros_withoutAMember_areRefused() {
        assertThatExceptionOfType(ZipException.class).isThrownBy(() -> read(new byte[10]));
    }

    @Test
    void nothingAtAllIsNoMember() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void theTextCanBeReadByteByByte() throws IOException {
        try (GzipMemberInputStream members =
                new GzipMemberInputStream(new ByteArrayInputStream(JsonLinesReaderTest.gzip(new byte[] {-1, 0})))) {
            assertThat(members.read()).isEqualTo(0xff);
            assertThat(members.read(new byte[0], 0, 0)).isZero();
            assertThat(members.read()).isZero();
            assertThat(members.read()).isEqualTo(-1);
            assertThat(members.read()).isEqualTo(-1);
        }
    }
}
