package io.worldstream.wsp.internal.json;

import java.util.Objects;

/** A document that is not valid JSON in the strict sense; the message says where and why. */
public final class JsonFault extends Exception {
    private static final long serialVersionUID = 1L;

    JsonFault(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
