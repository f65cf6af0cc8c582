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

    /** Field, value and rule. */
    public String finding() {
        return finding;
    }
}
