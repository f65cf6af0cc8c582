package io.worldstream.wsp.adapter.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged and hostile files: each is read, or refused with a code. Nothing else may be thrown, no memory be taken for a
 * number that the file claims, nothing go on for ever.
 */
@Tag("fuzz")
@Timeout(300)
final class HostileFilesTest {
    private static final Set<ReasonCode> REFUSALS = Set.of(
            ReasonCode.OBJECT_UNREADABLE,
            ReasonCode.LIMIT_EXCEEDED,
            ReasonCode.FORMAT_UNSUPPORTED,
            ReasonCode.ROW_INVALID,
            ReasonCode.ROW_TOO_LARGE);
    private static final ParquetLimits SMALL = ParquetLimits.DEFAULTS
            .withMaxPageBytes(1 << 16)
            .withMaxBufferBytes(1 << 21)
            .withMaxFooterBytes(1 << 16)
            .withMaxColumns(1000);
    /** No change of a byte makes a file of a few rows one of so many. */
    private static final int MANY_ROWS = 100_000;

    private static final int ROWS = 12;

    @Test
    void everyTruncationIsRefused() {
        for (byte[] file : files()) {
            for (int length = 0; length < file.length; length++) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThat(outcome(cut)).as("cut to " + length).isIn(REFUSALS);
            }
        }
    }

    @Test
    void everyByteMayBeAnyOtherOfAFew() {
        for (byte[] file : files()) {
            for (int at = 0; at < file.length; at++) {
                for (int change : new int[] {0x01, 0x80, 0xff, 0x10, 0x7f}) {
                    byte[] changed = file.clone();
                    changed[at] ^= (byte) change;
                    outcome(changed);
                }
            }
        }
    }

    @Test
    void randomBytesBetweenTheRightEndsAreRefused() {
        Random random = new Random(20260101);
        for (int i = 0; i < 5_000; i++) {
            byte[] file = new byte[12 + random.nextInt(200)];
            random.nextBytes(file);
            byte[] magic = {'P', 'A', 'R', '1'};
            System.arraycopy(magic, 0, file, 0, 4);
            System.arraycopy(magic, 0, file, file.length - 4, 4);
            int footer = random.nextInt(file.length - 11);
            file[file.length - 8] = (byte) footer;
            file[file.length - 7] = 0;
            file[file.length - 6] = 0;
            file[file.length - 5] = 0;
            assertThat(outcome(file)).isIn(REFUSALS);
        }
    }

    @Test
    void severalChangesAtOnce() {
        Random random = new Random(4711);
        List<byte[]> files = files();
        for (int i = 0; i < 20_000; i++) {
            byte[] file = files.get(i % files.size()).clone();
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            outcome(file);
        }
    }

    private static List<byte[]> files() {
        List<byte[]> files = new ArrayList<>();
        for (WriterVersion version : WriterVersion.values()) {
            for (CompressionCodecName codec : SampleFiles.CODECS) {
                boolean plain = codec == CompressionCodecName.UNCOMPRESSED;
                files.add(SampleFiles.writer()
                        .version(version)
                        .codec(codec)
                        .rowsPerGroup(plain ? 5 : 1000)
                        .options(builder -> builder.withDictionaryEncoding(!plain))
                        .rows(SampleFiles.rows(ROWS)));
            }
        }
        return files;
    }

    /** The code of the refusal, or null if the file was read. */
    private static @Nullable ReasonCode outcome(byte[] file) {
        ParquetFormat format = new ParquetFormat().withLimits(SMALL);
        try (RowReader reader = format.open(new StoredFile(file, 1 << 20), 1 << 12)) {
            for (int rows = 0; reader.advance(); rows++) {
                assertThat(rows).isLessThan(MANY_ROWS);
            }
            return null;
        } catch (WspException e) {
            assertThat(e.code()).isIn(REFUSALS);
            return e.code();
        } catch (IOException e) {
            throw new AssertionError("the content never fails", e);
        }
    }
}
