package io.worldstream.wsp.api.support;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the canonical JSON of an audit record or of a head, of which only the shapes that occur there are known.
 * Every fault is an {@link IllegalArgumentException}. Not thread-safe.
 */
final class AuditText {
    private static final int HEX = 16;
    private static final int MOST_DIGITS = 19;

    private final String text;
    private int at;

    AuditText(String text) {
        this.text = text;
    }

    /** Appends a string as canonical JSON, or null. */
    static void append(StringBuilder out, @Nullable String value) {
        if (value == null) {
            out.append("null");
            return;
        }
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            CanonicalText.append(out, value.charAt(i));
        }
        out.append('"');
    }

    /** Passes over literal text. */
    void take(String literal) {
        if (!text.startsWith(literal, at)) {
            throw fault("expected " + literal);
        }
        at += literal.length();
    }

    void requireEnd() {
        if (at != text.length()) {
            throw fault("expected its end");
        }
    }

    /** Reads a string or null. */
    @Nullable String text() {
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        return requiredText();
    }

    String requiredText() {
        take("\"");
        int end = at;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\\') {
            end++;
        }
        StringBuilder out = new StringBuilder(text.substring(at, end));
        at = end;
        for (char c = next(); c != '"'; c = next()) {
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    /** Reads a whole number or null. */
    @Nullable Long number() {
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        int from = at;
        while (at < text.length() && at - from < MOST_DIGITS && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw fault("expected a number");
        }
        return Long.valueOf(text.substring(from, at));
    }

    /** Reads an object of strings. */
    Map<String, String> object() {
        Map<String, String> members = new LinkedHashMap<>();
        take("{");
        while (!text.startsWith("}", at)) {
            if (!members.isEmpty()) {
                take(",");
            }
            String name = requiredText();
            take(":");
            members.put(name, requiredText());
        }
        take("}");
        return members;
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) ((hex() << 12) | (hex() << 8) | (hex() << 4) | hex());
            default -> throw fault("unknown escape");
        };
    }

    private int hex() {
        int digit = Character.digit(next(), HEX);
        if (digit < 0) {
            throw fault("expected a hexadecimal digit");
        }
        return digit;
    }

    private char next() {
        if (at >= text.length()) {
            throw fault("it ends too early");
        }
        return text.charAt(at++);
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(what + " at character " + (at + 1));
    }
}
