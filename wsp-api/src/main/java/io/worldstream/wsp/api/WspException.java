package io.worldstream.wsp.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The root of all exceptions that the library and its adapters throw: a stable code and a human-readable message. */
public class WspException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    /**
     * Creates an exception without a cause.
     *
     * @param code the stable reason code
     * @param message the field, the value and the rule; never a payload, never a secret
     */
    public WspException(ReasonCode code, String message) {
        this(code, message, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param code the stable reason code
     * @param message the field, the value and the rule; never a payload, never a secret
     * @param cause the underlying failure, or null
     */
    public WspException(ReasonCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns the stable reason code. */
    public final ReasonCode code() {
        return code;
    }
}
