package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * The scanner against the strict reader: whatever it vouches for, that reader takes, and finds the same in it; and it
 * vouches for all that is plain, so that it cannot hold to the first by never vouching.
 */
final class RowScannerProperties {
    static final int MAX_DEPTH = 6;

    private static final List<String> WANTED = List.of("k", "ts_utc", "seed", "\u00fc", "");
    private static final int REQUIRED = 2;
    private static final int ROWS = 25;

    private final FieldValues scanned = new FieldValues(WANTED, REQUIRED);
    private final FieldValues read = new FieldValues(WANTED, REQUIRED);
    private final StrictRowReader strictReader = new StrictRowReader(read, MAX_DEPTH);
    private RowFinder finder = new RowFinder(scanned, MAX_DEPTH);
    private int vouchedDamaged;
    private int vouchedPlain;

    @Property(tries = 1000)
    void theScannerVouchesOnlyForWhatTheStrictReaderTakes(@ForAll long seed) {
        rowsOf(seed);
    }

    /** The same of seeds that are the same in every build, and enough of both kinds of rows. */
    @Test
    void theScannerVouchesForWhatIsPlain() {
        for (long seed = 0; seed < 3000; seed++) {
            rowsOf(seed);
        }
        assertThat(vouchedPlain).isGreaterThan(40_000);
        assertThat(vouchedDamaged).isGreaterThan(10_000);
    }

    /** Rows one after another, so that what was learned of one is used for the next. */
    private void rowsOf(long seed) {
        RowTexts texts = new RowTexts(seed);
        Random random = new Random(seed);
        RowScanner scanner = new RowScanner(scanned, MAX_DEPTH);
        RowScanner scannerOfDamaged = new RowScanner(scanned, MAX_DEPTH);
        finder = new RowFinder(scanned, MAX_DEPTH);
        for (int i = 0; i < ROWS; i++) {
            RowTexts.Sample sample = texts.next(WANTED);
            boolean vouched = vouches(scanner, sample.text, random, seed);
            if (sample.plain) {
                assertThat(vouched)
                        .as("seed %d vouches for %s", seed, new String(sample.text, StandardCharsets.UTF_8))
                        .isTrue();
                vouchedPlain++;
            }
            vouches(scannerOfDamaged, sample.text, random, seed);
            for (int damage = 0; damage < 3; damage++) {
                vouchedDamaged += vouches(scannerOfDamaged, texts.damaged(sample.text), random, seed) ? 1 : 0;
            }
        }
    }

    /** Returns whether the scanner vouches for a row surrounded by other bytes, as in a reader's buffer. */
    private boolean vouches(RowScanner scanner, byte[] row, Random random, long seed) {
        int before = random.nextInt(10);
        byte[] buffer = new byte[before + row.length + random.nextInt(10)];
        Arrays.fill(buffer, (byte) "}\"0 ,]\\".charAt(random.nextInt(7)));
        System.arraycopy(row, 0, buffer, before, row.length);
        boolean vouched = scanner.scan(buffer, before, row.length);
        if (vouched) {
            assertSameFields(buffer, before, row, WANTED.size(), seed);
            assertThat(finder.find(buffer, before, row.length))
                    .as("seed %d finds again", seed)
                    .isTrue();
            assertSameFields(buffer, before, row, REQUIRED, seed);
        }
        return vouched;
    }

    private void assertSameFields(byte[] buffer, int offset, byte[] row, int fields, long seed) {
        String what = "seed " + seed + ": " + new String(row, StandardCharsets.UTF_8);
        try {
            strictReader.read(buffer, offset, row.length);
        } catch (RowFault e) {
            throw new AssertionError(what, e);
        }
        for (int field = 0; field < fields; field++) {
            FieldKind kind = scanned.kind(field);
            assertThat(kind).as("%s of %s", WANTED.get(field), what).isEqualTo(read.kind(field));
            if (kind != null) {
                assertThat(scanned.text(field))
                        .as("%s of %s", WANTED.get(field), what)
                        .isEqualTo(read.text(field));
            }
        }
    }

    /** A small world, all of it: every sequence of so many pieces between the braces of a row. */
    @Test
    void everyShortRowIsReadAsTheStrictReaderReadsIt() {
        Pieces pieces =
                new Pieces("\"k\"", "\"x\"", ":", ",", "{", "}", "[", "]", "1", "-", "0", ".", "e", " ", "null");
        for (int length = 0; length <= 4; length++) {
            for (int number = 0; number < pieces.count(length); number++) {
                byte[] row = pieces.row(number, length);
                boolean vouched = new RowScanner(scanned, MAX_DEPTH).scan(row, 0, row.length);
                assertThat(vouched).as(new String(row, StandardCharsets.UTF_8)).isEqualTo(strictReaderTakes(row));
                if (vouched) {
                    assertSameFields(row, 0, row, WANTED.size(), number);
                }
            }
        }
    }

    /** Longer ones with what is in strings and numbers; most are none, and the scanner never says otherwise. */
    @Test
    void noShortRowIsVouchedForThatTheStrictReaderRefuses() {
        Pieces members = new Pieces("\"k\"", "\"x\":", ":", ",", "{", "}", "[1", "]", "1", "0.5", "true", "\t");
        Pieces characters =
                new Pieces("\"k\":", "\"", "\\", "u", "00e9", "d83d", "n", "\u00c3", "\u00bc", "\u0000", "a", ",");
        int vouched = 0;
        for (Pieces pieces : List.of(members, characters)) {
            RowScanner scanner = new RowScanner(scanned, MAX_DEPTH);
            for (int number = 0; number < pieces.count(6); number++) {
                if (number % 1000 == 0) {
                    scanner = new RowScanner(scanned, MAX_DEPTH);
                }
                byte[] row = pieces.row(number, 6);
                if (scanner.scan(row, 0, row.length)) {
                    assertSameFields(row, 0, row, WANTED.size(), number);
                    vouched++;
                }
            }
        }
        assertThat(vouched).isGreaterThan(500);
    }

    private boolean strictReaderTakes(byte[] row) {
        try {
            strictReader.read(row, 0, row.length);
            return true;
        } catch (RowFault e) {
            return false;
        }
    }

    /** The pieces that make up short rows. Characters below U+0100 are bytes: some are valid UTF-8 only together. */
    private static final class Pieces {
        private final List<byte[]> pieces;

        Pieces(String... texts) {
            pieces = Arrays.stream(texts)
                    .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        }

        int count(int length) {
            int count = 1;
            for (int i = 0; i < length; i++) {
                count *= pieces.size();
            }
            return count;
        }

        byte[] row(int number, int length) {
            byte[] row = new byte[2 + 8 * length];
            int at = 0;
            row[at++] = '{';
            int rest = number;
            for (int i = 0; i < length; i++) {
                byte[] piece = pieces.get(rest % pieces.size());
                rest /= pieces.size();
                System.arraycopy(piece, 0, row, at, piece.length);
                at += piece.length;
            }
            row[at++] = '}';
            return Arrays.copyOf(row, at);
        }
    }
}
