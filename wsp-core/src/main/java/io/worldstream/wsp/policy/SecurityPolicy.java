package io.worldstream.wsp.policy;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The runs that a host obeys, and the principal as which it emits. Start from {@link #DEFAULTS}: components may be added,
 * and with them constructor parameters. The platform run to which a host is bound is {@link
 * AdmissionPolicy#platformRunId}.
 *
 * @param scope the worlds, scenarios and runs that the host may stream. Default: {@link RunScope#ALL}
 * @param producers the principals that may emit, with their event types. Default: {@link ProducerPolicy#ANY}
 */
public record SecurityPolicy(RunScope scope, ProducerPolicy producers) {
    /** Restricts nothing. */
    public static final SecurityPolicy DEFAULTS = new SecurityPolicy(RunScope.ALL, ProducerPolicy.ANY);

    public SecurityPolicy {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(producers, "producers");
    }

    /** Returns this policy with a changed {@link #scope}. */
    public SecurityPolicy withScope(UnaryOperator<RunScope> change) {
        return new SecurityPolicy(change.apply(scope), producers);
    }

    /** Returns this policy with other {@link #producers}. */
    public SecurityPolicy withProducers(ProducerPolicy value) {
        return new SecurityPolicy(scope, value);
    }
}
