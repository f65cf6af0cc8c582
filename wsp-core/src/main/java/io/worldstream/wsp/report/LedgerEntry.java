package io.worldstream.wsp.report;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The last saved position of a run. Immutable. */
public final class LedgerEntry extends ReportValue {
    private final RunId runId;
    private final @Nullable String platformRunId;
    private final RunState state;
    private final @Nullable Violation reason;
    private final @Nullable String holder;
    private final EventCounts events;
    private final long redriven;
    private final @Nullable Instant eventTime;
    private final @Nullable EventId eventId;
    private final @Nullable Hex64 planDigest;
    private final @Nullable Hex64 streamDigest;
    private final Instant savedAt;

    private LedgerEntry(Builder from) {
        runId = from.runId;
        platformRunId = from.platformRunId;
        state = from.state;
        reason = from.reason;
        holder = from.holder;
        events = from.events;
        redriven = from.redriven;
        eventTime = from.eventTime;
        eventId = from.eventId;
        planDigest = from.planDigest;
        streamDigest = from.streamDigest;
        savedAt = from.savedAt;
    }

    /**
     * Returns a builder of an entry whose cursor has passed no event.
     *
     * @param savedAt the wall time of the save
     */
    public static Builder builder(RunId runId, RunState state, Instant savedAt) {
        return new Builder(runId, state, savedAt);
    }

    /** Returns the run's id. */
    public RunId runId() {
        return runId;
    }

    /** Returns the platform run whose READY announced the run, or null under {@link EnvelopeContract#V0}. */
    public @Nullable String platformRunId() {
        return platformRunId;
    }

    /** Returns the run's state. */
    public RunState state() {
        return state;
    }

    /** Returns the cause of a refusal or halt, or null. */
    public @Nullable Violation reason() {
        return reason;
    }

    /** Returns the current holder of the run as its lease names it, or null if no host holds it. */
    public @Nullable String holder() {
        return holder;
    }

    /**
     * Returns the outcomes of the run's events up to the cursor; {@code planned} is 0 before the survey, {@code pushed}
     * counts the events that the cursor has passed.
     */
    public EventCounts events() {
        return events;
    }

    /**
     * Returns how many of the quarantined events the gate has admitted since, or turned out to have, when they were sent
     * again.
     */
    public long redriven() {
        return redriven;
    }

    /** Returns the event time of the last event that the cursor passed, or null if it passed none. */
    public @Nullable Instant eventTime() {
        return eventTime;
    }

    /** Returns the id of that event, or null if the cursor passed none. */
    public @Nullable EventId eventId() {
        return eventId;
    }

    /** Returns the plan's digest, or null before there was a plan. */
    public @Nullable Hex64 planDigest() {
        return planDigest;
    }

    /** Returns the digest of the events that the cursor passed (contracts 10), or null if it passed none. */
    public @Nullable Hex64 streamDigest() {
        return streamDigest;
    }

    /** Returns the wall time of the save. */
    public Instant savedAt() {
        return savedAt;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {
            "runId", runId,
            "platformRunId", platformRunId,
            "state", state,
            "reason", reason,
            "holder", holder,
            "events", events,
            "redriven", redriven,
            "eventTime", eventTime,
            "eventId", eventId,
            "planDigest", planDigest,
            "streamDigest", streamDigest,
            "savedAt", savedAt
        };
    }

    /** Builds an entry. Not thread-safe. */
    public static final class Builder {
        private final RunId runId;
        private final RunState state;
        private final Instant savedAt;
        private @Nullable String platformRunId;
        private @Nullable Violation reason;
        private @Nullable String holder;
        private EventCounts events = EventCounts.NONE;
        private long redriven;
        private @Nullable Instant eventTime;
        private @Nullable EventId eventId;
        private @Nullable Hex64 planDigest;
        private @Nullable Hex64 streamDigest;

        private Builder(RunId runId, RunState state, Instant savedAt) {
            this.runId = Objects.requireNonNull(runId, "runId");
            this.state = Objects.requireNonNull(state, "state");
            this.savedAt = Objects.requireNonNull(savedAt, "savedAt");
        }

        /** Sets {@link LedgerEntry#platformRunId()}. Default: null. */
        public Builder platformRunId(@Nullable String value) {
            platformRunId = value;
            return this;
        }

        /** Sets {@link LedgerEntry#reason()}. Default: null. */
        public Builder reason(@Nullable Violation value) {
            reason = value;
            return this;
        }

        /** Sets {@link LedgerEntry#holder()}. Default: null. */
        public Builder holder(@Nullable String value) {
            holder = value;
            return this;
        }

        /** Sets {@link LedgerEntry#events()}. Default: {@link EventCounts#NONE}. */
        public Builder events(EventCounts value) {
            events = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link LedgerEntry#redriven()}. Default: 0. */
        public Builder redriven(long value) {
            redriven = value;
            return this;
        }

        /** Sets {@link LedgerEntry#eventTime()} and {@link LedgerEntry#eventId()}. Default: null. */
        public Builder lastEvent(@Nullable Instant time, @Nullable EventId id) {
            eventTime = time;
            eventId = id;
            return this;
        }

        /** Sets {@link LedgerEntry#planDigest()}. Default: null. */
        public Builder planDigest(@Nullable Hex64 value) {
            planDigest = value;
            return this;
        }

        /** Sets {@link LedgerEntry#streamDigest()}. Default: null. */
        public Builder streamDigest(@Nullable Hex64 value) {
            streamDigest = value;
            return this;
        }

        /** Returns the entry. */
        public LedgerEntry build() {
            return new LedgerEntry(this);
        }
    }
}
