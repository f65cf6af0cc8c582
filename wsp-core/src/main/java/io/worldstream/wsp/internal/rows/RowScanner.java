package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.internal.text.ByteScan;
import io.worldstream.wsp.internal.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields in a row's bytes in one pass, and validates the whole row on the way, as strictly as {@link
 * StrictRowReader}. It accepts only rows that it is sure of. A row with an escape in a field name, an escaped
 * surrogate, deep nesting, a very long name or any fault is left to the strict reader, which decides. One thread.
 *
 * <p>The rows of a part mostly have the same fields in the same order. The scanner remembers the sequences that it has
 * seen in a tree of {@link MemberTrie}s, so it checks a sequence for repeated names only when it first sees it.
 */
final class RowScanner {
    private static final int NOT_SURE = Utf8.NO_CHARACTER;
    private static final int DEEPEST = 64;
    private static final int MOST_STEPS = 4096;
    /**
     * The longest name that is remembered. Nodes live as long as the scanner; with this bound they take at most a
     * megabyte (I12).
     */
    private static final int MOST_BYTES_OF_A_NAME = 256;

    private static final int MOST_NAMES_OF_A_NESTED_OBJECT = 32;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final FieldValues values;
    private final int maxDepth;
    private final MemberTrie root = new MemberTrie(new byte[0], MemberTrie.NO_MATTER, null);
    /** For each depth, the start and end positions of the names of the open object. */
    private final int[] @Nullable [] nestedNames = new int[DEEPEST + 1][];

    private int steps;

    private byte[] buffer = new byte[0];
    private int end;
    private FieldKind kind = FieldKind.NULL;
    private boolean escaped;

    /**
     * @param values receives the fields
     * @param maxDepth the deepest nesting of a row
     */
    RowScanner(FieldValues values, int maxDepth) {
        this.values = values;
        this.maxDepth = Math.min(maxDepth, DEEPEST);
    }

    /**
     * Scans a whole row.
     *
     * @return whether the row is valid and its fields are found; otherwise nothing is known of it
     */
    boolean scan(byte[] rowBuffer, int offset, int length) {
        return scan(rowBuffer, offset, length, Integer.MAX_VALUE, null);
    }

    /**
     * Scans a valid row until every sought field has a value other than null, or else to its end.
     *
     * @param seen receives the members up to there
     * @return whether the fields are found that the row has; otherwise nothing is known of it
     */
    boolean find(byte[] rowBuffer, int offset, int length, MemberSpans seen) {
        seen.clear();
        return scan(rowBuffer, offset, length, values.sought(), seen);
    }

    /**
     * @param enough the number of sought fields after which the scan ends
     * @param seen receives the members, or null
     */
    private boolean scan(byte[] rowBuffer, int offset, int length, int enough, @Nullable MemberSpans seen) {
        int missing = enough;
        buffer = rowBuffer;
        end = offset + length;
        values.clear();
        values.source(rowBuffer);
        if (length < 2 || buffer[offset] != '{') {
            return false;
        }
        int at = skipSpace(offset + 1);
        if (at < end && buffer[at] == '}') {
            return at + 1 == end;
        }
        MemberTrie step = root;
        while (true) {
            MemberTrie same = step.sameAgain(buffer, at, end);
            int start;
            if (same != null) {
                step = same;
                start = at + step.name.length + 1;
                at += step.rememberedLength();
                kind = step.rememberedKind();
                step.hit();
            } else {
                MemberTrie next = next(step, at);
                if (next == null) {
                    return false;
                }
                step = next;
                start = colon(at + step.name.length);
                int valueEnd = start == NOT_SURE ? NOT_SURE : value(start, 1);
                boolean spelledOut = kind == FieldKind.TEXT && escaped;
                if (valueEnd == NOT_SURE || (spelledOut && step.field != MemberTrie.NO_MATTER)) {
                    return false;
                }
                if (!spelledOut) {
                    step.remember(buffer, at, start, valueEnd, kind);
                }
                at = valueEnd;
            }
            if (seen != null) {
                seen.add(step.field, kind, start - offset, at - offset);
            }
            if (step.field != MemberTrie.NO_MATTER) {
                keep(step.field, start, at);
                missing -= values.settles(step.field, kind) ? 1 : 0;
                if (missing == 0) {
                    return true;
                }
            }
            at = skipSpace(at);
            if (at >= end) {
                return false;
            }
            if (buffer[at] == '}') {
                return at + 1 == end;
            }
            if (buffer[at] != ',') {
                return false;
            }
            at = skipSpace(at + 1);
        }
    }

