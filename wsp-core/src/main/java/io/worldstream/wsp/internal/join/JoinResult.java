package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.Violation;
import java.util.List;

/** The result of checking a READY. */
public sealed interface JoinResult {
    /**
     * All documents agree and every proof holds.
     *
     * @param facts the facts of the run
     */
    record Joined(RunFacts facts) implements JoinResult {}

    /**
     * At least one check failed.
     *
     * @param violations all findings, at least one
     */
    record Refused(List<Violation> violations) implements JoinResult {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}
