package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;

/** Exceptions for refused files, one per reason code. Stateless. */
final class Refusal {
    private Refusal() {}

    /** Reports bytes that violate the format or contradict each other. */
    static WspException damaged(String what) {
        return new WspException(ReasonCode.OBJECT_UNREADABLE, "is not valid Parquet: " + what);
    }

    /** Reports bytes that a library found to violate the format. */
    static WspException damaged(String what, Throwable cause) {
        return new WspException(ReasonCode.OBJECT_UNREADABLE, "is not valid Parquet: " + what, cause);
    }

    /** Reports a valid file with a feature that this reader does not support. */
    static WspException unsupported(String what) {
        return new WspException(ReasonCode.FORMAT_UNSUPPORTED, "is Parquet with an unsupported feature: " + what);
    }

    /** Reports a value that exceeds a budget. */
    static WspException over(String what, long value, String limit, long allowed) {
        return new WspException(
                ReasonCode.LIMIT_EXCEEDED, what + " is " + value + ", more than " + limit + " (" + allowed + ")");
    }

    /** Reports a value that a JSON row cannot represent. */
    static WspException invalidValue(String path, String what) {
        return new WspException(ReasonCode.ROW_INVALID, "column " + LogText.quote(path) + " holds " + what);
    }
}
