package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.AuditKind;
import io.worldstream.wsp.api.AuditRecord;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.StoredAuditTrail.Fault;
import io.worldstream.wsp.api.support.AuditChain;
import io.worldstream.wsp.api.support.AuditLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every edit, removal, insertion and swap of a byte or of a record, and every truncation, of a chain of 200 records is
 * found. An edit is verified from the record before it to the record behind it, which is where the whole pass would come.
 * {@code -Daudit.exhaust=true} tries all 255 other values of each byte of each record, which takes long; without it, bytes are
 * edited in every nineteenth record, one bit at a time.
 */
@Tag("large")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditEditsTest {
    private static final int RECORDS = 200;
    private static final boolean EXHAUST = Boolean.getBoolean("audit.exhaust");
    /** Records of many kinds come up: there are 20 kinds in turn. */
    private static final int STEP = EXHAUST ? 1 : 19;

    private static final Path FILE = Path.of("000001.jsonl");
    private static final AuditFolder FOLDER = new AuditFolder(Path.of("no such folder"));

    private final List<byte[]> lines = new ArrayList<>();
    /** The chain before each record, and behind the last one. */
    private final List<AuditChain> chains = new ArrayList<>();

    @BeforeAll
    void write() {
        AuditChain chain = AuditChain.EMPTY;
        chains.add(chain);
        for (int i = 0; i < RECORDS; i++) {
            AuditRecord record = chain.next(entry(i));
            chain = AuditChain.endingWith(record);
            chains.add(chain);
            lines.add((AuditLine.write(record) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static AuditEntry entry(int i) {
        AuditKind[] kinds = AuditKind.values();
        AuditEntry.Builder entry = AuditEntry.builder(
                kinds[i % kinds.length], Instant.parse("2026-01-02T10:15:30Z").plusMillis(i));
        if (i % 3 > 0) {
            entry.run(new RunId("3e76311080aab7743f44343b0eb25a7c"))
                    .position((long) i)
                    .eventTime(Instant.parse("2025-01-01T00:00:00.000001Z").plusSeconds(i));
        }
        if (i % 5 > 1) {
            entry.actor("ops \u00fc").reason("because \"it\" must\n").detail("findings", String.valueOf(i));
        }
        return entry.build();
    }

    @Test
    void theWholeChainIsIntact() throws IOException {
        assertThat(verify(0, RECORDS, join(lines))).isNull();
    }

    @Test
    void eachEditOfAByteIsFound() throws IOException {
        for (int record = 0; record < RECORDS; record += STEP) {
            byte[] bytes = around(record);
            for (int at = 0; at < lines.get(record).length; at++) {
                byte original = bytes[at];
                for (int mask = 1; mask < 256; mask = EXHAUST ? mask + 1 : mask << 1) {
                    bytes[at] = (byte) (original ^ mask);
                    assertFound(record, bytes, "byte " + at + " xor " + mask);
                }
                bytes[at] = original;
            }
        }
    }

    @Test
    void eachRemovalAndInsertionAndSwapOfAByteIsFound() throws IOException {
        for (int record = 0; record < RECORDS; record += STEP) {
            byte[] bytes = around(record);
            for (int at = 0; at < lines.get(record).length; at++) {
                assertFound(record, splice(bytes, at, 1, new byte[0]), "byte " + at + " removed");
                for (byte inserted : new byte[] {bytes[at], ' ', '\n', '0', 'a', '"', 0}) {
                    assertFound(record, splice(bytes, at, 0, new byte[] {inserted}), inserted + " inserted at " + at);
                }
                if (at + 1 < bytes.length && bytes[at] != bytes[at + 1]) {
                    byte[] swapped = splice(bytes, at, 2, new byte[] {bytes[at + 1], bytes[at]});
                    assertFound(record, swapped, "bytes " + at + " and the next swapped");
                }
            }
        }
        byte[] last = around(RECORDS - 1);
        for (int value = 0; value < 256; value++) {
            byte[] longer = splice(last, last.length, 0, new byte[] {(byte) value});
            if (value == '\n') {
                assertFound(RECORDS - 1, longer, value + " inserted at the end");
            } else {
                assertThat(verify(RECORDS - 1, RECORDS, longer))
                        .as("%d at the end, the beginning of an unfinished record", value)
                        .isNull();
            }
        }
    }

    @Test
    void eachTruncationIsFound() throws IOException {
        for (int record = 0; record < RECORDS; record += STEP) {
            for (int length = 0; length < lines.get(record).length; length++) {
                byte[] cut = Arrays.copyOf(lines.get(record), length);
                Fault fault = verify(record, RECORDS, cut);
                assertThat(fault)
                        .as("record %d of %d bytes, then nothing", record + 1, length)
                        .isNotNull();
                assertThat(Objects.requireNonNull(fault).seq()).isEqualTo(record + 1);
            }
        }
    }

    @Test
    void eachRemovalAndSwapAndRepetitionOfRecordsIsFoundWhereItBegins() throws IOException {
        for (int record = 0; record < RECORDS; record++) {
            List<byte[]> removed = new ArrayList<>(lines);
            removed.remove(record);
            assertFirst(record, removed);
            List<byte[]> repeated = new ArrayList<>(lines);
            repeated.add(record + 1, lines.get(record));
            if (record + 1 < RECORDS) {
                assertFirst(record + 1, repeated);
                List<byte[]> swapped = new ArrayList<>(lines);
                Collections.swap(swapped, record, record + 1);
                assertFirst(record, swapped);
            } else {
                assertThat(verify(0, RECORDS, join(repeated))).isNotNull();
            }
        }
    }

    @Test
    void eachRecordThatIsForgedWithARightHashIsFoundAtTheNextOne() throws IOException {
        for (int record = 0; record < RECORDS; record++) {
            AuditRecord forged = chains.get(record)
                    .next(AuditEntry.builder(AuditKind.COMPLETED, Instant.parse("2026-01-02T10:15:30Z"))
                            .build());
            List<byte[]> changed = new ArrayList<>(lines);
            changed.set(record, (AuditLine.write(forged) + "\n").getBytes(StandardCharsets.US_ASCII));
            Fault fault = verify(0, RECORDS, join(changed));
            assertThat(fault).isNotNull();
            assertThat(Objects.requireNonNull(fault).seq()).isEqualTo(Math.min(record + 2, RECORDS));
        }
    }

    private void assertFirst(int record, List<byte[]> changed) throws IOException {
        Fault fault = verify(0, RECORDS, join(changed));
        assertThat(fault).isNotNull();
        assertThat(Objects.requireNonNull(fault).seq()).isEqualTo(record + 1);
        assertThat(Objects.requireNonNull(fault).place()).isEqualTo(FILE + ", line " + (record + 1));
    }

    private void assertFound(int record, byte[] bytes, String edit) throws IOException {
        if (verify(record, Math.min(record + 2, RECORDS), bytes) == null) {
            throw new AssertionError("record " + (record + 1) + ": not found: " + edit);
        }
    }

    /** The bytes of a record and of the one behind it. */
    private byte[] around(int record) {
        return join(lines.subList(record, Math.min(record + 2, RECORDS)));
    }

    /** Verifies bytes that stand where the records from one number on do, of a chain that ends before another. */
    private @Nullable Fault verify(int from, int end, byte[] bytes) throws IOException {
        AuditFilesVerification pass =
                new AuditFilesVerification(FOLDER, chains.get(from), chains.get(end), record -> {});
        AuditLines in = new AuditLines(new ByteArrayInputStream(bytes));
        Fault fault = pass.verify(FILE, in, true);
        return fault == null ? pass.cutShort(FILE, in.number()) : fault;
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 1);
        out.write(bytes, 0, at);
        out.writeBytes(inserted);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
