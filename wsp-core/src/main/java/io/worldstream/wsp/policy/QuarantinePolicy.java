package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When events that the gate quarantines halt a run (contracts 9). Each limit applies by itself. Dead letters count
 * towards the first two.
 *
 * @param firstEvents halts the run if this many first events are all quarantined or dead-lettered, which shows that the
 *     gate does not know them; 0 for never. Default: 20
 * @param inARow halts the run after this many events in a row are quarantined or dead-lettered for one reason; 0 for
 *     never. Default: 1,000
 * @param onQuarantine halts the run at a number or above a share of quarantined events. Default: never
 */
public record QuarantinePolicy(int firstEvents, int inARow, OnQuarantine onQuarantine) {
    /** Halts if the first 20 events are all quarantined, or after 1,000 in a row for one reason. */
    public static final QuarantinePolicy DEFAULTS = new QuarantinePolicy(20, 1000, new OnQuarantine.Continue());

    public QuarantinePolicy {
        if (firstEvents < 0 || inARow < 0) {
            throw new IllegalArgumentException("quarantine limits are 0 or more: " + firstEvents + ", " + inARow);
        }
        Objects.requireNonNull(onQuarantine, "onQuarantine");
    }

    /** Returns this policy with another {@link #firstEvents}. */
    public QuarantinePolicy withFirstEvents(int value) {
        return new QuarantinePolicy(value, inARow, onQuarantine);
    }

    /** Returns this policy with another {@link #inARow}. */
    public QuarantinePolicy withInARow(int value) {
        return new QuarantinePolicy(firstEvents, value, onQuarantine);
    }

    /** Returns this policy with another {@link #onQuarantine}. */
    public QuarantinePolicy withOnQuarantine(OnQuarantine value) {
        return new QuarantinePolicy(firstEvents, inARow, value);
    }

    /** The limit for a whole run, restarts included. */
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
