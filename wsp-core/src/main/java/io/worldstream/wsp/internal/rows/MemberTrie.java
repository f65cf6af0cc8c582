package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a trie over the sequences of field names seen in rows; its ancestors are the names before it. Remembers the
 * last value of its field: most fields of a row are pins or take one of a few values, and comparing bytes is faster
 * than parsing them again.
 */
final class MemberTrie {
    /** The {@link #field} of a name that is not relevant. */
    static final int NO_MATTER = -1;

    private static final int MOST_BRANCHES = 16;
    private static final int LONGEST_REMEMBERED = 128;
    /** The number of consecutive misses after which values are not remembered any more. */
    private static final int MOST_MISSES = 8;

    /** The name as spelled in a row, quotes included. */
    final byte[] name;

    final int field;
    private final @Nullable MemberTrie before;
    private final List<MemberTrie> after = new ArrayList<>(1);
    private @Nullable MemberTrie latest;

    /** Name, colon and the remembered value; until there is one, name and colon. */
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

    /** Returns the child whose name is at this position, or null if there is none yet. */
    @Nullable MemberTrie after(byte[] buffer, int at, int end) {
        MemberTrie likely = latest;
        if (likely != null && likely.standsAt(buffer, at, end)) {
            return likely;
        }
        // By index: an iterator per field would be garbage.
        for (int i = 0; i < after.size(); i++) {
            MemberTrie next = after.get(i);
            if (next.standsAt(buffer, at, end)) {
                latest = next;
                return next;
            }
        }
        return null;
    }

    /** Returns the child taken last, if its name, the colon and its remembered value are at this position. */
    @Nullable MemberTrie sameAgain(byte[] buffer, int at, int end) {
        MemberTrie likely = latest;
        return likely != null && likely.repeatsItself(buffer, at, end) ? likely : null;
    }

    private boolean repeatsItself(byte[] buffer, int at, int end) {
        int valueEnd = at + remembered.length;
        // A number might continue with more digits, so the next byte must end the value.
        return remembered.length > name.length + 1
                && valueEnd < end
                && (buffer[valueEnd] == ',' || buffer[valueEnd] == '}')
                && Arrays.equals(buffer, at, valueEnd, remembered, 0, remembered.length);
    }

    /** Returns the length of name, colon and remembered value. */
    int rememberedLength() {
        return remembered.length;
    }

    /** Returns the kind of the remembered value. */
    FieldKind rememberedKind() {
        return rememberedKind;
    }

    /**
     * Remembers a valid value without escapes if it directly follows name and colon and the field does not have too
     * many values.
     *
     * @param at the position of the name
     * @param valueStart the position of the value
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

    /** Records that the remembered value occurred again. */
    void hit() {
        misses = 0;
    }

    /** Returns whether the node has so many children that learning another is not worthwhile. */
    boolean crowded() {
        return after.size() >= MOST_BRANCHES;
    }

    /** Adds a child. */
    MemberTrie learn(byte[] nextName, int nextField) {
        MemberTrie next = new MemberTrie(nextName, nextField, this);
        after.add(next);
        latest = next;
        return next;
    }

    /** Returns whether this node or an ancestor has the name. */
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
