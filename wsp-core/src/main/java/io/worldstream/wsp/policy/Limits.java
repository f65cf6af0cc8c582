package io.worldstream.wsp.policy;

/**
 * The budgets that bound memory (I12).
 *
 * @param maxMessageBytes the longest control-bus message; a longer one is refused without parsing
 * @param maxDocumentBytes the longest facts view or proof
 * @param maxParts the most parts that all outputs of a plan may have together
 * @param maxRowBytes the longest row, in bytes of JSON text
 * @param maxRowDepth the deepest nesting of a row; a row without nested values has depth 1
 * @param maxKeyBytes the longest primary key, in bytes of all its fields' text
 * @param maxFindings the most findings against a READY message or a facts view that a refusal names; the rest are
 *     counted
 * @param maxRowViolations the number of faulty rows at which the survey gives up; a refusal names that many
 * @param maxBadRows the most rows of a world that may be dead-lettered because they cannot become events
 * @param sortBytes memory for sorting parts that are out of order; rows beyond it spill to the {@link
 *     io.worldstream.wsp.api.SpillSpace}. The rows of dead letters may take as much again, and must fit
 * @param maxTieBytes memory for ordering the rows of one instant; if they need more, they are sorted like those of a
 *     part that is out of order
 * @param readAheadEvents the most framed events that wait for their due time, per run
 * @param readAheadBytes the most bytes of those events; one event may exceed it
 */
public record Limits(
        int maxMessageBytes,
        int maxDocumentBytes,
        int maxParts,
        int maxRowBytes,
        int maxRowDepth,
        int maxKeyBytes,
        int maxFindings,
        int maxRowViolations,
        int maxBadRows,
        long sortBytes,
        long maxTieBytes,
        int readAheadEvents,
        int readAheadBytes) {
    /** The default limits. */
    public static final Limits DEFAULTS = new Limits(
            1 << 20, 16 << 20, 100_000, 1 << 20, 500, 4 << 10, 100, 100, 1000, 64L << 20, 64L << 20, 1024, 8 << 20);

    public Limits {
        requireAtLeast(1, maxMessageBytes, "maxMessageBytes");
        requireAtLeast(1, maxDocumentBytes, "maxDocumentBytes");
        requireAtLeast(1, maxParts, "maxParts");
        requireAtLeast(2, maxRowBytes, "maxRowBytes");
        requireAtLeast(1, maxRowDepth, "maxRowDepth");
        requireAtLeast(1, maxKeyBytes, "maxKeyBytes");
        requireAtLeast(1, maxFindings, "maxFindings");
        requireAtLeast(1, maxRowViolations, "maxRowViolations");
        requireAtLeast(1, maxBadRows, "maxBadRows");
        requireAtLeast(1, sortBytes, "sortBytes");
        requireAtLeast(1, maxTieBytes, "maxTieBytes");
        requireAtLeast(1, readAheadEvents, "readAheadEvents");
        requireAtLeast(1, readAheadBytes, "readAheadBytes");
    }

    private static void requireAtLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", but the least is " + least);
        }
    }

    /** Returns a builder that starts with {@link #DEFAULTS}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds limits; a limit that is not set stays as in {@link #DEFAULTS}. Not thread-safe. */
    public static final class Builder {
        private int maxMessageBytes = DEFAULTS.maxMessageBytes;
        private int maxDocumentBytes = DEFAULTS.maxDocumentBytes;
        private int maxParts = DEFAULTS.maxParts;
        private int maxRowBytes = DEFAULTS.maxRowBytes;
        private int maxRowDepth = DEFAULTS.maxRowDepth;
        private int maxKeyBytes = DEFAULTS.maxKeyBytes;
        private int maxFindings = DEFAULTS.maxFindings;
        private int maxRowViolations = DEFAULTS.maxRowViolations;
        private int maxBadRows = DEFAULTS.maxBadRows;
        private long sortBytes = DEFAULTS.sortBytes;
        private long maxTieBytes = DEFAULTS.maxTieBytes;
        private int readAheadEvents = DEFAULTS.readAheadEvents;
        private int readAheadBytes = DEFAULTS.readAheadBytes;

        private Builder() {}

        /** Sets {@link Limits#maxMessageBytes}. */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxDocumentBytes}. */
        public Builder maxDocumentBytes(int bytes) {
            maxDocumentBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxParts}. */
        public Builder maxParts(int parts) {
            maxParts = parts;
            return this;
        }

        /** Sets {@link Limits#maxRowBytes}. */
        public Builder maxRowBytes(int bytes) {
            maxRowBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxRowDepth}. */
        public Builder maxRowDepth(int depth) {
            maxRowDepth = depth;
            return this;
        }

        /** Sets {@link Limits#maxKeyBytes}. */
        public Builder maxKeyBytes(int bytes) {
            maxKeyBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxFindings}. */
        public Builder maxFindings(int findings) {
            maxFindings = findings;
            return this;
        }

        /** Sets {@link Limits#maxRowViolations}. */
        public Builder maxRowViolations(int violations) {
            maxRowViolations = violations;
            return this;
        }

        /** Sets {@link Limits#maxBadRows}. */
        public Builder maxBadRows(int rows) {
            maxBadRows = rows;
            return this;
        }

        /** Sets {@link Limits#sortBytes}. */
        public Builder sortBytes(long bytes) {
            sortBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxTieBytes}. */
        public Builder maxTieBytes(long bytes) {
            maxTieBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#readAheadEvents}. */
        public Builder readAheadEvents(int events) {
            readAheadEvents = events;
            return this;
        }

        /** Sets {@link Limits#readAheadBytes}. */
        public Builder readAheadBytes(int bytes) {
            readAheadBytes = bytes;
            return this;
        }

        /**
         * Returns the limits.
         *
         * @throws IllegalArgumentException if a limit is below its minimum
         */
        public Limits build() {
            return new Limits(
                    maxMessageBytes,
                    maxDocumentBytes,
                    maxParts,
                    maxRowBytes,
                    maxRowDepth,
                    maxKeyBytes,
                    maxFindings,
                    maxRowViolations,
                    maxBadRows,
                    sortBytes,
                    maxTieBytes,
                    readAheadEvents,
                    readAheadBytes);
        }
    }
}
