package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import org.jspecify.annotations.Nullable;

/** The reason why the bus cannot be read now, or ever. */
record Fault(ReasonCode code, String message, @Nullable Throwable cause) {
    WspException toException() {
        return new WspException(code, message, cause);
    }
}
