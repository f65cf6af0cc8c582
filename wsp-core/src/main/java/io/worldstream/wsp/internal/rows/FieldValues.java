package io.worldstream.wsp.internal.rows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row's relevant fields, by their index in a list of names: for a string its text in UTF-8, for an
 * array or object its first character, otherwise its spelling. Reused for each row. One thread.
 */
final class FieldValues {
    private static final byte ABSENT = -1;

    private final List<String> names;
    private final int sought;
    /** Codes instead of kinds: storing a reference costs more than everything else that is stored for a value. */
    private final byte[] kinds;

    private byte[] source = new byte[0];
    private final int[] starts;
    private final int[] ends;
    /** The places of the values' JSON, with the quotes of a string. */
    private final int[] spelledStarts;

    private final int[] spelledEnds;

    /**
     * @param names the sought fields, followed by those that are noticed only on the way
     * @param sought the number of sought fields
     */
    FieldValues(List<String> names, int sought) {
        this.names = List.copyOf(names);
        this.sought = sought;
        kinds = new byte[names.size()];
        starts = new int[names.size()];
        ends = new int[names.size()];
        spelledStarts = new int[names.size()];
        spelledEnds = new int[names.size()];
    }

    /** Returns the index of a name, or -1 if the field is not relevant. */
    int indexOf(String name) {
        return names.indexOf(name);
    }

    /** Returns the number of sought fields: those with an index below it. */
    int sought() {
        return sought;
    }

    /** Returns whether a value ends the search for a field: one that is null may stand for a field of less rank. */
    boolean settles(int field, FieldKind kind) {
        return field != MemberTrie.NO_MATTER && field < sought && kind != FieldKind.NULL;
    }

    /** Resets to a row without fields. */
    void clear() {
        Arrays.fill(kinds, ABSENT);
    }

    /** Sets the array that holds the values. */
    void source(byte[] array) {
        source = array;
    }

    /** Sets a field whose value is in {@link #source()}. */
    void set(int field, FieldKind kind, int start, int end) {
        kinds[field] = (byte) kind.code();
        starts[field] = start;
        ends[field] = end;
        spelledStarts[field] = kind == FieldKind.TEXT ? start - 1 : start;
        spelledEnds[field] = kind == FieldKind.TEXT ? end + 1 : end;
    }

    /** Sets the place in {@link #source()} of a field's JSON, if it is not that of its value with its quotes. */
    void spelled(int field, int start, int end) {
        spelledStarts[field] = start;
        spelledEnds[field] = end;
    }

    /** Returns the start of a field's JSON in {@link #source()}, which is not whole for an array or object. */
    int spelledStart(int field) {
        return spelledStarts[field];
    }

    /** Returns the end of a field's JSON in {@link #source()}. */
    int spelledEnd(int field) {
        return spelledEnds[field];
    }

    /** Returns the kind of a field's value, or null if the row does not have the field. */
    @Nullable FieldKind kind(int field) {
        return kinds[field] == ABSENT ? null : FieldKind.of(kinds[field]);
    }

    /** Returns the first of some fields that the row has, other than as null, or -1. */
    int firstOf(int[] fields) {
        for (int field : fields) {
            FieldKind kind = kind(field);
            if (kind != null && kind != FieldKind.NULL) {
                return field;
            }
        }
        return -1;
    }

    /** Returns the {@linkplain FieldKind#code code} of the kind of a field that the row has. */
    byte kindCode(int field) {
        return kinds[field];
    }

    /** Returns the array that holds each value, from {@link #start} to {@link #end}. */
    byte[] source() {
        return source;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    boolean is(int field, FieldKind kind, byte[] value) {
        return kinds[field] == kind.code() && Arrays.equals(source, starts[field], ends[field], value, 0, value.length);
    }

    String text(int field) {
        return new String(source, starts[field], ends[field] - starts[field], StandardCharsets.UTF_8);
    }
}
