package io.worldstream.wsp.report;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.plan.ReadySignal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event between a run and the Ingestion Gate. Immutable. */
public abstract class GateEvent extends RunEvent {
    GateEvent(ReadySignal ready) {
        super(ready);
    }

    /** The gate settles no event of the run. */
    public static final class Away extends GateEvent {
        private final Instant since;
        private final String reason;

        private Away(ReadySignal ready, Instant since, String reason) {
            super(ready);
            this.since = Objects.requireNonNull(since, "since");
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        /** Returns an event; see {@link #since()} and {@link #reason()}. */
        public static Away of(ReadySignal ready, Instant since, String reason) {
            return new Away(ready, since, reason);
        }

        /** Returns the wall time of the first failure after the last event that the gate settled. */
        public Instant since() {
            return since;
        }

        /** Returns the most recent failure in words. */
        public String reason() {
            return reason;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "since", since, "reason", reason};
        }
    }

    /** The gate settles events of the run again. */
    public static final class Back extends GateEvent {
        private final Instant awaySince;

        private Back(ReadySignal ready, Instant awaySince) {
            super(ready);
            this.awaySince = Objects.requireNonNull(awaySince, "awaySince");
        }

        /** Returns an event; see {@link #awaySince()}. */
        public static Back of(ReadySignal ready, Instant awaySince) {
            return new Back(ready, awaySince);
        }

        /** Returns {@link Away#since()} of the outage that has ended. */
        public Instant awaySince() {
            return awaySince;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {"ready", ready(), "awaySince", awaySince};
        }
    }

    /** The gate has quarantined an event. */
    public static final class Quarantined extends GateEvent {
        private final OutputId eventType;
        private final EventId eventId;
        private final List<String> reasonCodes;

        private Quarantined(ReadySignal ready, OutputId eventType, EventId eventId, List<String> reasonCodes) {
            super(ready);
            this.eventType = Objects.requireNonNull(eventType, "eventType");
            this.eventId = Objects.requireNonNull(eventId, "eventId");
            this.reasonCodes = List.copyOf(reasonCodes);
        }

        /** Returns an event; see {@link #eventType()}, {@link #eventId()} and {@link #reasonCodes()}. */
        public static Quarantined of(ReadySignal ready, OutputId eventType, EventId eventId, List<String> reasonCodes) {
            return new Quarantined(ready, eventType, eventId, reasonCodes);
        }

        /** Returns the output that the event belongs to. */
        public OutputId eventType() {
            return eventType;
        }

        /** Returns the event's id. */
        public EventId eventId() {
            return eventId;
        }

        /** Returns the gate's reasons, in the gate's words. Not sanitised: quote them before you print them. */
        public List<String> reasonCodes() {
            return reasonCodes;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {
                "ready", ready(), "eventType", eventType, "eventId", eventId, "reasonCodes", reasonCodes
            };
        }
    }

    /** An event has been dead-lettered by the host's policy. */
    public static final class DeadLettered extends GateEvent {
        private final OutputId eventType;
        private final EventId eventId;
        private final ReasonCode code;
        private final String reason;

        private DeadLettered(ReadySignal ready, OutputId eventType, EventId eventId, ReasonCode code, String reason) {
            super(ready);
            this.eventType = Objects.requireNonNull(eventType, "eventType");
            this.eventId = Objects.requireNonNull(eventId, "eventId");
            this.code = Objects.requireNonNull(code, "code");
            this.reason = Objects.requireNonNull(reason, "reason");
        }

        /** Returns an event; see the accessors. */
        public static DeadLettered of(
                ReadySignal ready, OutputId eventType, EventId eventId, ReasonCode code, String reason) {
            return new DeadLettered(ready, eventType, eventId, code, reason);
        }

        /** Returns the output that the event belongs to. */
        public OutputId eventType() {
            return eventType;
        }

        /** Returns the event's id. */
        public EventId eventId() {
            return eventId;
        }

        /** Returns the code of the cause, as in the dead letter. */
        public ReasonCode code() {
            return code;
        }

        /** Returns the cause in words, as in the dead letter. */
        public String reason() {
            return reason;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {
                "ready", ready(), "eventType", eventType, "eventId", eventId, "code", code, "reason", reason
            };
        }
    }
}
