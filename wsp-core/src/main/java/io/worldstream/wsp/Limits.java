package io.worldstream.wsp;

/**
 * The budgets that bound memory (I12).
 *
 * @param maxDocumentBytes the longest READY message or facts view
 * @param maxRowBytes the longest row, in bytes of JSON text
 * @param maxTieBytes the rows of one instant that are held to order them, in bytes of JSON text
 * @param maxRowViolations how many faulty rows a refusal names before the survey gives up
 * @param readAheadEvents framed events that wait for their due time, per run
 * @param readAheadBytes the bytes of those events; one event may go over it
 */
public record Limits(
        int maxDocumentBytes,
        int maxRowBytes,
        long maxTieBytes,
        int maxRowViolations,
        int readAheadEvents,
        int readAheadBytes) {
    /** 16 MiB documents, 1 MiB rows, 64 MiB of ties, 100 violations, 1024 events and 8 MiB ahead. */
    public static final Limits DEFAULTS = new Limits(16 << 20, 1 << 20, 64L << 20, 100, 1024, 8 << 20);

    public Limits {
        if (maxDocumentBytes < 1
                || maxRowBytes < 2
                || maxTieBytes < 1
                || maxRowViolations < 1
                || readAheadEvents < 1
                || readAheadBytes < 1) {
            throw new IllegalArgumentException("limits are positive: " + maxDocumentBytes + ", " + maxRowBytes + ", "
                    + maxTieBytes + ", " + maxRowViolations + ", " + readAheadEvents + ", " + readAheadBytes);
        }
    }
}
