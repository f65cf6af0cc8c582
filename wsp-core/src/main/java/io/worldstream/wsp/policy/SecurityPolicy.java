package io.worldstream.wsp.policy;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The READYs that a host obeys, and the principal as which it emits. Start from {@link #DEFAULTS}: components may be added,
 * and with them constructor parameters. The platform run to which a host is bound is {@link
 * AdmissionPolicy#platformRunId}.
 *
 * @param scope the worlds, scenarios and runs that the host may stream. Default: {@link RunScope#ALL}
 * @param producers the principals that may emit, with their event types. Default: {@link ProducerPolicy#ANY}
 * @param readySignatures the signatures that READYs need. Default: {@link ReadySignatures#OFF}
 */
public record SecurityPolicy(RunScope scope, ProducerPolicy producers, ReadySignatures readySignatures) {
    /** Restricts nothing. */
    public static final SecurityPolicy DEFAULTS =
            new SecurityPolicy(RunScope.ALL, ProducerPolicy.ANY, ReadySignatures.OFF);

    public SecurityPolicy {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(producers, "producers");
        Objects.requireNonNull(readySignatures, "readySignatures");
    }

    /** Returns this policy with a changed {@link #scope}. */
    public SecurityPolicy withScope(UnaryOperator<RunScope> change) {
        return new SecurityPolicy(change.apply(scope), producers, readySignatures);
    }

    /** Returns this policy with other {@link #producers}. */
    public SecurityPolicy withProducers(ProducerPolicy value) {
        return new SecurityPolicy(scope, value, readySignatures);
    }

    /** Returns this policy with other {@link #readySignatures}. */
    public SecurityPolicy withReadySignatures(ReadySignatures value) {
        return new SecurityPolicy(scope, producers, value);
    }
}
