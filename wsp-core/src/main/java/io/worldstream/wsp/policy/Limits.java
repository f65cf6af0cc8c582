package io.worldstream.wsp.policy;

import java.util.LinkedHashMap;
import java.util.Map;

/** The budgets that bound memory (I12). Immutable; start from {@link #DEFAULTS} or {@link #builder}. */
public final class Limits {
    /** The default limits, stated at the builder's methods. */
    public static final Limits DEFAULTS = builder().build();

    private final int maxMessageBytes;
    private final int maxDocumentBytes;
    private final int maxParts;
    private final int maxRowBytes;
    private final int maxRowDepth;
    private final int maxKeyBytes;
    private final int maxFindings;
    private final int maxRowViolations;
    private final int maxBadRows;
    private final long sortBytes;
    private final long maxTieBytes;
    private final int readAheadEvents;
    private final int readAheadBytes;

    private Limits(Builder from) {
        maxMessageBytes = atLeast(1, from.maxMessageBytes, "maxMessageBytes");
        maxDocumentBytes = atLeast(1, from.maxDocumentBytes, "maxDocumentBytes");
        maxParts = atLeast(1, from.maxParts, "maxParts");
        maxRowBytes = atLeast(2, from.maxRowBytes, "maxRowBytes");
        maxRowDepth = atLeast(1, from.maxRowDepth, "maxRowDepth");
        maxKeyBytes = atLeast(1, from.maxKeyBytes, "maxKeyBytes");
        maxFindings = atLeast(1, from.maxFindings, "maxFindings");
        maxRowViolations = atLeast(1, from.maxRowViolations, "maxRowViolations");
        maxBadRows = atLeast(1, from.maxBadRows, "maxBadRows");
        sortBytes = atLeast(1, from.sortBytes, "sortBytes");
        maxTieBytes = atLeast(1, from.maxTieBytes, "maxTieBytes");
        readAheadEvents = atLeast(1, from.readAheadEvents, "readAheadEvents");
        readAheadBytes = atLeast(1, from.readAheadBytes, "readAheadBytes");
    }

    private static int atLeast(int least, int value, String name) {
        return (int) atLeast(least, (long) value, name);
    }

