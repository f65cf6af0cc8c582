package io.worldstream.wsp.internal.rows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of the fields of a row that matter, by their place in a list of names: of a string its text in UTF-8, of an
 * array or object its first character, of all else its spelling. One thread; used again for each row.
 */
final class FieldValues {
    private static final byte ABSENT = -1;

    private final List<String> names;
    private final int required;
    /** Codes, not kinds: to store a reference costs more than all else that is kept of a value. */
    private final byte[] kinds;

    private byte[] source = new byte[0];
    private final int[] starts;
    private final int[] ends;

    /**
     * @param names the fields that a row must have, then others
     * @param required how many it must have
     */
    FieldValues(List<String> names, int required) {
        this.names = List.copyOf(names);
        this.required = required;
        kinds = new byte[names.size()];
        starts = new int[names.size()];
        ends = new int[names.size()];
    }

    /** The place of a name, or -1 if the field does not matter. */
    int indexOf(String name) {
        return names.indexOf(name);
    }

    /** How many fields a row must have: those whose place is below this. */
    int required() {
        return required;
    }

    /** Starts over: the row has no field so far. */
    void clear() {
        Arrays.fill(kinds, ABSENT);
    }

    /** Says which array holds the values. */
    void source(byte[] array) {
        source = array;
    }

    /** Sets a field, of which {@link #source()} holds the value. */
    void set(int field, FieldKind kind, int start, int end) {
        kinds[field] = (byte) kind.code();
        starts[field] = start;
        ends[field] = end;
    }

    /** The kind of a field's value, or null if the row does not have the field. */
    @Nullable FieldKind kind(int field) {
        return kinds[field] == ABSENT ? null : FieldKind.of(kinds[field]);
    }

    /** The {@linkplain FieldKind#code code} of the kind of a field that the row has. */
    byte kindCode(int field) {
        return kinds[field];
    }

    /** The array that holds each value, from {@link #start} to {@link #end}. */
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
