package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import java.util.Arrays;

/** Bytes that all rows of a shape share, with the fields inside them. Immutable. */
final class LiteralRun {
    private final byte[] bytes;
    private final int[] fields;
    private final FieldKind[] kinds;
    private final int[] starts;
    private final int[] ends;

    /**
     * @param row the row that the run is taken from
     * @param members the members of that row
     * @param first the first member whose value is in the run
     * @param behind the first member behind the run
     */
    LiteralRun(byte[] row, int from, int to, MemberSpans members, int first, int behind) {
        bytes = Arrays.copyOfRange(row, from, to);
        int[] kept = new int[behind - first];
        int count = 0;
        for (int i = first; i < behind; i++) {
            if (members.field(i) != MemberTrie.NO_MATTER) {
                kept[count++] = i;
            }
        }
        fields = new int[count];
        kinds = new FieldKind[count];
        starts = new int[count];
        ends = new int[count];
        for (int i = 0; i < count; i++) {
            fields[i] = members.field(kept[i]);
            kinds[i] = members.kind(kept[i]);
            int start = members.start(kept[i]) - from;
            int end = members.end(kept[i]) - from;
            starts[i] = kinds[i] == FieldKind.TEXT ? start + 1 : start;
            ends[i] = switch (kinds[i]) {
                case TEXT -> end - 1;
                case STRUCTURE -> start + 1;
                default -> end;
            };
        }
    }

    /** Returns the number of bytes. */
    int length() {
        return bytes.length;
    }

    /** Returns whether the run is at this position; if so, sets the fields inside it. */
    boolean find(byte[] row, int at, int end, FieldValues values) {
        if (end - at < bytes.length || !ByteScan.startsWith(row, at, bytes)) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            values.set(fields[i], kinds[i], at + starts[i], at + ends[i]);
        }
        return true;
    }
}
