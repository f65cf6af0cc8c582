package io.worldstream.wsp.report;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.StreamPlan;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event in the life of a run that the producer has taken up. Immutable. */
public abstract class RunEvent extends StreamEvent {
    private final ReadySignal ready;

    RunEvent(ReadySignal ready) {
        this.ready = Objects.requireNonNull(ready, "ready");
    }

    /** Returns the run's id. */
    @Override
    public final RunId runId() {
        return ready.runId();
    }

    /** Returns the READY that announced the run. */
    @Override
    public final ReadySignal ready() {
        return ready;
    }

    /** A producer has taken up a run. */
    public static final class Accepted extends RunEvent {
        private Accepted(ReadySignal ready) {
            super(ready);
        }

        /** Returns an event. */
        public static Accepted of(ReadySignal ready) {
            return new Accepted(ready);
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready()};
        }
    }

    /** A run waits until another host releases it. */
    public static final class LeaseWaiting extends RunEvent {
        private final @Nullable String holder;

        private LeaseWaiting(ReadySignal ready, @Nullable String holder) {
            super(ready);
            this.holder = holder;
        }

        /** Returns an event; see {@link #holder()}. */
        public static LeaseWaiting of(ReadySignal ready, @Nullable String holder) {
            return new LeaseWaiting(ready, holder);
        }

        /** Returns the holder of the run as its lease names it, or null if that host has just released it. */
        public @Nullable String holder() {
            return holder;
        }

        @Override
        @Nullable Object[] fields() {
            return new @Nullable Object[] {"ready", ready(), "holder", holder};
        }
    }

    /** A run has a plan. */
    public static final class Planned extends RunEvent {
        private final StreamPlan plan;

        private Planned(ReadySignal ready, StreamPlan plan) {
            super(ready);
            this.plan = Objects.requireNonNull(plan, "plan");
        }

        /** Returns an event; see {@link #plan()}. */
        public static Planned of(ReadySignal ready, StreamPlan plan) {
            return new Planned(ready, plan);
        }

        /** Returns the plan. */
        public StreamPlan plan() {
            return plan;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "plan", plan};
        }
    }

    /** The first event of a run may leave. */
    public static final class Started extends RunEvent {
        private final EventCounts events;

        private Started(ReadySignal ready, EventCounts events) {
            super(ready);
            this.events = Objects.requireNonNull(events, "events");
        }

        /** Returns an event; see {@link #events()}. */
        public static Started of(ReadySignal ready, EventCounts events) {
            return new Started(ready, events);
        }

        /**
         * Returns the planned events, and the outcomes of those before the position from which the run resumes.
         * {@link EventCounts#planned} is an upper bound until the last row was read: rows that repeat another are
         * collapsed as they are read.
         */
        public EventCounts events() {
            return events;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "events", events};
        }
    }

    /** Simulated time has been stopped. */
    public static final class Paused extends RunEvent {
        private final Instant since;

        private Paused(ReadySignal ready, Instant since) {
            super(ready);
            this.since = Objects.requireNonNull(since, "since");
        }

        /** Returns an event; see {@link #since()}. */
        public static Paused of(ReadySignal ready, Instant since) {
            return new Paused(ready, since);
        }

        /** Returns the wall time of the pause. */
        public Instant since() {
            return since;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "since", since};
        }
    }

    /** Simulated time continues. */
    public static final class Resumed extends RunEvent {
        private final Instant pausedSince;

        private Resumed(ReadySignal ready, Instant pausedSince) {
            super(ready);
            this.pausedSince = Objects.requireNonNull(pausedSince, "pausedSince");
        }

        /** Returns an event; see {@link #pausedSince()}. */
        public static Resumed of(ReadySignal ready, Instant pausedSince) {
            return new Resumed(ready, pausedSince);
        }

        /** Returns the wall time at which the pause began. */
        public Instant pausedSince() {
            return pausedSince;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "pausedSince", pausedSince};
        }
    }

    /** A checkpoint could not be saved and is being retried. */
    public static final class CheckpointFailing extends RunEvent {
        private final Instant since;
        private final String reason;

        private CheckpointFailing(ReadySignal ready, Instant since, String reason) {
            super(ready);
            this.since = Objects.requireNonNull(since, "since");
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        /** Returns an event; see {@link #since()} and {@link #reason()}. */
        public static CheckpointFailing of(ReadySignal ready, Instant since, String reason) {
            return new CheckpointFailing(ready, since, reason);
        }

        /** Returns the wall time of the first failure. */
        public Instant since() {
            return since;
        }

        /** Returns the code with which the run halts once the retry budget is spent. */
        public ReasonCode code() {
            return ReasonCode.CHECKPOINT_UNAVAILABLE;
        }

        /** Returns the message of the store's failure. */
        public String reason() {
            return reason;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "since", since, "reason", reason};
        }
    }

    /** A run was stopped by the host. */
    public static final class Stopped extends RunEvent {
        private final EventCounts events;
        private final @Nullable Violation unsaved;

        private Stopped(ReadySignal ready, EventCounts events, @Nullable Violation unsaved) {
            super(ready);
            this.events = Objects.requireNonNull(events, "events");
            this.unsaved = unsaved;
        }

        /** Returns an event; see {@link #events()} and {@link #unsaved()}. */
        public static Stopped of(ReadySignal ready, EventCounts events, @Nullable Violation unsaved) {
            return new Stopped(ready, events, unsaved);
        }

        /** Returns the outcomes of the run's events so far. */
        public EventCounts events() {
            return events;
        }

        /**
         * Returns the reason why the position could not be saved, or null. The run then resumes from an earlier
         * position, and the gate answers DUPLICATE for events that it already has.
         */
        public @Nullable Violation unsaved() {
            return unsaved;
        }

        /** Returns the code of {@link #unsaved()}, or null. */
        public @Nullable ReasonCode code() {
            return unsaved == null ? null : unsaved.code();
        }

        @Override
        @Nullable Object[] fields() {
            return new @Nullable Object[] {"ready", ready(), "events", events, "unsaved", unsaved};
        }
    }

    /** A run halts at a position. */
    public static final class Halted extends RunEvent {
        private final Violation violation;

        private Halted(ReadySignal ready, Violation violation) {
            super(ready);
            this.violation = Objects.requireNonNull(violation, "violation");
        }

        /** Returns an event; see {@link #violation()}. */
        public static Halted of(ReadySignal ready, Violation violation) {
            return new Halted(ready, violation);
        }

        /** Returns the cause: its code, its position in the stream, and a message. */
        public Violation violation() {
            return violation;
        }

        /** Returns the code of the cause. */
        public ReasonCode code() {
            return violation.code();
        }

        /** Returns the cause in words. */
        public String reason() {
            return violation.message();
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "violation", violation};
        }
    }
}
