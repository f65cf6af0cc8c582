package io.worldstream.wsp.policy;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The runs that a host obeys and streams. Start from {@link #DEFAULTS}: components may be added, and with them constructor
 * parameters. The platform run to which a host is bound is {@link AdmissionPolicy#platformRunId}.
 *
 * @param scope the worlds, scenarios and runs that the host may stream. Default: {@link RunScope#ALL}
 */
public record SecurityPolicy(RunScope scope) {
    /** Restricts nothing. */
    public static final SecurityPolicy DEFAULTS = new SecurityPolicy(RunScope.ALL);

    public SecurityPolicy {
        Objects.requireNonNull(scope, "scope");
    }

    /** Returns this policy with a changed {@link #scope}. */
    public SecurityPolicy withScope(UnaryOperator<RunScope> change) {
        return new SecurityPolicy(change.apply(scope));
    }
}
