package io.worldstream.wsp.runner;

import org.jspecify.annotations.Nullable;

/** Thrown if the command is used incorrectly; the message says what is allowed. Ends with {@link ExitCode#USAGE}. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(@Nullable String message) {
        super(message);
    }
}
