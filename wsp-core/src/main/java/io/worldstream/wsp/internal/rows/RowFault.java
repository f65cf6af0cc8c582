package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.ReasonCode;

/** Thrown for a row that cannot become an event. The reader of the row knows its place. */
public final class RowFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;
    private final String finding;

    RowFault(ReasonCode code, String finding) {
        super(finding);
        this.code = code;
        this.finding = finding;
    }

    /** Returns the reason. */
    public ReasonCode code() {
        return code;
    }

    /** Returns whether the row itself is at fault, and not the world that it belongs to. */
    public boolean ofTheRowAlone() {
        return code != ReasonCode.ROW_PIN_MISMATCH;
    }

    /** Returns field, value and rule. */
    public String finding() {
        return finding;
    }
}
