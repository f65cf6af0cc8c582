package io.worldstream.wsp.adapter.http;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The header that identifies this producer to the gate. The token is requested for each push, so that a host can rotate
 * it, and is written only to the header. Not a record, since {@code toString} must not contain the token.
 */
final class AuthHeader {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]*[\\x21-\\x7E])?");

    /** The rule for tokens, for messages. */
    static final String NO_VALUE =
            "is not a valid header value: it must be printable ASCII, not empty, without line breaks, leading or"
                    + " trailing spaces";

    private final String name;
    private final Supplier<String> token;

    AuthHeader(String name, Supplier<String> token) {
        this.name = name;
        this.token = token;
    }

    /** Returns whether a token is a valid header value. */
    static boolean isValue(String token) {
        return VALUE.matcher(token).matches();
    }

    /**
     * Writes the header.
     *
     * @return null, or why it could not be written; never any part of the token
     */
    @Nullable String writeTo(HttpRequest request) {
        String value;
        try {
            value = token.get();
        } catch (RuntimeException e) {
            // Without the exception's message, which may quote the token.
            return "the auth token is not available: " + e.getClass().getName();
        }
        if (value == null || !isValue(value)) {
            return "the auth token " + NO_VALUE;
        }
        request.setHeader(name, value);
        return null;
    }

    @Override
    public String toString() {
        return name;
    }
}
