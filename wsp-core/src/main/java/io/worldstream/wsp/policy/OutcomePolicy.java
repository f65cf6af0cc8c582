package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Policy for the outcomes that leave the host a choice, and for rows that cannot become events (contracts 9). The other
 * outcomes are fixed: an admitted event or a duplicate is settled, an event that the gate cannot take now is retried,
 * and a gate that rejects the producer or breaks its contract halts the run. Immutable.
 *
 * @param onQuarantine when events that the gate quarantined halt the run, in addition to {@link
 *     StreamPolicy.QuarantinePolicy}
 * @param onRejected the action when the gate rejects an event for good
 * @param onBadRow the action when a row of the world cannot become an event
 * @param onRetryExhausted the action when an event's retry budget is spent. {@link OnFailure#DEAD_LETTER} applies only
 *     if the gate has settled another event since this one first failed, which shows that the event fails and not the
 *     gate. With one event in flight ({@link Ordering#GLOBAL}, or {@link StreamPolicy#maxInFlight} 1) it never applies
 *     and the run halts: only another send distinguishes an unreachable gate from a poison event, and order forbids
 *     that send
 * @param keepRows whether a dead letter holds the row itself in addition to its digest
 */
public record OutcomePolicy(
        OnQuarantine onQuarantine,
        OnFailure onRejected,
        OnBadRow onBadRow,
        OnFailure onRetryExhausted,
        boolean keepRows) {
    /** Counts quarantined events and continues; halts on every failure; refuses a bad row; keeps no rows. */
    public static final OutcomePolicy DEFAULTS =
            new OutcomePolicy(new OnQuarantine.Continue(), OnFailure.HALT, OnBadRow.REFUSE, OnFailure.HALT, false);

    public OutcomePolicy {
        Objects.requireNonNull(onQuarantine, "onQuarantine");
        Objects.requireNonNull(onRejected, "onRejected");
        Objects.requireNonNull(onBadRow, "onBadRow");
        Objects.requireNonNull(onRetryExhausted, "onRetryExhausted");
    }

    /** Returns this policy with another action for quarantined events. */
    public OutcomePolicy withOnQuarantine(OnQuarantine value) {
        return new OutcomePolicy(value, onRejected, onBadRow, onRetryExhausted, keepRows);
    }

    /** Returns this policy with another action for rejected events. */
    public OutcomePolicy withOnRejected(OnFailure value) {
        return new OutcomePolicy(onQuarantine, value, onBadRow, onRetryExhausted, keepRows);
    }

    /** Returns this policy with another action for rows that cannot become events. */
    public OutcomePolicy withOnBadRow(OnBadRow value) {
        return new OutcomePolicy(onQuarantine, onRejected, value, onRetryExhausted, keepRows);
    }

    /** Returns this policy with another action for a spent retry budget. */
    public OutcomePolicy withOnRetryExhausted(OnFailure value) {
        return new OutcomePolicy(onQuarantine, onRejected, onBadRow, value, keepRows);
    }

    /** Returns this policy with or without rows in dead letters. */
    public OutcomePolicy withKeepRows(boolean value) {
        return new OutcomePolicy(onQuarantine, onRejected, onBadRow, onRetryExhausted, value);
    }

    /** Returns whether events or rows may be dead-lettered, which requires a dead letter sink. */
    public boolean deadLetters() {
        return onRejected == OnFailure.DEAD_LETTER
                || onBadRow == OnBadRow.DEAD_LETTER
                || onRetryExhausted == OnFailure.DEAD_LETTER;
    }

    /** The action when an event fails for good. */
    public enum OnFailure {
        /** Halts the run before the event. */
        HALT,
        /** Dead-letters the event and continues the stream. */
        DEAD_LETTER
    }

    /**
     * The action when a row of the world cannot become an event: it is not a valid JSON object, nests too deep, or has
     * a time or key that is missing, invalid or too long. A row of another world, a row that is too long to read and a
     * row that the format cannot turn into text are always refused.
     */
    public enum OnBadRow {
        /** Refuses the run before its first event. */
        REFUSE,
        /**
         * Dead-letters the row, whatever the traffic window. The dead letter is durable before the first event leaves.
         * At most {@link Limits#maxBadRows} rows of a world.
         */
        DEAD_LETTER
    }

    /** The action when the gate quarantines events. Counts cover the whole run, restarts included. */
    public sealed interface OnQuarantine {
        /** Never halts the run. */
        record Continue() implements OnQuarantine {
            @Override
            public String toString() {
                return "continue";
            }
        }

        /**
         * Halts the run when a number of events is quarantined.
         *
         * @param events the number, 1 or more
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
         * Halts the run when more than a share of the settled events is quarantined, once {@link #LEAST_EVENTS} are
         * settled.
         *
         * @param percent from 0 to below 100 with at most 4 decimal places
         */
        record HaltAbove(BigDecimal percent) implements OnQuarantine {
            /** The number of settled events below which the share is not evaluated. */
            public static final long LEAST_EVENTS = 1000;

            public HaltAbove {
                boolean inRange = percent.signum() >= 0 && percent.compareTo(BigDecimal.valueOf(100)) < 0;
                if (!inRange || percent.stripTrailingZeros().scale() > 4) {
                    throw new IllegalArgumentException("quarantine halts above a share from 0 % to below 100 %"
                            + " with at most 4 decimal places, not above " + percent.toPlainString() + " %");
                }
            }

            /** Returns whether the quarantined events exceed this share of the settled ones. */
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
         * Parses the form that {@code toString} writes: {@code continue}, {@code halt(100)} or {@code halt(0.5%)}.
         *
         * @throws IllegalArgumentException for any other text; the message lists what is allowed
         */
        static OnQuarantine of(String text) {
            if (text.equals("continue")) {
                return new Continue();
            }
            Matcher halt = Pattern.compile("halt\\(([0-9]{1,18})\\)|halt\\(([0-9]{1,3}(?:\\.[0-9]{1,4})?)%\\)")
                    .matcher(text);
            if (!halt.matches()) {
                throw new IllegalArgumentException("expected continue, halt(NUMBER) or halt(NUMBER%)");
            }
            String events = halt.group(1);
            return events == null ? new HaltAbove(new BigDecimal(halt.group(2))) : new HaltAt(Long.parseLong(events));
        }
    }
}
