package io.worldstream.wsp.api;

import io.worldstream.wsp.api.support.LogText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of an audit record: an action that is about to take effect, and what it is about. A sink numbers and chains
 * it ({@link AuditRecord}). Contains no payload and no secret. Immutable.
 *
 * <pre>{@code
 * AuditEntry entry = AuditEntry.builder(AuditKind.PAUSED, clock.wallTime())
 *         .run(runId)
 *         .actor("ops-oncall")
 *         .reason("the gate is being upgraded")
 *         .build();
 * }</pre>
 */
public final class AuditEntry {
    /** Maximum characters of {@link #actor}. */
    public static final int MAX_ACTOR_CHARS = 256;
    /** Maximum characters of {@link #reason}, and of each value of {@link #detail}. */
    public static final int MAX_TEXT_CHARS = 1_000;
    /** Maximum number of values of {@link #detail}. */
    public static final int MAX_DETAILS = 32;

    private static final Pattern DETAIL = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final AuditKind kind;
    private final Instant at;
    private final @Nullable RunId runId;
    private final @Nullable String actor;
    private final @Nullable String reason;
    private final @Nullable Instant eventTime;
    private final @Nullable Long position;
    private final Map<String, String> detail;

    private AuditEntry(Builder from) {
        kind = from.kind;
        at = from.at;
        runId = from.runId;
        actor = from.actor;
        reason = from.reason;
        eventTime = from.eventTime;
        position = from.position;
        detail = Collections.unmodifiableMap(new TreeMap<>(from.detail));
    }

    /**
     * Returns a builder.
     *
     * @param at the wall time, of which whole microseconds are kept
     * @throws IllegalArgumentException if the time is not in the years 0001 to 9999
     */
    public static Builder builder(AuditKind kind, Instant at) {
        return new Builder(kind, at);
    }

    /** Returns the action. */
    public AuditKind kind() {
        return kind;
    }

    /** Returns the wall time at which the action was decided, in whole microseconds. */
    public Instant at() {
        return at;
    }

    /** Returns the run, or null if the action belongs to none. */
    public @Nullable RunId runId() {
        return runId;
    }

    /** Returns who caused the action, or null if the engine decided it alone. */
    public @Nullable String actor() {
        return actor;
    }

    /** Returns the reason that the actor or the engine gives, or null. */
    public @Nullable String reason() {
        return reason;
    }

    /** Returns the event time at which the stream stands, in whole microseconds; null if it has not begun. */
    public @Nullable Instant eventTime() {
        return eventTime;
    }

    /** Returns the number of events in the settled prefix of the stream, or null if there is no stream. */
    public @Nullable Long position() {
        return position;
    }

    /** Returns further values by name, in code-point order of the names. */
    public Map<String, String> detail() {
        return detail;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuditEntry that
                && kind == that.kind
                && at.equals(that.at)
                && Objects.equals(runId, that.runId)
                && Objects.equals(actor, that.actor)
                && Objects.equals(reason, that.reason)
                && Objects.equals(eventTime, that.eventTime)
                && Objects.equals(position, that.position)
                && detail.equals(that.detail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, at, runId, actor, reason, eventTime, position, detail);
    }

    @Override
    public String toString() {
        return kind.wireName() + (runId == null ? "" : " of run " + runId) + " at " + at;
    }

    /** Builds an entry. Not thread-safe. */
    public static final class Builder {
        private final AuditKind kind;
        private final Instant at;
        private final Map<String, String> detail = new TreeMap<>();
        private @Nullable RunId runId;
        private @Nullable String actor;
        private @Nullable String reason;
        private @Nullable Instant eventTime;
        private @Nullable Long position;

        private Builder(AuditKind kind, Instant at) {
            this.kind = Objects.requireNonNull(kind, "kind");
            this.at = micros(at, "at");
        }

        /** Sets {@link AuditEntry#runId}. Default: null. */
        public Builder run(@Nullable RunId value) {
            runId = value;
            return this;
        }

        /**
         * Sets {@link AuditEntry#actor}. Default: null.
         *
         * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_ACTOR_CHARS} characters
         */
        public Builder actor(@Nullable String value) {
            actor = value == null ? null : bounded(value, MAX_ACTOR_CHARS, "actor");
            return this;
        }

        /**
         * Sets {@link AuditEntry#reason}. Default: null.
         *
         * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_TEXT_CHARS} characters
         */
        public Builder reason(@Nullable String value) {
            reason = value == null ? null : bounded(value, MAX_TEXT_CHARS, "reason");
            return this;
        }

        /**
         * Sets {@link AuditEntry#eventTime}, of which whole microseconds are kept. Default: null.
         *
         * @throws IllegalArgumentException if it is not in the years 0001 to 9999
         */
        public Builder eventTime(@Nullable Instant value) {
            eventTime = value == null ? null : micros(value, "event time");
            return this;
        }

        /**
         * Sets {@link AuditEntry#position}. Default: null.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder position(@Nullable Long value) {
            if (value != null && value < 0) {
                throw new IllegalArgumentException("the position " + value + " is negative");
            }
            position = value;
            return this;
        }

        /**
         * Adds a value to {@link AuditEntry#detail}, or replaces it. Default: none.
         *
         * @param name lower-case letters, digits and underscores, at most 64
         * @param value at most {@value #MAX_TEXT_CHARS} characters; may be empty
         * @throws IllegalArgumentException if name or value breaks its rule, or there are more than {@value
         *     #MAX_DETAILS} values
         */
        public Builder detail(String name, String value) {
            if (!DETAIL.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of a detail: " + LogText.quote(name));
            }
            if (value.length() > MAX_TEXT_CHARS) {
                throw new IllegalArgumentException(
                        "the detail " + name + " has more than " + MAX_TEXT_CHARS + " characters");
            }
            detail.put(name, value);
            if (detail.size() > MAX_DETAILS) {
                throw new IllegalArgumentException("there are more than " + MAX_DETAILS + " details");
            }
            return this;
        }

        /** Returns the entry. */
        public AuditEntry build() {
            return new AuditEntry(this);
        }

        private static Instant micros(Instant time, String what) {
            if (time.isBefore(FIRST) || time.isAfter(END.plusNanos(999))) {
                throw new IllegalArgumentException("the " + what + " " + time + " is not in the years 0001 to 9999");
            }
            return time.truncatedTo(ChronoUnit.MICROS);
        }

        private static String bounded(String text, int maxChars, String what) {
            if (text.isEmpty() || text.length() > maxChars) {
                throw new IllegalArgumentException(
                        "the " + what + " has " + text.length() + " characters, but must have from 1 to " + maxChars);
            }
            return text;
        }
    }
}
