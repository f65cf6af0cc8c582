package io.worldstream.wsp.runner.config;

/**
 * One fault of a configuration.
 *
 * @param where the key and its source, or the document
 * @param message the fault and the allowed values
 */
public record ConfigFault(String where, String message) {
    @Override
    public String toString() {
        return where + ": " + message;
    }
}
