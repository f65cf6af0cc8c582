package io.worldstream.wsp.report;

import org.jspecify.annotations.Nullable;

/** The number of a plan's events and rows, by outcome. Immutable. */
public final class EventCounts extends ReportValue {
    /** No events. */
    public static final EventCounts NONE = builder().build();

    private final long planned;
    private final long pushed;
    private final long admitted;
    private final long duplicate;
    private final long quarantined;
    private final long deadLettered;
    private final long retries;
    private final long collapsed;
    private final long badRows;

    private EventCounts(Builder from) {
        planned = from.planned;
        pushed = from.pushed;
        admitted = from.admitted;
        duplicate = from.duplicate;
        quarantined = from.quarantined;
        deadLettered = from.deadLettered;
        retries = from.retries;
        collapsed = from.collapsed;
        badRows = from.badRows;
    }

    /** Returns a builder in which every count is 0. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the events of the plan, after identical duplicates were collapsed and the traffic window applied. */
    public long planned() {
        return planned;
    }

    /** Returns the events that were pushed at least once. */
    public long pushed() {
        return pushed;
    }

    /** Returns the events that the gate admitted. */
    public long admitted() {
        return admitted;
    }

    /** Returns the events that the gate already had. */
    public long duplicate() {
        return duplicate;
    }

    /** Returns the events that the gate quarantined. */
    public long quarantined() {
        return quarantined;
    }

    /** Returns the events that were dead-lettered by the host's policy. */
    public long deadLettered() {
        return deadLettered;
    }

    /** Returns the pushes of an event beyond its first. */
    public long retries() {
        return retries;
    }

    /** Returns the rows that repeated another row byte for byte and were left out. */
    public long collapsed() {
        return collapsed;
    }

    /** Returns the rows that could not become events and were dead-lettered by the host's policy. */
    public long badRows() {
        return badRows;
    }

    /** Returns the number of events with a terminal outcome. */
    public long settled() {
        return admitted + duplicate + quarantined + deadLettered;
    }

    @Override
    @Nullable Object[] fields() {
        return new Object[] {
            "planned", planned,
            "pushed", pushed,
            "admitted", admitted,
            "duplicate", duplicate,
            "quarantined", quarantined,
            "deadLettered", deadLettered,
            "retries", retries,
            "collapsed", collapsed,
            "badRows", badRows
        };
    }

    /** Builds counts. Every count is 0 unless it is set. Not thread-safe. */
    public static final class Builder {
        private long planned;
        private long pushed;
        private long admitted;
        private long duplicate;
        private long quarantined;
        private long deadLettered;
        private long retries;
        private long collapsed;
        private long badRows;

        private Builder() {}

        /** Sets {@link EventCounts#planned()}. */
        public Builder planned(long value) {
            planned = value;
            return this;
        }

        /** Sets {@link EventCounts#pushed()}. */
        public Builder pushed(long value) {
            pushed = value;
            return this;
        }

        /** Sets {@link EventCounts#admitted()}. */
        public Builder admitted(long value) {
            admitted = value;
            return this;
        }

        /** Sets {@link EventCounts#duplicate()}. */
        public Builder duplicate(long value) {
            duplicate = value;
            return this;
        }

        /** Sets {@link EventCounts#quarantined()}. */
        public Builder quarantined(long value) {
            quarantined = value;
            return this;
        }

        /** Sets {@link EventCounts#deadLettered()}. */
        public Builder deadLettered(long value) {
            deadLettered = value;
            return this;
        }

        /** Sets {@link EventCounts#retries()}. */
        public Builder retries(long value) {
            retries = value;
            return this;
        }

        /** Sets {@link EventCounts#collapsed()}. */
        public Builder collapsed(long value) {
            collapsed = value;
            return this;
        }

        /** Sets {@link EventCounts#badRows()}. */
        public Builder badRows(long value) {
            badRows = value;
            return this;
        }

        /** Returns the counts. */
        public EventCounts build() {
            return new EventCounts(this);
        }
    }
}
