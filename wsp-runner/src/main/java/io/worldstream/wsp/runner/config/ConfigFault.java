package io.worldstream.wsp.runner.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param where the key and who set it, or the document
 * @param message what is wrong and what is allowed
 */
public record ConfigFault(String where, String message) {
    @Override
    public String toString() {
        return where + ": " + message;
    }
}
