package io.worldstream.wsp.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.CodePointOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The one canonical text of a JSON value: keys sorted by code point, no white space, every character outside
 * U+0020..U+007E escaped (contracts 4, {@code bundle_hash}).
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** The canonical text. */
    public static String write(JsonNode node) {
        StringBuilder out = new StringBuilder();
        append(out, node);
        return out.toString();
    }

    /** SHA-256 of the canonical text, in lowercase hex. */
    public static String sha256Hex(JsonNode node) {
        return DigestUtils.sha256Hex(write(node).getBytes(StandardCharsets.US_ASCII));
    }

    /** Appends a string as JSON, in quotes, in ASCII. */
    public static void appendString(StringBuilder out, String text) {
        out.append('"');
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
                out.append(text, plainFrom, i);
                appendEscaped(out, c);
                plainFrom = i + 1;
            }
        }
        out.append(text, plainFrom, text.length()).append('"');
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 0xf, 16));
                }
            }
        }
    }

    private static void append(StringBuilder out, JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>(CodePointOrder.INSTANCE);
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            String separator = "{";
            for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
                out.append(separator);
                appendString(out, field.getKey());
                out.append(':');
                append(out, field.getValue());
                separator = ",";
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            String separator = "[";
            for (JsonNode element : node) {
                out.append(separator);
                append(out, element);
                separator = ",";
            }
            out.append(node.isEmpty() ? "[]" : "]");
        } else if (node.isTextual()) {
            appendString(out, node.textValue());
        } else {
            out.append(node.asText());
        }
    }
}
