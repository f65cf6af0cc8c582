package io.worldstream.wsp.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A dead letter: an event or a row that a stream passed over, and the reason. Immutable. */
public final class DeadLetter {
    private final RunId runId;
    private final OutputId outputId;
    private final @Nullable EventId eventId;
    private final Violation finding;
    private final Hex64 rowDigest;
    private final @Nullable String row;

    private DeadLetter(Builder from) {
        runId = from.runId;
        outputId = from.outputId;
        eventId = from.eventId;
        finding = from.finding;
        rowDigest = from.rowDigest;
        row = from.row;
    }

    /**
     * Returns a builder of a dead letter without event id and row.
     *
     * @param runId the run
     * @param outputId the output of the row
     * @param finding the {@link #code}, the {@link #position} as its path, and the {@link #reason} as its message
     * @param rowDigest the SHA-256 of the row's text
     */
    public static Builder builder(RunId runId, OutputId outputId, Violation finding, Hex64 rowDigest) {
        return new Builder(runId, outputId, finding, rowDigest);
    }

    /** Returns a builder that starts from this dead letter. */
    public Builder toBuilder() {
        return new Builder(runId, outputId, finding, rowDigest).eventId(eventId).row(row);
    }

    /** Returns the run. */
    public RunId runId() {
        return runId;
    }

    /**
     * Returns the position in the stream, the same after each restart: {@code stream#event=17} for a framed event,
     * {@code <object>#row=3} for a row that could not be framed. Each position has one record.
     */
    public String position() {
        return finding.path();
    }

    /** Returns the output. */
    public OutputId outputId() {
        return outputId;
    }

    /** Returns the event, or null for a row that has none. */
    public @Nullable EventId eventId() {
        return eventId;
    }

    /** Returns the stable reason code. */
    public ReasonCode code() {
        return finding.code();
    }

    /** Returns the reason in words; never a payload. */
    public String reason() {
        return finding.message();
    }

    /** Returns the SHA-256 of the row's text. */
    public Hex64 rowDigest() {
        return rowDigest;
    }

    /**
     * Returns the row's text, with malformed UTF-8 replaced; null if the policy keeps rows out of the record.
     */
    public @Nullable String row() {
        return row;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeadLetter that
                && runId.equals(that.runId)
                && outputId.equals(that.outputId)
                && Objects.equals(eventId, that.eventId)
                && finding.equals(that.finding)
                && rowDigest.equals(that.rowDigest)
                && Objects.equals(row, that.row);
    }

    @Override
    public int hashCode() {
        return Objects.hash(runId, outputId, eventId, finding, rowDigest, row);
    }

    /** Omits the row, which does not belong in a log. */
    @Override
    public String toString() {
        return position() + " of run " + runId + ": " + code() + ", " + reason();
    }

    /** Builds a dead letter. Not thread-safe. */
    public static final class Builder {
        private final RunId runId;
        private final OutputId outputId;
        private final Violation finding;
        private final Hex64 rowDigest;
        private @Nullable EventId eventId;
        private @Nullable String row;

        private Builder(RunId runId, OutputId outputId, Violation finding, Hex64 rowDigest) {
            this.runId = Objects.requireNonNull(runId, "runId");
            this.outputId = Objects.requireNonNull(outputId, "outputId");
            this.finding = Objects.requireNonNull(finding, "finding");
            this.rowDigest = Objects.requireNonNull(rowDigest, "rowDigest");
        }

        /** Sets {@link DeadLetter#eventId()}. Default: null. */
        public Builder eventId(@Nullable EventId value) {
            eventId = value;
            return this;
        }

        /** Sets {@link DeadLetter#row()}. Default: null. */
        public Builder row(@Nullable String value) {
            row = value;
            return this;
        }

        /** Returns the dead letter. */
        public DeadLetter build() {
            return new DeadLetter(this);
        }
    }
}
