package io.worldstream.wsp.api;

import java.util.Objects;

/**
 * One finding against a document, a reference or a row.
 *
 * @param code the stable reason code
 * @param path the location: a document's name with a JSON Pointer into it, such as {@code facts_view#/locators/0/seed},
 *     or an object with a row, such as {@code data/part-0.jsonl#row=17}
 * @param message the field, the value (bounded, control characters escaped) and the rule
 */
public record Violation(ReasonCode code, String path, String message) {
    public Violation {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return code + " at " + path + ": " + message;
    }
}
