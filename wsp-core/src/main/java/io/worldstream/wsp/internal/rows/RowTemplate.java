package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The common spelling of a part's rows up to the last sought field, or up to the end if a sought field is missing: bytes
 * that all rows share, and the values between them that differ. Finds the fields of a row that is known to be valid:
 * shared bytes are compared at once, and only the end of a differing value is searched for. One thread.
 *
 * <p>Learned from rows that {@link RowScanner} has scanned: a value is assumed to be the same in all rows until one
 * differs. Rows of another shape are not found; after several of them in a row, the template is rebuilt.
 */
final class RowTemplate {
    private static final int NOT_SURE = -1;
    private static final int MOST_STRANGERS = 16;
    /** The longest template. Each output has two of them; with this bound their memory is negligible (I12). */
    private static final int MOST_BYTES = 8 << 10;

    /** The number of shapes after which rows are too diverse for another one to be worth learning. */
    private static final int MOST_SHAPES = 64;

    private final FieldValues values;
    private LiteralRun[] runs = new LiteralRun[0];
    /** For each run, the field of the value behind it. */
    private int[] fields = new int[0];

    /** A row of this shape, up to one byte after its last value, which delimits that value. */
    private byte[] model = new byte[0];

    private MemberSpans members = new MemberSpans();
    private boolean[] differs = new boolean[0];
    /** True if the shape ends with the row, so that a row of this shape has no other fields. */
    private boolean whole;

    private int strangers = MOST_STRANGERS;
    private int shapes;

    /** The kind of the value that was last found. */
    private FieldKind kind = FieldKind.NULL;

    /** @param values receives the fields */
    RowTemplate(FieldValues values) {
        this.values = values;
    }

    /**
     * Finds the fields of a valid row.
     *
     * @return whether the row has this shape and all fields are found; otherwise nothing is known of it
     */
    boolean find(byte[] row, int offset, int end) {
        if (runs.length == 0) {
            return false;
        }
        int at = offset;
        for (int i = 0; i < runs.length; i++) {
            if (!runs[i].find(row, at, end, values)) {
                return false;
            }
            at += runs[i].length();
            if (i < fields.length) {
                int valueEnd = valueEnd(row, at, end);
                if (valueEnd == NOT_SURE || valueEnd > end) {
                    return false;
                }
                if (fields[i] != MemberTrie.NO_MATTER) {
                    if (!whole && fields[i] < values.sought() && kind == FieldKind.NULL) {
                        return false;
                    }
                    int quote = kind == FieldKind.TEXT ? 1 : 0;
                    values.set(fields[i], kind, at + quote, valueEnd - quote);
                }
                at = valueEnd;
            }
        }
        strangers = 0;
        return true;
    }

    /** Returns the position after a valid value and sets its kind; nested values are left to the scanner. */
    private int valueEnd(byte[] row, int at, int end) {
        if (at >= end) {
            return NOT_SURE;
        }
        return switch (row[at]) {
            case '"' -> of(FieldKind.TEXT, textEnd(row, at + 1, end));
            case 't' -> of(FieldKind.TRUE, at + 4);
            case 'f' -> of(FieldKind.FALSE, at + 5);
            case 'n' -> of(FieldKind.NULL, at + 4);
            case '{', '[' -> NOT_SURE;
            default -> numberEnd(row, at, end);
        };
    }

    private int of(FieldKind valueKind, int valueEnd) {
        kind = valueKind;
        return valueEnd;
    }

    /** Returns the position after the closing quote of a text without escapes. */
    private static int textEnd(byte[] row, int from, int end) {
        int at = ByteScan.quoteOrBackslash(row, from, end);
        return at < end && row[at] == '"' ? at + 1 : NOT_SURE;
    }

    private int numberEnd(byte[] row, int from, int end) {
        int at = ByteScan.endOfDigits(row, row[from] == '-' ? from + 1 : from, end);
        kind = FieldKind.INTEGER;
        while (at < end && row[at] != ',' && row[at] != '}' && row[at] > ' ') {
            kind = FieldKind.REAL;
            at++;
        }
        // No number here: the row may have a space where earlier rows had none.
        return at == from ? NOT_SURE : at;
    }

    /**
     * Learns from a row whose fields the scanner found.
     *
     * @param seen the row's members as far as it was scanned
     */
    void learn(byte[] row, int offset, int length, MemberSpans seen) {
        int behind = seen.size() == 0 ? 0 : seen.end(seen.size() - 1);
        if (shapes == MOST_SHAPES || behind >= Math.min(length, MOST_BYTES)) {
            return;
        }
        boolean endsRow = row[offset + behind] == '}';
        if (!endsRow && !settlesAll(seen)) {
            return;
        }
        if (isOfThisShape(row, offset, seen)) {
            for (int i = 0; i < differs.length; i++) {
                differs[i] |= !isSameValue(row, offset, seen, i);
            }
            makeRuns();
        } else if (++strangers > MOST_STRANGERS) {
            strangers = 0;
            shapes++;
            model = Arrays.copyOfRange(row, offset, offset + behind + 1);
            members = new MemberSpans(seen);
            differs = new boolean[seen.size()];
            whole = endsRow;
            makeRuns();
        }
    }

    private boolean settlesAll(MemberSpans seen) {
        int missing = values.sought();
        for (int i = 0; i < seen.size(); i++) {
            missing -= values.settles(seen.field(i), seen.kind(i)) ? 1 : 0;
        }
        return missing == 0;
    }

    private boolean isOfThisShape(byte[] row, int offset, MemberSpans seen) {
        boolean same = seen.size() == members.size();
        int from = 0;
        int seenFrom = offset;
        for (int i = 0; same && i < differs.length; i++) {
            same = Arrays.equals(model, from, members.start(i), row, seenFrom, offset + seen.start(i));
            from = members.end(i);
            seenFrom = offset + seen.end(i);
        }
        return same && model[from] == row[seenFrom];
    }

    private boolean isSameValue(byte[] row, int offset, MemberSpans seen, int i) {
        return Arrays.equals(
                model, members.start(i), members.end(i), row, offset + seen.start(i), offset + seen.end(i));
    }

    private void makeRuns() {
        List<LiteralRun> made = new ArrayList<>();
        int[] behind = new int[differs.length];
        int count = 0;
        int first = 0;
        int from = 0;
        for (int i = 0; i < differs.length; i++) {
            if (differs[i]) {
                made.add(new LiteralRun(model, from, members.start(i), members, first, i));
                behind[count++] = members.field(i);
                first = i + 1;
                from = members.end(i);
            }
        }
        // A value that ends a whole row must also be the last value of the rows of its shape.
        if (first < differs.length || whole) {
            made.add(new LiteralRun(model, from, model.length, members, first, differs.length));
        }
        runs = made.toArray(LiteralRun[]::new);
        fields = Arrays.copyOf(behind, count);
    }
}
