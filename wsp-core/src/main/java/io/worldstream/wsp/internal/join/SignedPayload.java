package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.internal.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes that the signature of a READY covers (contracts 1). Stateless; any thread may use it. */
public final class SignedPayload {
    private SignedPayload() {}

    /**
     * Returns the UTF-8 of a payload's canonical JSON.
     *
     * @param payload an object without {@linkplain #pathOfReal real numbers}
     */
    public static byte[] bytes(JsonNode payload) {
        return CanonicalJson.write(payload).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns the JSON Pointer of a number that is no integer, below a value; null if there is none. Such numbers have no
     * canonical text that all writers agree on, so a payload with one cannot be signed.
     */
    public static @Nullable String pathOfReal(JsonNode node) {
        if (node.isPojo() || node.isFloatingPointNumber()) {
            return "";
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String below = pathOfReal(field.getValue());
            if (below != null) {
                return "/" + field.getKey().replace("~", "~0").replace("/", "~1") + below;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String below = pathOfReal(node.get(i));
            if (below != null) {
                return "/" + i + below;
            }
        }
        return null;
    }
}