    /** Stores a relevant value; for a text, the part within the quotes. */
    private void keep(int field, int start, int valueEnd) {
        switch (kind) {
            case TEXT -> values.set(field, kind, start + 1, valueEnd - 1);
            case STRUCTURE -> values.set(field, kind, start, start + 1);
            default -> values.set(field, kind, start, valueEnd);
        }
    }

    /** Returns the node whose name is at this position, or null if the scanner is not sure. */
    private @Nullable MemberTrie next(MemberTrie step, int at) {
        MemberTrie next = step.after(buffer, at, end);
        return next == null ? learn(step, at) : next;
    }

    private @Nullable MemberTrie learn(MemberTrie step, int at) {
        int nameEnd = name(at);
        if (nameEnd == NOT_SURE || nameEnd - at > MOST_BYTES_OF_A_NAME || steps == MOST_STEPS || step.crowded()) {
            return null;
        }
        byte[] name = Arrays.copyOfRange(buffer, at, nameEnd);
        if (step.repeats(name)) {
            return null;
        }
        steps++;
        int field = values.indexOf(new String(name, 1, name.length - 2, StandardCharsets.UTF_8));
        return step.learn(name, field);
    }

    /** Returns the position after a name without escapes. */
    private int name(int at) {
        if (at >= end || buffer[at] != '"') {
            return NOT_SURE;
        }
        int nameEnd = string(at + 1);
        return escaped ? NOT_SURE : nameEnd;
    }

    /** Returns the position after the colon and the space around it. */
    private int colon(int at) {
        int colon = skipSpace(at);
        return colon < end && buffer[colon] == ':' ? skipSpace(colon + 1) : NOT_SURE;
    }

    private int skipSpace(int at) {
        return at < end && buffer[at] > ' ' ? at : skipSpaces(at);
    }

