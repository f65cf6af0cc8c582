package io.worldstream.wsp.internal.tasks;

import io.worldstream.wsp.api.ReasonCode;
import java.io.IOException;

/** A store failed in an operation that asks several: names the reason to give once the retry budget is spent. */
public final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;

    /**
     * @param code the reason once the retry budget is spent
     * @param cause what the store threw
     */
    public StoreUnavailableException(ReasonCode code, IOException cause) {
        super(cause.getMessage(), cause);
        this.code = code;
    }

    /** The reason once the retry budget is spent. */
    public ReasonCode code() {
        return code;
    }
}
