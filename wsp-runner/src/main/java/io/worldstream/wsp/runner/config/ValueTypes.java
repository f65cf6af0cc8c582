package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.IdleStrategy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The value types of the host's keys in {@link ConfigTable}. */
final class ValueTypes {
    /** More than one letter, since a Windows path may begin with a drive. */
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/");

    private static final String S3 = "s3:";
    private static final Pattern S3_FORM = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?");

    private static final String S3_PREFIX = "s3://bucket or s3://bucket/prefix";
    /** User information of an authority, with any number of slashes before it and of colons in it; a secret may have a slash. */
    private static final Pattern S3_USER = Pattern.compile("^[sS]3:/*([^/@]*@|[^/@]+:[^@]*@)");

    private static final Pattern S3_OBJECT = Pattern.compile("s3://[^/]+/.*[^/]");

    static final ValueType<Location> LOCATION = ValueType.ofText("a path", ValueTypes::location);
    /** A file that may be an object of a bucket. */
    static final ValueType<Root> FILE = ValueType.ofText("a path, or `s3://bucket/key`", (node, place) -> {
        Root file = root(node, place, "s3://bucket/key of an object");
        if (file instanceof S3Root && !S3_OBJECT.matcher(file.written()).matches()) {
            throw ValueType.expected("a path, or s3://bucket/key of an object", node);
        }
        return file;
    });

    static final ValueType<Root> ROOT = ValueType.ofText("a path, or `s3://bucket/prefix`", ValueTypes::root);
    static final ValueType<Root> S3_ROOT = ValueType.ofText("`s3://bucket/prefix`", (node, place) -> {
        Root root = root(node, place, S3_PREFIX);
        if (!(root instanceof S3Root)) {
            throw ValueType.expected("s3://bucket/prefix", node);
        }
        return root;
    });
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
    /** A property of a client, whose value is never shown: it may be a secret. */
    static final ValueType<String> SCALAR = ValueType.ofText("text, a number or a boolean", (node, place) -> {
        if (node.isContainerNode() || node.isNull()) {
            throw new IllegalArgumentException("expected text, a number or a boolean");
        }
        return node.asText();
    });

    static final ValueType<String> JDBC_URL =
            ValueType.ofText("a URL that begins with `jdbc:postgresql:`", ValueTypes::jdbcUrl);
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
    static final ValueType<Long> LONG = ValueType.ofJson("a whole number", (node, place) -> {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw ValueType.expected("a whole number up to " + Long.MAX_VALUE, node);
        }
        return node.longValue();
    });
    static final ValueType<Duration> MILLIS = ValueType.ofJson("a whole number of milliseconds", (node, place) -> {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw ValueType.expected("a whole number of milliseconds, 0 or more", node);
        }
        return Duration.ofMillis(node.longValue());
    });
    static final ValueType<IdleStrategy> IDLE_STRATEGY = ValueType.ofText(
            "`park`, `spin-tail`, `spin-tail(NUMBERus)` or `spin-tail(NUMBERms)`",
            (node, place) -> IdleStrategy.of(
                    text("an idle strategy", node).toLowerCase(Locale.ROOT).replace('_', '-')));
    static final ValueType<Map<String, Root>> ALIASES =
            ValueType.ofJson("a map of prefix to path; as JSON in `--set` and the environment", ValueTypes::aliases);

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

    /** Returns the type of a path that cannot be in S3, although others can. */
    static ValueType<Location> locationNotInS3(String instead) {
        return ValueType.ofText("a path", (node, place) -> {
            if (node.isTextual() && node.textValue().regionMatches(true, 0, S3, 0, S3.length())) {
                throw new IllegalArgumentException("expected a path on this machine, found "
                        + (node.textValue().contains("@") ? "a place in S3" : LogText.quote(node.textValue()))
                        + "; " + instead);
            }
            return location(node, place);
        });
    }

    private static Location location(JsonNode node, Place place) {
        String path = text("a path", node);
        if (URL.matcher(path).lookingAt()) {
            throw new IllegalArgumentException("expected a path on this machine, found "
                    + (path.contains("@") ? "a URL" : "the URL " + LogText.quote(path)));
        }
        return place.locate(path);
    }

    private static Root root(JsonNode node, Place place) {
        return root(node, place, S3_PREFIX);
    }

    /** @param form a location in S3, as a message says it */
    private static Root root(JsonNode node, Place place, String form) {
        String text = text("a path, or s3://bucket/prefix", node);
        if (!text.regionMatches(true, 0, S3, 0, S3.length())) {
            return location(node, place);
        }
        if (S3_USER.matcher(text).find()) {
            // The value is not shown: it may hold a secret.
            throw new IllegalArgumentException(
                    "expected " + form + " without keys in it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        if (!S3_FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("expected " + form
                    + ", where the bucket has 3 to 63 characters of a-z, 0-9, . and -, found " + LogText.quote(text));
        }
        return new S3Root(text);
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

    /** The value is not shown, since it may hold a password. */
    private static String jdbcUrl(JsonNode node, Place place) {
        String text = unshownText("a URL that begins with jdbc:postgresql:", node);
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("expected a URL that begins with jdbc:postgresql:");
        }
        if (text.contains("@")
                || Pattern.compile("(?i)[?&](user|[a-z]*password)=")
                        .matcher(text)
                        .find()) {
            throw new IllegalArgumentException("expected a URL without user and password; set state.jdbc.user, and"
                    + " state.jdbc.password_env or state.jdbc.password_file");
        }
        return text;
    }

    private static Map<String, Root> aliases(JsonNode node, Place place) {
        if (!node.isObject()) {
            throw ValueType.expected("a map of prefix to path, as JSON {\"PREFIX\": \"PATH\"}", node);
        }
        Map<String, Root> aliases = new LinkedHashMap<>();
        node.properties().forEach(alias -> {
            if (alias.getKey().replaceAll("[/\\\\.]", "").isEmpty()) {
                throw new IllegalArgumentException(
                        "expected a prefix with a name in it, found " + LogText.quote(alias.getKey()));
            }
            aliases.put(alias.getKey(), root(alias.getValue(), place));
        });
        return aliases;
    }
}
