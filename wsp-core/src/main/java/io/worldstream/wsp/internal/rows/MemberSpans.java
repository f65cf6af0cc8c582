package io.worldstream.wsp.internal.rows;

import java.util.Arrays;

/** The positions of the values of a row's members, in row order, counted from the row's first byte. One thread. */
final class MemberSpans {
    private int size;
    private int[] fields = new int[16];
    private FieldKind[] kinds = new FieldKind[16];
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    MemberSpans() {}

    /** Creates a copy. */
    MemberSpans(MemberSpans other) {
        size = other.size;
        fields = Arrays.copyOf(other.fields, size);
        kinds = Arrays.copyOf(other.kinds, size);
        starts = Arrays.copyOf(other.starts, size);
        ends = Arrays.copyOf(other.ends, size);
    }

    /** Removes all members. */
    void clear() {
        size = 0;
    }

    /**
     * Adds the next member.
     *
     * @param field its index among the relevant fields, or {@link MemberTrie#NO_MATTER}
     * @param start the start of its value, including the quote of a text
     * @param end the end of its value, including the quote of a text
     */
    void add(int field, FieldKind kind, int start, int end) {
        if (size == starts.length) {
            fields = Arrays.copyOf(fields, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        fields[size] = field;
        kinds[size] = kind;
        starts[size] = start;
        ends[size++] = end;
    }

    /** Returns the number of members. */
    int size() {
        return size;
    }

    int field(int member) {
        return fields[member];
    }

    FieldKind kind(int member) {
        return kinds[member];
    }

    int start(int member) {
        return starts[member];
    }

    int end(int member) {
        return ends[member];
    }
}
