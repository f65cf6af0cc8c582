package io.worldstream.wsp.internal.json;

import java.util.Objects;

/** Thrown for a document that is not strictly valid JSON; the message gives position and cause. */
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
