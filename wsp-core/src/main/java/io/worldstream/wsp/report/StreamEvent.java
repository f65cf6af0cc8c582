package io.worldstream.wsp.report;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.ReadySignal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that a {@link StreamListener} receives. Immutable. Later versions may add fields to an event; each has a
 * factory method {@code of} for tests of a listener.
 */
public abstract class StreamEvent extends ReportValue {
    StreamEvent() {}

    /** Returns the run that the event belongs to, or null if it belongs to none. */
    public abstract @Nullable RunId runId();

    /** Returns the READY that announced the run, or null if the event belongs to no valid READY. */
    public abstract @Nullable ReadySignal ready();

    /** A message of the bus that is not a READY. */
    public static final class Ignored extends StreamEvent {
        private final String delivery;
        private final String reason;

        private Ignored(String delivery, String reason) {
            this.delivery = Objects.requireNonNull(delivery, "delivery");
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        /** Returns an event; see {@link #delivery()} and {@link #reason()}. */
        public static Ignored of(String delivery, String reason) {
            return new Ignored(delivery, reason);
        }

        /** Returns null, since the message belongs to no run. */
        @Override
        public @Nullable RunId runId() {
            return null;
        }

        /** Returns null, since the message is not a READY. */
        @Override
        public @Nullable ReadySignal ready() {
            return null;
        }

        /** Returns the source's name for the message. Not sanitised: quote it before you print it. */
        public String delivery() {
            return delivery;
        }

        /** Returns the cause in words. */
        public String reason() {
            return reason;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"delivery", delivery, "reason", reason};
        }
    }

    /** A message of the bus that is not a JSON object: damaged, or not yet complete. */
    public static final class Unreadable extends StreamEvent {
        private final String delivery;
        private final String reason;

        private Unreadable(String delivery, String reason) {
            this.delivery = Objects.requireNonNull(delivery, "delivery");
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        /** Returns an event; see {@link #delivery()} and {@link #reason()}. */
        public static Unreadable of(String delivery, String reason) {
            return new Unreadable(delivery, reason);
        }

        /** Returns null, since the message cannot be read. */
        @Override
        public @Nullable RunId runId() {
            return null;
        }

        /** Returns null, since the message cannot be read. */
        @Override
        public @Nullable ReadySignal ready() {
            return null;
        }

        /** Returns the source's name for the message. Not sanitised: quote it before you print it. */
        public String delivery() {
            return delivery;
        }

        /** Returns the cause in words. */
        public String reason() {
            return reason;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"delivery", delivery, "reason", reason};
        }
    }

    /** A READY has been handled. */
    public static final class Finished extends StreamEvent {
        private final @Nullable ReadySignal ready;
        private final RunSummary summary;

        private Finished(@Nullable ReadySignal ready, RunSummary summary) {
            this.ready = ready;
            this.summary = Objects.requireNonNull(summary, "summary");
        }

        /**
         * Returns an event.
         *
         * @param ready the READY, or null if it is not valid or its saved record is damaged
         * @param summary the result
         */
        public static Finished of(@Nullable ReadySignal ready, RunSummary summary) {
            return new Finished(ready, summary);
        }

        /** Returns the run, or null if the READY does not name one. */
        @Override
        public @Nullable RunId runId() {
            return summary.runId();
        }

        /** Returns the READY, or null if it is not valid or its saved record is damaged. */
        @Override
        public @Nullable ReadySignal ready() {
            return ready;
        }

        /** Returns the result. */
        public RunSummary summary() {
            return summary;
        }

        /** Returns the code of the result's first violation, or null if there is none. */
        public @Nullable ReasonCode code() {
            return summary.reason();
        }

        @Override
        @Nullable Object[] fields() {
            return new @Nullable Object[] {"ready", ready, "summary", summary};
        }
    }

    /** A failure that no rule covers. */
    public static final class Failed extends StreamEvent {
        private final @Nullable ReadySignal ready;
        private final Throwable cause;

        private Failed(@Nullable ReadySignal ready, Throwable cause) {
            this.ready = ready;
            this.cause = Objects.requireNonNull(cause, "cause");
        }

        /** Returns an event; see {@link #ready()} and {@link #cause()}. */
        public static Failed of(@Nullable ReadySignal ready, Throwable cause) {
            return new Failed(ready, cause);
        }

        /** Returns the run that the failure ended, or null if it belongs to no run. */
        @Override
        public @Nullable RunId runId() {
            return ready == null ? null : ready.runId();
        }

        /** Returns the READY of the run that the failure ended, or null if it belongs to no run. */
        @Override
        public @Nullable ReadySignal ready() {
            return ready;
        }

        /** Returns {@link ReasonCode#DEFECT}. */
        public ReasonCode code() {
            return ReasonCode.DEFECT;
        }

        /** Returns the throwable. */
        public Throwable cause() {
            return cause;
        }

        @Override
        @Nullable Object[] fields() {
            return new @Nullable Object[] {"ready", ready, "cause", cause};
        }
    }
}
