package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a document, read field by field. A field that breaks a rule becomes a finding with the field's
 * path and reads as null; nothing is thrown. One thread.
 */
final class DocumentObject {
    static final Pattern HEX32 = Pattern.compile("[0-9a-f]{32}");
    static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");
    static final Pattern OUTPUT_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private static final BigInteger U64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final Findings findings;
    private final ReasonCode formCode;
    private final String path;
    private final JsonNode node;

    private DocumentObject(Findings findings, ReasonCode formCode, String path, JsonNode node) {
        this.findings = findings;
        this.formCode = formCode;
        this.path = path;
        this.node = node;
    }

    /** Returns the object at a path, or adds a finding and returns null if the value is not an object. */
    static @Nullable DocumentObject of(Findings findings, ReasonCode formCode, String path, @Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            findings.add(formCode, path, "must be an object, not " + kind(node));
            return null;
        }
        return new DocumentObject(findings, formCode, path, node);
    }

    String path() {
        return path;
    }

    JsonNode node() {
        return node;
    }

    /** Returns the JSON Pointer of a field, prefixed with its document, in a form fit for messages. */
    String path(String field) {
        return path + "/" + LogText.segment(field.replace("~", "~0").replace("/", "~1"));
    }

    /** Adds a finding of form. */
    void fault(String field, String message) {
        findings.add(formCode, path(field), message);
    }

    /**
     * Adds a finding that is not one of form.
     *
     * @param pointer the place below this object, as a JSON Pointer without its first slash
     */
    void finding(ReasonCode code, String pointer, String message) {
        findings.add(code, path + "/" + pointer, message);
    }

    void refuseUnknownFields(Set<String> known) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                fault(field, "unknown field");
            }
        });
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** Returns a field's value, and adds a finding if it is required and absent. */
    private @Nullable JsonNode present(String field, boolean required) {
        JsonNode value = node.get(field);
        if (value == null && required) {
            fault(field, "is required");
        }
        return value;
    }

    @Nullable String text(String field, boolean required) {
        JsonNode value = present(field, required);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            fault(field, "must be a string, not " + kind(value));
            return null;
        }
        return value.textValue();
    }

    @Nullable String text(String field, boolean required, Pattern form, String rule) {
        String text = text(field, required);
        if (text != null && !form.matcher(text).matches()) {
            fault(field, "must be " + rule + ", not " + LogText.quote(text));
            return null;
        }
        return text;
    }

    /** Returns a non-empty string of at most {@code maxChars} Unicode code points. */
    @Nullable String boundedText(String field, boolean required, int maxChars) {
        String text = text(field, required);
        int chars = text == null ? 1 : text.codePointCount(0, text.length());
        if (chars < 1 || chars > maxChars) {
            fault(field, "must have 1 to " + maxChars + " characters, not " + chars);
            return null;
        }
        return text;
    }

    @Nullable String oneOf(String field, boolean required, Set<String> allowed) {
        String text = text(field, required);
        if (text != null && !allowed.contains(text)) {
            fault(field, "must be one of " + allowed.stream().sorted().toList() + ", not " + LogText.quote(text));
            return null;
        }
        return text;
    }

    @Nullable String hex32(String field, boolean required) {
        return text(field, required, HEX32, "32 lowercase hex characters");
    }

    @Nullable Hex64 hex64(String field, boolean required) {
        String text = text(field, required, HEX64, "64 lowercase hex characters");
        return text == null ? null : new Hex64(text);
    }

    @Nullable BigInteger u64(String field, boolean required) {
        JsonNode value = present(field, required);
        if (value == null) {
            return null;
        }
        boolean inRange = value.isIntegralNumber()
                && value.bigIntegerValue().signum() >= 0
                && value.bigIntegerValue().compareTo(U64_MAX) <= 0;
        if (!inRange) {
            fault(field, "must be an integer from 0 to 2^64-1, not " + kind(value));
            return null;
        }
        return value.bigIntegerValue();
    }

    /** Checks an RFC 3339 timestamp with any offset and 0 to 9 fraction digits. */
    void timestamp(String field, boolean required) {
        String text = text(field, required);
        if (text != null && !EventTimeText.isTimestamp(text)) {
            fault(field, "must be an RFC 3339 timestamp, not " + LogText.quote(text));
        }
    }

    /** Reads {@code {"algo":"sha256","hex":hex64}}. */
    @Nullable Hex64 digest(String field, boolean required) {
        DocumentObject digest = object(field, required);
        if (digest == null) {
            return null;
        }
        digest.refuseUnknownFields(Set.of("algo", "hex"));
        String algo = digest.oneOf("algo", true, Set.of("sha256"));
        Hex64 hex = digest.hex64("hex", true);
        return algo == null ? null : hex;
    }

    @Nullable DocumentObject object(String field, boolean required) {
        JsonNode value = present(field, required);
        return value == null ? null : of(findings, formCode, path(field), value);
    }

    /** Returns the elements of an array; empty if the field is absent or not an array. */
    List<DocumentObject> objects(String field, boolean required) {
        List<DocumentObject> objects = new ArrayList<>();
        List<JsonNode> elements = elements(field, required);
        for (int i = 0; i < elements.size(); i++) {
            DocumentObject object = of(findings, formCode, path(field) + "/" + i, elements.get(i));
            if (object != null) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** Checks that the field, if present, is an array of strings of a form. */
    void texts(String field, boolean required, Pattern form, String rule) {
        List<JsonNode> elements = elements(field, required);
        for (int i = 0; i < elements.size(); i++) {
            JsonNode element = elements.get(i);
            if (!element.isTextual() || !form.matcher(element.textValue()).matches()) {
                findings.add(formCode, path(field) + "/" + i, "must be " + rule + ", not " + kind(element));
            }
        }
    }

    private List<JsonNode> elements(String field, boolean required) {
        JsonNode value = present(field, required);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            fault(field, "must be an array, not " + kind(value));
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    private static String kind(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return "null";
        }
        return switch (node.getNodeType()) {
            case STRING -> "the string " + LogText.quote(node.textValue());
            // A number with a fraction or an exponent is stored as its text.
            case NUMBER, POJO -> node.asText().length() > 40 ? "a number" : "the number " + node.asText();
            case BOOLEAN -> node.asText();
            case ARRAY -> "an array";
            default -> "an object";
        };
    }
}