    private static long atLeast(int least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", but the least is " + least);
        }
        return value;
    }

    /** Returns a builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts with these limits. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxMessageBytes = maxMessageBytes;
        builder.maxDocumentBytes = maxDocumentBytes;
        builder.maxParts = maxParts;
        builder.maxRowBytes = maxRowBytes;
        builder.maxRowDepth = maxRowDepth;
        builder.maxKeyBytes = maxKeyBytes;
        builder.maxFindings = maxFindings;
        builder.maxRowViolations = maxRowViolations;
        builder.maxBadRows = maxBadRows;
        builder.sortBytes = sortBytes;
        builder.maxTieBytes = maxTieBytes;
        builder.readAheadEvents = readAheadEvents;
        builder.readAheadBytes = readAheadBytes;
        return builder;
    }

    /** Returns the longest control-bus message; a longer one is refused without parsing. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** Returns the longest facts view or proof. */
    public int maxDocumentBytes() {
        return maxDocumentBytes;
    }

    /** Returns the most parts that all outputs of a plan may have together. */
    public int maxParts() {
        return maxParts;
    }

    /** Returns the longest row, in bytes of JSON text. */
    public int maxRowBytes() {
        return maxRowBytes;
    }

    /** Returns the deepest nesting of a row; a row without nested values has depth 1. */
    public int maxRowDepth() {
        return maxRowDepth;
    }

    /** Returns the longest primary key, in bytes of all its fields' text. */
    public int maxKeyBytes() {
        return maxKeyBytes;
    }

    /** Returns the most findings against a READY message or a facts view that a refusal names; the rest are counted. */
    public int maxFindings() {
        return maxFindings;
    }

    /** Returns the number of faulty rows at which the survey gives up; a refusal names that many. */
    public int maxRowViolations() {
        return maxRowViolations;
    }

    /** Returns the most rows of a world that may be dead-lettered because they cannot become events. */
    public int maxBadRows() {
        return maxBadRows;
    }

    /**
     * Returns memory for sorting parts that are out of order; rows beyond it spill to the {@link
     * io.worldstream.wsp.api.SpillSpace}. The rows of dead letters may take as much again, and must fit.
     */
    public long sortBytes() {
        return sortBytes;
    }

    /**
     * Returns memory for ordering the rows of one instant; if they need more, they are sorted like those of a part that
     * is out of order.
     */
    public long maxTieBytes() {
        return maxTieBytes;
    }

    /** Returns the most framed events that wait for their due time, per run. */
    public int readAheadEvents() {
        return readAheadEvents;
    }

    /** Returns the most bytes of those events; one event may exceed it. */
    public int readAheadBytes() {
        return readAheadBytes;
    }

    private Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("maxMessageBytes", (long) maxMessageBytes);
        values.put("maxDocumentBytes", (long) maxDocumentBytes);
        values.put("maxParts", (long) maxParts);
        values.put("maxRowBytes", (long) maxRowBytes);
        values.put("maxRowDepth", (long) maxRowDepth);
        values.put("maxKeyBytes", (long) maxKeyBytes);
        values.put("maxFindings", (long) maxFindings);
        values.put("maxRowViolations", (long) maxRowViolations);
        values.put("maxBadRows", (long) maxBadRows);
        values.put("sortBytes", sortBytes);
        values.put("maxTieBytes", maxTieBytes);
        values.put("readAheadEvents", (long) readAheadEvents);
        values.put("readAheadBytes", (long) readAheadBytes);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "Limits" + values();
    }

    /** Builds limits. Not thread-safe. */
    public static final class Builder {
        private int maxMessageBytes = 1 << 20;
        private int maxDocumentBytes = 16 << 20;
        private int maxParts = 100_000;
        private int maxRowBytes = 1 << 20;
        private int maxRowDepth = 500;
        private int maxKeyBytes = 4 << 10;
        private int maxFindings = 100;
        private int maxRowViolations = 100;
        private int maxBadRows = 1000;
        private long sortBytes = 64L << 20;
        private long maxTieBytes = 64L << 20;
        private int readAheadEvents = 1024;
        private int readAheadBytes = 8 << 20;

        private Builder() {}

        /** Sets {@link Limits#maxMessageBytes}. Default: 1 MiB. */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxDocumentBytes}. Default: 16 MiB. */
        public Builder maxDocumentBytes(int bytes) {
            maxDocumentBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxParts}. Default: 100,000. */
        public Builder maxParts(int parts) {
            maxParts = parts;
            return this;
        }

        /** Sets {@link Limits#maxRowBytes}. Default: 1 MiB. */
        public Builder maxRowBytes(int bytes) {
            maxRowBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxRowDepth}. Default: 500. */
        public Builder maxRowDepth(int depth) {
            maxRowDepth = depth;
            return this;
        }

        /** Sets {@link Limits#maxKeyBytes}. Default: 4 KiB. */
        public Builder maxKeyBytes(int bytes) {
            maxKeyBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxFindings}. Default: 100. */
        public Builder maxFindings(int findings) {
            maxFindings = findings;
            return this;
        }

        /** Sets {@link Limits#maxRowViolations}. Default: 100. */
        public Builder maxRowViolations(int violations) {
            maxRowViolations = violations;
            return this;
        }

        /** Sets {@link Limits#maxBadRows}. Default: 1,000. */
        public Builder maxBadRows(int rows) {
            maxBadRows = rows;
            return this;
        }

        /** Sets {@link Limits#sortBytes}. Default: 64 MiB. */
        public Builder sortBytes(long bytes) {
            sortBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#maxTieBytes}. Default: 64 MiB. */
        public Builder maxTieBytes(long bytes) {
            maxTieBytes = bytes;
            return this;
        }

        /** Sets {@link Limits#readAheadEvents}. Default: 1,024. */
        public Builder readAheadEvents(int events) {
            readAheadEvents = events;
            return this;
        }

        /** Sets {@link Limits#readAheadBytes}. Default: 8 MiB. */
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
            return new Limits(this);
        }
    }
}
