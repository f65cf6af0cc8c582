package io.worldstream.wsp.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter: an event or a row that a stream passed over, or an event that the gate quarantined, and the reason.
 * Immutable.
 */
public final class DeadLetter {
    private final RunId runId;
    private final OutputId outputId;
    private final @Nullable EventId eventId;
    private final Violation finding;
    private final Hex64 rowDigest;
    private final @Nullable String row;
    private final @Nullable Instant eventTime;
    private final @Nullable Quarantine quarantine;

    private DeadLetter(Builder from) {
        runId = from.runId;
        outputId = from.outputId;
        eventId = from.eventId;
        finding = from.finding;
        rowDigest = from.rowDigest;
        row = from.row;
        eventTime = from.eventTime;
        quarantine = from.quarantine;
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
        return new Builder(runId, outputId, finding, rowDigest)
                .eventId(eventId)
                .row(row)
                .eventTime(eventTime)
                .quarantine(quarantine);
    }

    /** Returns the kind: {@link Kind#GATE_QUARANTINE} with a {@link #quarantine}, otherwise by the {@link #eventId}. */
    public Kind kind() {
        if (quarantine != null) {
            return Kind.GATE_QUARANTINE;
        }
        return eventId == null ? Kind.ROW : Kind.EVENT;
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

    /** Returns the event time, or null for a row, and in records of earlier versions. */
    public @Nullable Instant eventTime() {
        return eventTime;
    }

    /** Returns the gate's decision, or null unless the gate quarantined the event. */
    public @Nullable Quarantine quarantine() {
        return quarantine;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeadLetter that
                && runId.equals(that.runId)
                && outputId.equals(that.outputId)
                && Objects.equals(eventId, that.eventId)
                && finding.equals(that.finding)
                && rowDigest.equals(that.rowDigest)
                && Objects.equals(row, that.row)
                && Objects.equals(eventTime, that.eventTime)
                && Objects.equals(quarantine, that.quarantine);
    }

    @Override
    public int hashCode() {
        return Objects.hash(runId, outputId, eventId, finding, rowDigest, row, eventTime, quarantine);
    }

    /** Omits the row, which does not belong in a log. */
    @Override
    public String toString() {
        return position() + " of run " + runId + ": " + code() + ", " + reason();
    }

    /** The kind of a dead letter. */
    public enum Kind {
        /** An event that the gate rejected, or that failed while others did not; the policy let the stream skip it. */
        EVENT,
        /** A row that could not become an event. */
        ROW,
        /** An event that the gate quarantined. */
        GATE_QUARANTINE;

        /** Returns the name in records and on stdout: lower case, with underscores. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The gate's decision to quarantine an event, and what identifies the bytes that it decided on.
     *
     * @param reasonCodes the gate's reasons; may be empty
     * @param receiptId the id of the gate's receipt, or null if the gate named none
     * @param envelopeDigest the SHA-256 of the envelope
     * @param emittedAt the {@code emitted_at_utc} of the envelope, in whole microseconds; null if it has none
     */
    public record Quarantine(
            List<String> reasonCodes,
            @Nullable String receiptId,
            Hex64 envelopeDigest,
            @Nullable Instant emittedAt) {
        public Quarantine {
            reasonCodes = List.copyOf(reasonCodes);
            Objects.requireNonNull(envelopeDigest, "envelopeDigest");
        }
    }

    /** Builds a dead letter. Not thread-safe. */
    public static final class Builder {
        private final RunId runId;
        private final OutputId outputId;
        private final Violation finding;
        private final Hex64 rowDigest;
        private @Nullable EventId eventId;
        private @Nullable String row;
        private @Nullable Instant eventTime;
        private @Nullable Quarantine quarantine;

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

        /** Sets {@link DeadLetter#eventTime()}. Default: null. */
        public Builder eventTime(@Nullable Instant value) {
            eventTime = value;
            return this;
        }

        /** Sets {@link DeadLetter#quarantine()}, which requires an event id. Default: null. */
        public Builder quarantine(@Nullable Quarantine value) {
            quarantine = value;
            return this;
        }

        /**
         * Returns the dead letter.
         *
         * @throws IllegalStateException if it has a quarantine and no event id
         */
        public DeadLetter build() {
            if (quarantine != null && eventId == null) {
                throw new IllegalStateException("the gate quarantines events, so a quarantine needs an event id");
            }
            return new DeadLetter(this);
        }
    }
}
