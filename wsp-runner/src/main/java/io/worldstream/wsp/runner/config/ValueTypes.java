package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnQuarantine;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StartAt;
import io.worldstream.wsp.policy.StreamPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The value types of the keys in {@link ConfigTable}. The policy checks the ranges that it defines. */
final class ValueTypes {
    static final ValueType<Location> LOCATION =
            ValueType.ofText("a path", (node, place) -> place.locate(text("a path", node)));
    static final ValueType<String> TEXT = ValueType.ofText("text", (node, place) -> text("text", node));
    static final ValueType<String> HEADER =
            ValueType.ofText("the name of a header", (node, place) -> unshownText("the name of a header", node));
    static final ValueType<String> VARIABLE = ValueType.ofText("the name of an environment variable", (node, place) -> {
        String name = unshownText("the name of an environment variable", node);
        if (!Pattern.matches("[A-Za-z_][A-Za-z0-9_]*", name)) {
            // The value is not shown: an operator who misreads this key puts the secret itself here.
            throw new IllegalArgumentException("expected the name of an environment variable (letters, digits, _)");
        }
        return name;
    });
    static final ValueType<String> HTTP_URL = ValueType.ofText("an http or https URL", ValueTypes::httpUrl);
    static final ValueType<Boolean> TRUTH = ValueType.ofJson("true or false", (node, place) -> {
        if (!node.isBoolean()) {
            throw ValueType.expected("true or false", node);
        }
        return node.booleanValue();
    });
    static final ValueType<Integer> INTEGER = ValueType.ofJson("a whole number", (node, place) -> {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw ValueType.expected("a whole number up to " + Integer.MAX_VALUE, node);
        }
        return node.intValue();
    });
    static final ValueType<Integer> COUNT = ValueType.ofJson("a whole number, 0 or more", (node, place) -> {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw ValueType.expected("a whole number, 0 or more, up to " + Integer.MAX_VALUE, node);
        }
        return node.intValue();
    });
    static final ValueType<Long> LONG = ValueType.ofJson("a whole number", (node, place) -> {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw ValueType.expected("a whole number", node);
        }
        return node.longValue();
    });
    static final ValueType<StartAt> START_AT = ValueType.ofText(
            "an event time, or an event time, `/` and the `event_id` of an event at that time",
            (node, place) -> StartAt.of(text("an event time", node)));
    static final ValueType<Map<OutputId, Duration>> DURATIONS = ValueType.ofJson(
            "a map of output to a duration such as 250ms or 10m; as JSON in `--set` and the environment",
            ValueTypes::durations);
    static final ValueType<Map<OutputId, String>> FIELDS = ValueType.ofJson(
            "a map of output to the name of a field; as JSON in `--set` and the environment", ValueTypes::fields);
    static final ValueType<OnQuarantine> ON_QUARANTINE = ValueType.ofText(
            "`continue`, `halt(NUMBER)` or `halt(NUMBER%)`",
            (node, place) -> OnQuarantine.of(text("a policy for quarantine, such as continue or halt(100)", node)
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-')));
    static final ValueType<Duration> MILLIS = ValueType.ofJson("a whole number of milliseconds", (node, place) -> {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw ValueType.expected("a whole number of milliseconds, 0 or more", node);
        }
        return Duration.ofMillis(node.longValue());
    });
    static final ValueType<Speedup> SPEEDUP = ValueType.ofText(
            "a decimal from 0.000001 to 1000000000000 with at most 9 places, or `max`",
            (node, place) -> Speedup.of(scalar("a speedup (a decimal, or max)", node)));
    static final ValueType<LatePolicy> LATE_POLICY = ValueType.ofText(
            "`coupled`, `catch-up`, `catch-up(FACTOR)`, `halt(NUMBERms)` or `halt(NUMBERs)`",
            (node, place) -> LatePolicy.of(
                    text("a late policy", node).toLowerCase(Locale.ROOT).replace('_', '-')));
    static final ValueType<IdleStrategy> IDLE_STRATEGY = ValueType.ofText(
            "`park`, `spin-tail`, `spin-tail(NUMBERus)` or `spin-tail(NUMBERms)`",
            (node, place) -> IdleStrategy.of(
                    text("an idle strategy", node).toLowerCase(Locale.ROOT).replace('_', '-')));
    static final ValueType<Set<String>> NAMES =
            ValueType.ofJson("a list of names; as JSON in `--set` and the environment", ValueTypes::names);
    static final ValueType<Map<String, Location>> ALIASES =
            ValueType.ofJson("a map of prefix to path; as JSON in `--set` and the environment", ValueTypes::aliases);
    static final ValueType<SchemaVersions> SCHEMA_VERSIONS = ValueType.ofTextOrMap(
            "text of 1 to 64 characters; `none` or null to omit the field; or a map of output to such text, with"
                    + " `default` for all other outputs",
            ValueTypes::schemaVersions);

    private ValueTypes() {}

    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        String allowed = "one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(constant -> "`" + constant.name().toLowerCase(Locale.ROOT) + "`")
                        .collect(Collectors.joining(", "));
        return ValueType.ofText(allowed, (node, place) -> {
            String name = text(allowed, node).toUpperCase(Locale.ROOT).replace('-', '_');
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> ValueType.expected(allowed, node));
        });
    }

    private static String text(String allowed, JsonNode node) {
        if (!node.isTextual()) {
            throw ValueType.expected(allowed, node);
        }
        return node.textValue();
    }

    /** Reads text without showing a value of another kind: it may be a misplaced secret. */
    private static String unshownText(String allowed, JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("expected " + allowed + ", as text");
        }
        return node.textValue();
    }

    /** Reads text, or the exact digits of a number. */
    static String scalar(String allowed, JsonNode node) {
        if (!node.isTextual() && !node.isNumber()) {
            throw ValueType.expected(allowed, node);
        }
        return node.asText();
    }

    /**
     * Checks only the form; the HTTP adapter checks the rest. {@code URI.getHost} is null for hosts with an underscore.
     */
    private static String httpUrl(JsonNode node, Place place) {
        String text = unshownText("an http or https URL", node);
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            boolean bare = url.getRawQuery() == null && url.getRawFragment() == null && !text.contains("@");
            if (http && bare && url.getRawAuthority() != null) {
                return text;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
        // The value is not shown: a URL may hold a password.
        throw new IllegalArgumentException(
                "expected an http or https URL with a host, without user, password, query or fragment");
    }

    private static Set<String> names(JsonNode node, Place place) {
        if (!node.isArray()) {
            throw ValueType.expected("a list of names", node);
        }
        Set<String> names = new TreeSet<>();
        node.forEach(name -> names.add(text("a list of names", name)));
        return names;
    }

    private static Map<String, Location> aliases(JsonNode node, Place place) {
        if (!node.isObject()) {
            throw ValueType.expected("a map of prefix to path", node);
        }
        Map<String, Location> aliases = new LinkedHashMap<>();
        node.properties().forEach(alias -> {
            if (alias.getKey().replaceAll("[/\\\\.]", "").isEmpty()) {
                throw new IllegalArgumentException(
                        "expected a prefix with a name in it, found " + LogText.quote(alias.getKey()));
            }
            aliases.put(alias.getKey(), place.locate(text("a path", alias.getValue())));
        });
        return aliases;
    }

    private static Map<OutputId, Duration> durations(JsonNode node, Place place) {
        if (!node.isObject()) {
            throw ValueType.expected("a map of output to duration", node);
        }
        Map<OutputId, Duration> durations = new LinkedHashMap<>();
        StreamPolicy.Builder policy = StreamPolicy.builder();
        node.properties().forEach(entry -> {
            OutputId output = new OutputId(entry.getKey());
            Duration duration = DurationText.read(text("a duration such as 250ms or 10m", entry.getValue()));
            policy.maxDisorder(output, duration);
            durations.put(output, duration);
        });
        return durations;
    }

    private static Map<OutputId, String> fields(JsonNode node, Place place) {
        if (!node.isObject()) {
            throw ValueType.expected("a map of output to field", node);
        }
        Map<OutputId, String> fields = new LinkedHashMap<>();
        StreamPolicy.Builder policy = StreamPolicy.builder();
        node.properties().forEach(entry -> {
            OutputId output = new OutputId(entry.getKey());
            String field = text("the name of a field", entry.getValue());
            policy.flowKey(output, field);
            fields.put(output, field);
        });
        return fields;
    }

    private static SchemaVersions schemaVersions(JsonNode node, Place place) {
        SchemaVersions versions;
        if (node.isObject()) {
            Optional<String> fallback = Optional.of(ConfigTable.DEFAULT_SCHEMA_VERSION);
            Map<OutputId, Optional<String>> byOutput = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (entry.getKey().equals("default")) {
                    fallback = schemaVersion(entry.getValue());
                } else {
                    byOutput.put(new OutputId(entry.getKey()), schemaVersion(entry.getValue()));
                }
            }
            versions = new SchemaVersions(fallback, byOutput);
        } else {
            versions = new SchemaVersions(schemaVersion(node), Map.of());
        }
        versions.applyTo(StreamPolicy.builder());
        return versions;
    }

    private static Optional<String> schemaVersion(JsonNode node) {
        if (node.isNull()) {
            return Optional.empty();
        }
        String text = text("text; a version such as 1 needs quotes", node);
        return text.isEmpty() || text.equalsIgnoreCase("none") ? Optional.empty() : Optional.of(text);
    }
}
