package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.List;

/** Hears of rows that cannot become events. What it does not throw, the reading goes on behind. */
public sealed interface RowFaults {
    /** For a stream whose world was surveyed: what was sound then is not now, and nothing behind it may leave. */
    RowFaults FATAL = new Fatal();

    /**
     * Takes a fault.
     *
     * @throws WspException if the reading must end with it
     */
    void onFault(Violation violation);

    /** Throws what it hears. */
    record Fatal() implements RowFaults {
        @Override
        public void onFault(Violation violation) {
            throw new WspException(violation.code(), violation.path() + ": " + violation.message());
        }
    }

    /** Keeps what it hears, up to a number. One thread. */
    final class Collected implements RowFaults {
        private final int most;
        private final List<Violation> violations = new ArrayList<>();

        /** @param most how many to keep */
        public Collected(int most) {
            this.most = most;
        }

        @Override
        public void onFault(Violation violation) {
            if (!full()) {
                violations.add(violation);
            }
        }

        /** Whether more would not be kept. */
        public boolean full() {
            return violations.size() >= most;
        }

        /** What was heard, in order. */
        public List<Violation> violations() {
            return List.copyOf(violations);
        }
    }
}
