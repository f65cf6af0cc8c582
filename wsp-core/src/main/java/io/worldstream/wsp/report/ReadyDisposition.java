package io.worldstream.wsp.report;

/** The result of handling one READY. */
public enum ReadyDisposition {
    /** Every event of the plan has a terminal outcome. */
    COMPLETED,
    /** Nothing was streamed; the violations give the cause. */
    REFUSED,
    /** The stream stopped at a position; the violation gives the cause. Nothing behind that position was claimed. */
    HALTED,
    /**
     * The host passed the READY over, because it belongs to another platform run than the one to which the host is bound;
     * the violation names both. No fault: nothing was read.
     */
    SKIPPED,
    /** The run is already streaming or complete; this READY changed nothing. */
    DUPLICATE
}
