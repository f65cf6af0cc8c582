package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with one document. One thread. */
final class Findings {
    private final List<Violation> violations = new ArrayList<>();

    void add(ReasonCode code, String path, String message) {
        violations.add(new Violation(code, path, message));
    }

    boolean isEmpty() {
        return violations.isEmpty();
    }

    List<Violation> all() {
        return List.copyOf(violations);
    }
}
