package io.worldstream.wsp.internal.tasks;

import io.worldstream.wsp.api.ReasonCode;
import java.io.IOException;

/**
 * Thrown when one store fails in an operation that uses several. Carries the reason code to report once the retry
 * budget is spent.
 */
public final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    /**
     * @param code the reason code to report once the retry budget is spent
     * @param cause the exception that the store threw
     */
    public StoreUnavailableException(ReasonCode code, IOException cause) {
        super(cause.getMessage(), cause);
        this.code = code;
    }

    /** Returns the reason code to report once the retry budget is spent. */
    public ReasonCode code() {
        return code;
    }
}
