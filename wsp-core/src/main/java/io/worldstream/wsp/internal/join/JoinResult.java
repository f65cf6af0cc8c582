package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.Violation;
import java.util.List;

/** What the join surface says of a READY. */
public sealed interface JoinResult {
    /**
     * Everything agrees and every proof holds.
     *
     * @param facts what is known of the run
     */
    record Joined(RunFacts facts) implements JoinResult {}

    /**
     * Something does not.
     *
     * @param violations everything that was found, at least one
     */
    record Refused(List<Violation> violations) implements JoinResult {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}
