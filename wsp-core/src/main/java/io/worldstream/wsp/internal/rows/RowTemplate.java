package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the rows of a part are spelled up to the last field that each must have: bytes that are the same in all of them, and
 * between these the values that differ. Finds the fields of a row that is known to be sound: what is the same is compared
 * in one go, and of a value that differs only the end is looked for. One thread.
 *
 * <p>It is learned from rows that {@link RowScanner} went over: a value is taken to be the same in all rows until it is not.
 * A row of another shape is not found; when many of them follow one another, the template is made anew.
 */
final class RowTemplate {
    private static final int NOT_SURE = -1;
    private static final int MOST_STRANGERS = 16;
    /** Is kept twice for each output: with this, it hardly counts (I12). */
    private static final int MOST_BYTES = 8 << 10;

    /** Where rows are of ever other shapes, learning yet another is not worth it. */
    private static final int MOST_SHAPES = 64;

    private final FieldValues values;
    private LiteralRun[] runs = new LiteralRun[0];
    /** For each run the field of the value behind it. */
    private int[] fields = new int[0];

    /** A row of this shape, to one byte behind its last value, which says that this ends there. */
    private byte[] model = new byte[0];

    private MemberSpans members = new MemberSpans();
    private boolean[] differs = new boolean[0];
    private int strangers = MOST_STRANGERS;
    private int shapes;

    /** Of the value that was last looked at. */
    private FieldKind kind = FieldKind.NULL;

    /** @param values takes the fields that a row must have */
    RowTemplate(FieldValues values) {
        this.values = values;
    }

    /**
     * Finds the fields of a sound row.
     *
     * @return whether all are found, since the row is of this shape; otherwise nothing is known of it
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
                    int quote = kind == FieldKind.TEXT ? 1 : 0;
                    values.set(fields[i], kind, at + quote, valueEnd - quote);
                }
                at = valueEnd;
            }
        }
        strangers = 0;
        return true;
    }

    /** Behind a sound value, whose kind is then known; one that nests is left to the scanner. */
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

    /** Behind the closing quote of a text without escapes. */
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
        // What stands here may be space, where the rows before had none.
        return at == from ? NOT_SURE : at;
    }

    /**
     * Learns from a row that the scanner found the fields of.
     *
     * @param seen its members up to the last of these
     */
    void learn(byte[] row, int offset, int length, MemberSpans seen) {
        int behind = seen.size() == 0 ? 0 : seen.end(seen.size() - 1);
        if (shapes == MOST_SHAPES || behind >= Math.min(length, MOST_BYTES) || !hasAllRequired(seen)) {
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
            makeRuns();
        }
    }

    private boolean hasAllRequired(MemberSpans seen) {
        int missing = values.required();
        for (int i = 0; i < seen.size(); i++) {
            missing -= seen.field(i) != MemberTrie.NO_MATTER && seen.field(i) < values.required() ? 1 : 0;
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
        if (first < differs.length) {
            made.add(new LiteralRun(model, from, model.length, members, first, differs.length));
        }
        runs = made.toArray(LiteralRun[]::new);
        fields = Arrays.copyOf(behind, count);
    }
}
