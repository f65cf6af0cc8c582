package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field's name in a sequence of names that rows were seen to have; the names before it are those of its parents. Remembers
 * the value that stood behind it last: most fields of a row are pins or one of a few words, and to see that the same bytes
 * stand here again is faster than to read them again.
 */
final class MemberTrie {
    /** The {@link #field} of a name that does not matter. */
    static final int NO_MATTER = -1;

    private static final int MOST_BRANCHES = 16;
    private static final int LONGEST_REMEMBERED = 128;
    /** So many other values in a row, and remembering the next is not worth it. */
    private static final int MOST_MISSES = 8;

    /** As it stands in a row, quotes included. */
    final byte[] name;

    final int field;
    private final @Nullable MemberTrie before;
    private final List<MemberTrie> after = new ArrayList<>(1);
    private @Nullable MemberTrie latest;

    /** Name, colon and value as they stood together last; before that, name and colon. */
    private byte[] remembered;

    private FieldKind rememberedKind = FieldKind.NULL;
    private int misses;

    MemberTrie(byte[] name, int field, @Nullable MemberTrie before) {
        this.name = name;
        this.field = field;
        this.before = before;
        remembered = Arrays.copyOf(name, name.length + 1);
        remembered[name.length] = ':';
    }

    /** The step whose name stands here, or null if none did so far. */
    @Nullable MemberTrie after(byte[] buffer, int at, int end) {
        MemberTrie likely = latest;
        if (likely != null && likely.standsAt(buffer, at, end)) {
            return likely;
        }
        // By index: an iterator per field is garbage.
        for (int i = 0; i < after.size(); i++) {
            MemberTrie next = after.get(i);
            if (next.standsAt(buffer, at, end)) {
                latest = next;
                return next;
            }
        }
        return null;
    }

    /** The step that was taken from here last, if its name, the colon and the value that it remembers stand here. */
    @Nullable MemberTrie sameAgain(byte[] buffer, int at, int end) {
        MemberTrie likely = latest;
        return likely != null && likely.repeatsItself(buffer, at, end) ? likely : null;
    }

    private boolean repeatsItself(byte[] buffer, int at, int end) {
        int valueEnd = at + remembered.length;
        // A number goes on with digits, so what follows must end the value.
        return remembered.length > name.length + 1
                && valueEnd < end
                && (buffer[valueEnd] == ',' || buffer[valueEnd] == '}')
                && Arrays.equals(buffer, at, valueEnd, remembered, 0, remembered.length);
    }

    /** How long name, colon and remembered value are. */
    int rememberedLength() {
        return remembered.length;
    }

    /** What kind of value is remembered. */
    FieldKind rememberedKind() {
        return rememberedKind;
    }

    /**
     * Remembers a sound value without escapes, if it stands right behind name and colon and is not one of many.
     *
     * @param at where the name stands
     * @param valueStart where the value does
     */
    void remember(byte[] buffer, int at, int valueStart, int valueEnd, FieldKind kind) {
        boolean together = valueStart == at + name.length + 1;
        if (misses == MOST_MISSES || !together || valueEnd - at > LONGEST_REMEMBERED || kind == FieldKind.STRUCTURE) {
            return;
        }
        misses++;
        if (misses == MOST_MISSES) {
            remembered = name;
        } else {
            remembered = Arrays.copyOfRange(buffer, at, valueEnd);
            rememberedKind = kind;
        }
    }

    /** The remembered value stood here again. */
    void hit() {
        misses = 0;
    }

    /** Whether so many names were seen here that there is no use in learning another. */
    boolean crowded() {
        return after.size() >= MOST_BRANCHES;
    }

    /** Adds a step. */
    MemberTrie learn(byte[] nextName, int nextField) {
        MemberTrie next = new MemberTrie(nextName, nextField, this);
        after.add(next);
        latest = next;
        return next;
    }

    /** Whether this step or one before it has the name. */
    boolean repeats(byte[] other) {
        for (MemberTrie step = this; step != null; step = step.before) {
            if (Arrays.equals(step.name, other)) {
                return true;
            }
        }
        return false;
    }

    private boolean standsAt(byte[] buffer, int at, int end) {
        return at + name.length <= end && ByteScan.startsWith(buffer, at, name);
    }
}
