package io.worldstream.wsp.testkit.gate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks envelopes strictly against contracts 5. Immutable; any thread may use it. */
final class EnvelopeCheck {
    private static final Pattern HEX32 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern OUTPUT_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Pattern MICROS =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z");

    private final JsonMapper approximate = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private final JsonMapper exact = approximate
            .rebuild()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final Map<String, Rule> rules = new LinkedHashMap<>();

    EnvelopeCheck(EnvelopeContract contract) {
        require("event_id", text(HEX64));
        require("event_type", text(OUTPUT_ID));
        require("ts_utc", EnvelopeCheck::isMicros);
        require("manifest_fingerprint", text(HEX64));
        require("parameter_hash", text(HEX64));
        require("seed", EnvelopeCheck::isSeed);
        require("scenario_id", JsonNode::isTextual);
        require("run_id", text(HEX32));
        require("producer", text(128));
        require("payload", JsonNode::isObject);
        allow("schema_version", text(64));
        allow("emitted_at_utc", EnvelopeCheck::isMicros);
        allow("trace_id", text(128));
        allow("span_id", text(128));
        allow("parent_event_id", text(HEX64));
        if (contract == EnvelopeContract.V1) {
            require("platform_run_id", JsonNode::isTextual);
            require("scenario_run_id", text(HEX32));
        }
    }

    /**
     * Parses a body.
     *
     * @throws IOException if the body is not one JSON object in UTF-8 without duplicate keys
     */
    CheckedEnvelope check(byte[] body) throws IOException {
        try {
            return check(exact, body);
        } catch (NumberFormatException | ArithmeticException e) {
            // A number such as 1e9999999999, which is legal JSON but which no BigDecimal holds.
            return check(approximate, body);
        }
    }

    private CheckedEnvelope check(JsonMapper mapper, byte[] body) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        Map<String, JsonNode> fields = new HashMap<>();
        String payloadText = "";
        try (JsonParser parser = mapper.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the body is not an object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                JsonNode value = parser.readValueAsTree();
                fields.put(name, value);
                if (name.equals("payload")) {
                    int end = (int) parser.currentLocation().getByteOffset();
                    payloadText = new String(body, start, end - start, StandardCharsets.UTF_8);
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("the body continues after the envelope");
            }
        }
        return new CheckedEnvelope(fields, payloadText, faults(fields));
    }

    private List<String> faults(Map<String, JsonNode> fields) {
        List<String> faults = new ArrayList<>();
        rules.forEach((name, rule) -> {
            JsonNode value = fields.get(name);
            if (value == null) {
                if (rule.required) {
                    faults.add("ENVELOPE_FIELD_MISSING:" + name);
                }
            } else if (!rule.form.test(value)) {
                faults.add("ENVELOPE_FIELD_INVALID:" + name);
            }
        });
        fields.keySet().stream()
                .filter(name -> !rules.containsKey(name))
                .sorted()
                .forEach(name -> faults.add("ENVELOPE_FIELD_UNKNOWN:" + name));
        return faults;
    }

    private void require(String name, Predicate<JsonNode> form) {
        rules.put(name, new Rule(true, form));
    }

    private void allow(String name, Predicate<JsonNode> form) {
        rules.put(name, new Rule(false, form));
    }

    private static Predicate<JsonNode> text(Pattern pattern) {
        return value -> value.isTextual() && pattern.matcher(value.textValue()).matches();
    }

    private static Predicate<JsonNode> text(int maxChars) {
        return value -> value.isTextual()
                && !value.textValue().isEmpty()
                && value.textValue().codePointCount(0, value.textValue().length()) <= maxChars;
    }

    private static boolean isSeed(JsonNode value) {
        return value.isIntegralNumber()
                && value.bigIntegerValue().signum() >= 0
                && value.bigIntegerValue().compareTo(Pins.MAX_SEED) <= 0;
    }

    private static boolean isMicros(JsonNode value) {
        if (!value.isTextual() || !MICROS.matcher(value.textValue()).matches()) {
            return false;
        }
        String text = value.textValue();
        try {
            LocalDateTime time = LocalDateTime.parse(text.substring(0, text.length() - 1));
            return time.getYear() >= 1;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private record Rule(boolean required, Predicate<JsonNode> form) {}
}
