package io.worldstream.wsp.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.support.CanonicalText;
import io.worldstream.wsp.api.support.CodePointOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The canonical text of a JSON value: keys sorted by code point, no white space, every character outside U+0020..U+007E
 * escaped, integers in decimal, other numbers as spelled in the document (contracts 4, {@code bundle_hash}).
 */
public final class CanonicalJson {
    private static final int SLICE = 4096;

    private CanonicalJson() {}

    /** Returns the canonical text. */
    public static String write(JsonNode node) {
        StringBuilder out = new StringBuilder();
        append(out, node, CanonicalJson::keepAll);
        return out.toString();
    }

    /**
     * Returns the SHA-256 of the canonical text in lowercase hex. Never holds the whole text, which may be six times
     * the document.
     */
    public static String sha256Hex(JsonNode node) {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        StringBuilder out = new StringBuilder(2 * SLICE);
        Runnable drain = () -> {
            sha256.update(out.toString().getBytes(StandardCharsets.US_ASCII));
            out.setLength(0);
        };
        append(out, node, drain);
        drain.run();
        return Hex.encodeHexString(sha256.digest());
    }

    /** Appends a string as JSON, in quotes, in ASCII. */
    public static void appendString(StringBuilder out, String text) {
        appendString(out, text, CanonicalJson::keepAll);
    }

    private static void appendString(StringBuilder out, String text, Runnable drain) {
        out.append('"');
        for (int from = 0; from < text.length(); from += SLICE) {
            appendSlice(out, text, from, Math.min(from + SLICE, text.length()));
            if (out.length() > SLICE) {
                drain.run();
            }
        }
        out.append('"');
    }

    private static void appendSlice(StringBuilder out, String text, int from, int to) {
        int plainFrom = from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!CanonicalText.isPlain(c)) {
                out.append(text, plainFrom, i);
                CanonicalText.append(out, c);
                plainFrom = i + 1;
            }
        }
        out.append(text, plainFrom, to);
    }

    private static void keepAll() {}

    private static void append(StringBuilder out, JsonNode node, Runnable drain) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>(CodePointOrder.INSTANCE);
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            String separator = "{";
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                out.append(separator);
                appendString(out, field.getKey(), drain);
                out.append(':');
                append(out, field.getValue(), drain);
                separator = ",";
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            String separator = "[";
            for (JsonNode element : node) {
                out.append(separator);
                append(out, element, drain);
                separator = ",";
            }
            out.append(node.isEmpty() ? "[]" : "]");
        } else if (node.isTextual()) {
            appendString(out, node.textValue(), drain);
        } else {
            out.append(node.asText());
        }
        if (out.length() > SLICE) {
            drain.run();
        }
    }
}
