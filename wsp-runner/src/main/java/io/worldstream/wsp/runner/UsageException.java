package io.worldstream.wsp.runner;

import org.jspecify.annotations.Nullable;

/** The command was used in a way that has no meaning; its message says what would have. Ends with {@link ExitCode#USAGE}. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(@Nullable String message) {
        super(message);
    }
}
