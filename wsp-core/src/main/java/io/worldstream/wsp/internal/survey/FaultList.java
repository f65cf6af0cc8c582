package io.worldstream.wsp.internal.survey;

import io.worldstream.wsp.api.Violation;
import java.util.ArrayList;
import java.util.List;

/** Violations, up to a number. One thread. */
final class FaultList {
    private final int most;
    private final List<Violation> violations = new ArrayList<>();

    FaultList(int most) {
        this.most = most;
    }

    void add(Violation violation) {
        if (!full()) {
            violations.add(violation);
        }
    }

    /** Keeps this one only. */
    void replaceAll(Violation violation) {
        violations.clear();
        violations.add(violation);
    }

    /** Whether more would not be kept. */
    boolean full() {
        return violations.size() >= most;
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