    private int skipSpaces(int from) {
        int at = from;
        while (at < end && buffer[at] <= ' ' && isSpace(buffer[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** Returns the position after a value and sets its kind. */
    private int value(int at, int depth) {
        if (at >= end) {
            return NOT_SURE;
        }
        return switch (buffer[at]) {
            case '"' -> of(FieldKind.TEXT, string(at + 1));
            case '{' -> of(FieldKind.STRUCTURE, depth < maxDepth ? object(at + 1, depth + 1) : NOT_SURE);
            case '[' -> of(FieldKind.STRUCTURE, depth < maxDepth ? array(at + 1, depth + 1) : NOT_SURE);
            case 't' -> of(FieldKind.TRUE, literal(at, TRUE));
            case 'f' -> of(FieldKind.FALSE, literal(at, FALSE));
            case 'n' -> of(FieldKind.NULL, literal(at, NULL));
            default -> number(at);
        };
    }

    private int of(FieldKind valueKind, int behind) {
        kind = valueKind;
        return behind;
    }

    private int literal(int at, byte[] text) {
        int behind = at + text.length;
        return behind <= end && Arrays.equals(buffer, at, behind, text, 0, text.length) ? behind : NOT_SURE;
    }

    private int number(int from) {
        int at = buffer[from] == '-' ? from + 1 : from;
        if (at < end && buffer[at] == '0') {
            at++;
        } else {
            at = digits(at);
        }
        kind = FieldKind.INTEGER;
        if (at != NOT_SURE && at < end && buffer[at] == '.') {
            kind = FieldKind.REAL;
            at = digits(at + 1);
        }
        if (at != NOT_SURE && at < end && (buffer[at] == 'e' || buffer[at] == 'E')) {
            kind = FieldKind.REAL;
            at++;
            at = digits(at < end && (buffer[at] == '+' || buffer[at] == '-') ? at + 1 : at);
        }
        return at;
    }

    /** Returns the position after at least one digit. */
    private int digits(int from) {
        int at = from;
        while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
            at++;
        }
        return at == from ? NOT_SURE : at;
    }

    private int array(int from, int depth) {
        int at = skipSpace(from);
        if (at < end && buffer[at] == ']') {
            return at + 1;
        }
        while (true) {
            at = value(at, depth);
            at = at == NOT_SURE ? end : skipSpace(at);
            if (at >= end) {
                return NOT_SURE;
            }
            if (buffer[at] == ']') {
                return at + 1;
            }
            if (buffer[at] != ',') {
                return NOT_SURE;
            }
            at = skipSpace(at + 1);
        }
    }

    private int object(int from, int depth) {
        int at = skipSpace(from);
        if (at < end && buffer[at] == '}') {
            return at + 1;
        }
        int[] names = namesAt(depth);
        for (int count = 0; count < MOST_NAMES_OF_A_NESTED_OBJECT; count++) {
            int nameEnd = name(at);
            if (nameEnd == NOT_SURE || repeats(names, count, at, nameEnd)) {
                return NOT_SURE;
            }
            names[2 * count] = at;
            names[2 * count + 1] = nameEnd;
            int start = colon(nameEnd);
            at = start == NOT_SURE ? NOT_SURE : value(start, depth);
            at = at == NOT_SURE ? end : skipSpace(at);
            if (at >= end) {
                return NOT_SURE;
            }
            if (buffer[at] == '}') {
                return at + 1;
            }
            if (buffer[at] != ',') {
                return NOT_SURE;
            }
            at = skipSpace(at + 1);
        }
        return NOT_SURE;
    }

    private int[] namesAt(int depth) {
        int[] names = nestedNames[depth];
        if (names == null) {
            names = new int[2 * MOST_NAMES_OF_A_NESTED_OBJECT];
            nestedNames[depth] = names;
        }
        return names;
    }

    private boolean repeats(int[] names, int count, int start, int nameEnd) {
        for (int i = 0; i < count; i++) {
            if (Arrays.equals(buffer, names[2 * i], names[2 * i + 1], buffer, start, nameEnd)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the position after the closing quote of a string, and sets whether it has an escape. */
    private int string(int from) {
        int at = from;
        escaped = false;
        while (true) {
            at = ByteScan.endOfPlainText(buffer, at, end);
            if (at >= end) {
                return NOT_SURE;
            }
            byte b = buffer[at];
            if (b == '"') {
                return at + 1;
            }
            if (b == '\\') {
                escaped = true;
                at = escape(at + 1);
            } else {
                at = b < 0 ? Utf8.endOfCharacter(buffer, at, end) : NOT_SURE;
            }
            if (at == NOT_SURE) {
                return NOT_SURE;
            }
        }
    }

    private int escape(int at) {
        if (at >= end) {
            return NOT_SURE;
        }
        return switch (buffer[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> unicodeEscape(at + 1);
            default -> NOT_SURE;
        };
    }

    private int unicodeEscape(int at) {
        if (at + 4 > end) {
            return NOT_SURE;
        }
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = buffer[i] < 0 ? -1 : Character.digit((char) buffer[i], 16);
            if (digit < 0) {
                return NOT_SURE;
            }
            unit = unit << 4 | digit;
        }
        return Character.isSurrogate((char) unit) ? NOT_SURE : at + 4;
    }
}
