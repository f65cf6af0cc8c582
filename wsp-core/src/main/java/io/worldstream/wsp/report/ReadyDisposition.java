package io.worldstream.wsp.report;

/** How the handling of one READY ended. */
public enum ReadyDisposition {
    /** Every event of the plan has a terminal outcome. */
    COMPLETED,
    /** Nothing was streamed; the violations say why. */
    REFUSED,
    /** The stream stopped at a position and says why; nothing behind it was claimed. */
    HALTED,
    /** The run is streaming or complete already; this READY changed nothing. */
    DUPLICATE
}
