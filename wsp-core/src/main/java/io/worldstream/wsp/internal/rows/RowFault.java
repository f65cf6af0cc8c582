package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.ReasonCode;

/** A row that cannot become an event. The row's place is known to whoever read it. */
public final class RowFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReasonCode code;
    private final String finding;

    RowFault(ReasonCode code, String finding) {
        super(finding);
        this.code = code;
        this.finding = finding;
    }

    /** The stable reason. */
    public ReasonCode code() {
        return code;
    }

    /** Whether the row is at fault and not the world that it is said to be of. */
    public boolean ofTheRowAlone() {
        return code != ReasonCode.ROW_PIN_MISMATCH;
    }

    /** Field, value and rule. */
    public String finding() {
        return finding;
    }
}
