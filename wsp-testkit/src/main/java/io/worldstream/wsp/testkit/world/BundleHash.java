package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The {@code bundle_hash} of a facts view (contracts 4), implemented independently of the engine, so that each checks
 * the other. Any thread may use it.
 */
public final class BundleHash {
    private BundleHash() {}

    /**
     * Computes the hash. Parts that are missing or not arrays count as empty, so that a deliberately broken document
     * has a hash too.
     *
     * @param factsView the whole document; its own {@code bundle_hash} is ignored
     * @return 64 lowercase hex characters
     */
    public static String of(ObjectNode factsView) {
        return Sha256.hex(canonicalText(factsView));
    }

    /** Returns the text whose SHA-256 is the hash. */
    static String canonicalText(ObjectNode factsView) {
        ObjectNode bundle = Json.object();
        bundle.set("locators", sorted(factsView.path("locators"), "output_id"));
        bundle.set("receipts", sorted(factsView.path("gate_receipts"), "gate_id"));
        bundle.set("instance_receipts", sorted(factsView.path("instance_receipts"), "output_id"));
        JsonNode policyRev = factsView.get("policy_rev");
        bundle.set("policy_rev", policyRev == null ? Json.object() : policyRev);
        StringBuilder out = new StringBuilder();
        write(bundle, out);
        return out.toString();
    }

    private static ArrayNode sorted(JsonNode elements, String key) {
        List<JsonNode> list = new ArrayList<>();
        if (elements.isArray()) {
            elements.forEach(list::add);
        }
        // List.sort is stable, as the contract requires.
        list.sort(Comparator.comparing(element -> element.path(key).asText(), CodePointOrder.INSTANCE));
        return Json.MAPPER.createArrayNode().addAll(list);
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            List<String> keys = new ArrayList<>();
            node.fieldNames().forEachRemaining(keys::add);
            keys.sort(CodePointOrder.INSTANCE);
            out.append('{');
            for (int i = 0; i < keys.size(); i++) {
                out.append(i == 0 ? "" : ",");
                writeText(keys.get(i), out);
                out.append(':');
                write(node.path(keys.get(i)), out);
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                out.append(i == 0 ? "" : ",");
                write(node.path(i), out);
            }
            out.append(']');
        } else if (node.isTextual()) {
            writeText(node.textValue(), out);
        } else {
            out.append(node.asText());
        }
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        out.append(c);
                    } else {
                        out.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        out.append('"');
    }
}
