package io.worldstream.wsp.runner;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Thrown if the command is used incorrectly; the message says what is allowed. Ends with {@link ExitCode#USAGE}. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(@Nullable String message) {
        super(message);
    }

    /**
     * Reads the value of an option.
     *
     * @param option the option, which the message names
     * @param reading the reading, which throws an {@link IllegalArgumentException} for a value that is not allowed
     * @throws UsageException if the value is not allowed
     */
    static <T> T naming(String option, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
