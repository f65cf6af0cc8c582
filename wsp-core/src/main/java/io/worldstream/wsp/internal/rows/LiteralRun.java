package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import java.util.Arrays;

/** Bytes that the rows of a shape share, with the fields that are within them. Immutable. */
final class LiteralRun {
    private final byte[] bytes;
    private final int[] fields;
    private final FieldKind[] kinds;
    private final int[] starts;
    private final int[] ends;

    /**
     * @param row the row that it is a run of
     * @param members that row's
     * @param first the first member whose value is in the run
     * @param behind the first that is behind it
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

    /** How many bytes it has. */
    int length() {
        return bytes.length;
    }

    /** Whether it stands here; the fields within it are found then. */
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
