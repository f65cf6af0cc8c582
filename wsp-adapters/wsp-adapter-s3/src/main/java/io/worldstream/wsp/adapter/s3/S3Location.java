package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket and a key in it: an object, or a folder, whose objects have the key and {@code /} as their prefix.
 *
 * @param bucket the name of the bucket, not empty
 * @param key the key, without a leading {@code /}; empty for the bucket itself
 */
record S3Location(String bucket, String key) {
    private static final String SCHEME = "s3://";
    private static final Set<String> STEPS = Set.of(".", "..");

    /** A key has at most 1,024 bytes. */
    private static final int MOST_ROOT_BYTES = 800;

    /** Returns the location that a text of the form {@code s3://bucket/key} names, or null if it has another form. */
    static @Nullable S3Location parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return null;
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        return bucket.isBlank() ? null : new S3Location(bucket, slash < 0 ? "" : rest.substring(slash + 1));
    }

    /**
     * Returns the root that a configuration names.
     *
     * @throws IllegalArgumentException if it is not {@code s3://bucket} or {@code s3://bucket/prefix}
     */
    static S3Location root(String text) {
        S3Location location = parse(text);
        if (location == null) {
            throw new IllegalArgumentException(
                    text.startsWith(SCHEME) ? "it names no bucket" : "it does not begin with " + SCHEME);
        }
        String key = location.key().replaceAll("/+$", "");
        if (("/" + key + "/").contains("//") && !key.isEmpty()) {
            throw new IllegalArgumentException("it has an empty segment");
        }
        S3Location root = new S3Location(location.bucket(), key);
        if (root.hasSteps()) {
            throw new IllegalArgumentException("it has a . or .. segment");
        }
        return root;
    }

    /**
     * Returns the root that a configuration names.
     *
     * @param name the root in words, for the message
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if it is not {@code s3://bucket} or {@code
     *     s3://bucket/prefix}, or too long for the keys beneath it
     */
    static S3Location configured(String name, String text) {
        try {
            S3Location root = root(text);
            if (root.key().getBytes(StandardCharsets.UTF_8).length > MOST_ROOT_BYTES) {
                throw new IllegalArgumentException("its prefix has more than " + MOST_ROOT_BYTES + " bytes");
            }
            return root;
        } catch (IllegalArgumentException e) {
            throw new WspException(
                    ReasonCode.CONFIG_INVALID,
                    name + " must be s3://bucket or s3://bucket/prefix, not " + LogText.quote(text) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Returns the location with more segments. */
    S3Location child(List<String> segments) {
        String below = String.join("/", segments);
        return below.isEmpty() ? this : new S3Location(bucket, key.isEmpty() ? below : key + "/" + below);
    }

    /** Returns whether another location is this one or lies beneath it. */
    boolean contains(S3Location other) {
        return bucket.equals(other.bucket)
                && (key.isEmpty() || other.key.equals(key) || other.key.startsWith(key + "/"));
    }

    /** Returns the prefix that the keys of all objects beneath this location have. */
    String folderPrefix() {
        return key.isEmpty() ? "" : key + "/";
    }

    /** Returns whether a segment of the key is {@code .} or {@code ..}, which servers and proxies may resolve. */
    boolean hasSteps() {
        return List.of(key.split("/", -1)).stream().anyMatch(STEPS::contains);
    }

    /** Returns the location as text for messages: bounded, with control characters escaped. */
    String quoted() {
        return LogText.quotePath(toString());
    }

    /** Returns the location as {@link #parse} reads it. */
    @Override
    public String toString() {
        return SCHEME + bucket + (key.isEmpty() ? "" : "/" + key);
    }
}
