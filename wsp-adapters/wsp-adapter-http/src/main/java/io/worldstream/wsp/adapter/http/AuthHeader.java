package io.worldstream.wsp.adapter.http;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The header by which the gate knows this producer. The token is asked for at each push, so that a host can rotate it; it
 * goes nowhere but into the header. Deliberately no record: its text must not hold the token.
 */
final class AuthHeader {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]*[\\x21-\\x7E])?");

    /** Why a token is none, for messages. */
    static final String NO_VALUE =
            "is no value of a header: it must be printable ASCII, not empty, without line breaks or spaces around it";

    private final String name;
    private final Supplier<String> token;

    AuthHeader(String name, Supplier<String> token) {
        this.name = name;
        this.token = token;
    }

    /** Whether a token can be a header's value. */
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
            // Not its message: that may quote what was read.
            return "the auth token could not be had: " + e.getClass().getName();
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
