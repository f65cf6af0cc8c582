package io.worldstream.wsp.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one root of what the library and its adapters throw: a stable code and a message for people. */
public class WspException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    /**
     * @param code the stable reason
     * @param message field, value and rule; never a payload, never a secret
     */
    public WspException(ReasonCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param code the stable reason
     * @param message field, value and rule; never a payload, never a secret
     * @param cause what was thrown below, or null
     */
    public WspException(ReasonCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** The stable reason. */
    public final ReasonCode code() {
        return code;
    }
}
