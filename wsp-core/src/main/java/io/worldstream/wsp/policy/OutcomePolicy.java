package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What follows from what the gate does to an event, or from a row that makes none, where the host has a choice (contracts 9).
 * All else is not a choice: what it admits or knows already is done with, what it cannot take now is tried again, and a gate
 * that does not accept the producer or breaks its contract halts the run. Immutable.
 *
 * @param onQuarantine when what the gate took into quarantine halts the run, beside {@link StreamPolicy.QuarantinePolicy}
 * @param onRejected what follows when the gate will never take an event
 * @param onBadRow what follows when a row of the world cannot become an event
 * @param onRetryExhausted what follows when an event's retry budget is gone; {@link OnFailure#QUARANTINE} only holds where the
 *     gate settled another event since this one first failed, so that it is the event and not the gate that fails. With one
 *     in flight ({@link Ordering#GLOBAL}, or {@link StreamPolicy#maxInFlight} 1) it never holds and the run halts: nothing
 *     tells a gate that is away from an event that it chokes on but to send another one, which order forbids
 * @param keepRows whether the evidence of what is set aside holds the row itself, beside its digest
 */
public record OutcomePolicy(
        OnQuarantine onQuarantine,
        OnFailure onRejected,
        OnBadRow onBadRow,
        OnFailure onRetryExhausted,
        boolean keepRows) {
    /** Quarantine is counted and the stream goes on; every failure halts; a bad row is a refusal. */
    public static final OutcomePolicy DEFAULTS =
            new OutcomePolicy(new OnQuarantine.GoOn(), OnFailure.HALT, OnBadRow.REFUSE, OnFailure.HALT, false);

    public OutcomePolicy {
        Objects.requireNonNull(onQuarantine, "onQuarantine");
        Objects.requireNonNull(onRejected, "onRejected");
        Objects.requireNonNull(onBadRow, "onBadRow");
        Objects.requireNonNull(onRetryExhausted, "onRetryExhausted");
    }

    /** This policy with another answer to quarantine. */
    public OutcomePolicy withOnQuarantine(OnQuarantine value) {
        return new OutcomePolicy(value, onRejected, onBadRow, onRetryExhausted, keepRows);
    }

    /** This policy with another answer to a rejection. */
    public OutcomePolicy withOnRejected(OnFailure value) {
        return new OutcomePolicy(onQuarantine, value, onBadRow, onRetryExhausted, keepRows);
    }

    /** This policy with another answer to a row that cannot become an event. */
    public OutcomePolicy withOnBadRow(OnBadRow value) {
        return new OutcomePolicy(onQuarantine, onRejected, value, onRetryExhausted, keepRows);
    }

    /** This policy with another answer to a retry budget that is gone. */
    public OutcomePolicy withOnRetryExhausted(OnFailure value) {
        return new OutcomePolicy(onQuarantine, onRejected, onBadRow, value, keepRows);
    }

    /** This policy with or without rows in the evidence. */
    public OutcomePolicy withKeepRows(boolean value) {
        return new OutcomePolicy(onQuarantine, onRejected, onBadRow, onRetryExhausted, value);
    }

    /** Whether an event or a row may be set aside, for which a producer needs a place for the evidence. */
    public boolean setsAside() {
        return onRejected == OnFailure.QUARANTINE
                || onBadRow == OnBadRow.QUARANTINE
                || onRetryExhausted == OnFailure.QUARANTINE;
    }

    /** What follows when an event fails for good. */
    public enum OnFailure {
        /** The run halts before it. */
        HALT,
        /** The event is set aside, with evidence for the host, and the stream goes on. */
        QUARANTINE
    }

    /**
     * What follows when a row of the world cannot become an event: it is no valid JSON object, nests too deep, or its time or
     * key is missing, invalid or too long. A row of another world, one that is too long to be read and one that the format
     * cannot turn into text are refusals always.
     */
    public enum OnBadRow {
        /** The run is refused before its first event. */
        REFUSE,
        /**
         * The row is set aside, whatever the traffic window, with evidence for the host that is durable before the first event
         * leaves; at most {@link Limits#maxBadRows} of a world.
         */
        QUARANTINE
    }

    /** When what the gate took into quarantine halts the run. The counts are of the whole run, restarts included. */
    public sealed interface OnQuarantine {
        /** Never. */
        record GoOn() implements OnQuarantine {
            @Override
            public String toString() {
                return "go-on";
            }
        }

        /**
         * At so many events.
         *
         * @param events 1 or more
         */
        record HaltAt(long events) implements OnQuarantine {
            public HaltAt {
                if (events < 1) {
                    throw new IllegalArgumentException("quarantine halts at 1 event or more, not at " + events);
                }
            }

            @Override
            public String toString() {
                return "halt(" + events + ")";
            }
        }

        /**
         * Above a share of the settled events, once there are {@link #LEAST_EVENTS} of them.
         *
         * @param percent from 0 to 100 with at most 4 places
         */
        record HaltAbove(BigDecimal percent) implements OnQuarantine {
            /** A share of fewer says nothing. */
            public static final long LEAST_EVENTS = 1000;

            public HaltAbove {
                boolean inRange = percent.signum() >= 0 && percent.compareTo(BigDecimal.valueOf(100)) < 0;
                if (!inRange || percent.stripTrailingZeros().scale() > 4) {
                    throw new IllegalArgumentException(
                            "quarantine halts above a share from 0 % to below 100 % with at most 4 places, not above "
                                    + percent.toPlainString() + " %");
                }
            }

            /** Whether so many events are a greater share. */
            public boolean isBelow(long quarantined, long settled) {
                return percent.multiply(BigDecimal.valueOf(settled))
                                .compareTo(BigDecimal.valueOf(quarantined).movePointRight(2))
                        < 0;
            }

            @Override
            public String toString() {
                return "halt(" + percent.toPlainString() + "%)";
            }
        }

        /**
         * Reads what {@code toString} writes: {@code go-on}, {@code halt(100)} or {@code halt(0.5%)}.
         *
         * @throws IllegalArgumentException if it is none of these
         */
        static OnQuarantine of(String text) {
            if (text.equals("go-on")) {
                return new GoOn();
            }
            Matcher halt = Pattern.compile("halt\\(([0-9]{1,18})\\)|halt\\(([0-9]{1,3}(?:\\.[0-9]{1,4})?)%\\)")
                    .matcher(text);
            if (!halt.matches()) {
                throw new IllegalArgumentException("expected go-on, halt(NUMBER) or halt(NUMBER%)");
            }
            String events = halt.group(1);
            return events == null ? new HaltAbove(new BigDecimal(halt.group(2))) : new HaltAt(Long.parseLong(events));
        }
    }
}
