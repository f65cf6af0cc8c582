package io.worldstream.wsp.adapter.parquet;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;

/** What a file is refused for, each with its code. Stateless. */
final class Refusal {
    private Refusal() {}

    /** The bytes are not of the format, or contradict one another. */
    static WspException damaged(String what) {
        return new WspException(ReasonCode.OBJECT_UNREADABLE, "is no sound Parquet: " + what);
    }

    /** The bytes are not of the format, as somebody else found. */
    static WspException damaged(String what, Throwable cause) {
        return new WspException(ReasonCode.OBJECT_UNREADABLE, "is no sound Parquet: " + what, cause);
    }

    /** Sound as far as it goes, but not what this reader reads. */
    static WspException unsupported(String what) {
        return new WspException(ReasonCode.FORMAT_UNSUPPORTED, "is Parquet that is not read here: " + what);
    }

    /** More than a budget allows. */
    static WspException over(String what, long value, String limit, long allowed) {
        return new WspException(
                ReasonCode.LIMIT_EXCEEDED, what + " is " + value + ", more than " + limit + " (" + allowed + ")");
    }

    /** A value that has no spelling in a row. */
    static WspException invalidValue(String path, String what) {
        return new WspException(ReasonCode.ROW_INVALID, "column " + LogText.quote(path) + " holds " + what);
    }
}
