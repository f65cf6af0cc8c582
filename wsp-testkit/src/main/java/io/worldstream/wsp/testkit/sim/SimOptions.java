package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a schedule: the world, the policy of its hosts, and the rates of faults. Together with a seed, they
 * determine a schedule completely.
 *
 * @param world the number of a world of the pool
 * @param events the number of the world's events, at least 1
 * @param hosts the number of hosts, 1 or 2
 * @param durable whether hosts save their runs; if not, there is one host
 * @param termMillis the term of leases
 * @param saveEvery the number of events between checkpoints
 * @param saveMillis the time between checkpoints
 * @param patienceMillis the retry budget of a failing store
 * @param leave whether a host leaves a run alone that another host holds
 * @param deadLettered whether events that the gate rejects, or does not take in time, are dead-lettered
 * @param scope the order in which the gate must see events
 * @param window the most events in flight; 1 if the scope is {@link Scope#GLOBAL}
 * @param speed a {@link Speedup}, as text
 * @param late a {@link LatePolicy}, as text
 * @param eventsPerSecond the rate cap, or 0 for none
 * @param readAhead the most events read ahead
 * @param firstQuarantined the number of quarantined first events that halts a run; 0 for never
 * @param quarantinedInARow the number of consecutive quarantined events that halts a run; 0 for never
 * @param ambiguousRetries the number of retries after the gate reports that it does not know
 * @param retryBudgetMillis the retry budget of an event
 * @param latencyMicros the approximate latency of an envelope or an answer
 * @param keptSurvey whether the world was surveyed before, so that nothing is read before the first event
 * @param refusedRun whether a run that must be refused is announced too
 * @param faultsUntilMillis the virtual time at which faults end
 * @param faults the rates of the faults: parts per thousand, or a number of occurrences
 */
public record SimOptions(
        int world,
        int events,
        int hosts,
        boolean durable,
        int termMillis,
        int saveEvery,
        int saveMillis,
        int patienceMillis,
        boolean leave,
        boolean deadLettered,
        Scope scope,
        int window,
        String speed,
        String late,
        int eventsPerSecond,
        int readAhead,
        int firstQuarantined,
        int quarantinedInARow,
        int ambiguousRetries,
        long retryBudgetMillis,
        int latencyMicros,
        boolean keptSurvey,
        boolean refusedRun,
        long faultsUntilMillis,
        Map<SimFault, Integer> faults) {
    public SimOptions {
        if (events < 1 || window < 1 || (scope == Scope.GLOBAL && window > 1)) {
            throw new IllegalArgumentException("no schedule: " + events + " events, window " + window + ", " + scope);
        }
        if (hosts < 1 || hosts > 2 || (!durable && (hosts == 2 || deadLettered))) {
            throw new IllegalArgumentException("no schedule: " + hosts + " hosts, durable: " + durable);
        }
        Objects.requireNonNull(speed, "speed");
        Objects.requireNonNull(late, "late");
        Map<SimFault, Integer> copy = new EnumMap<>(SimFault.class);
        copy.putAll(faults);
        copy.values().removeIf(rate -> rate <= 0);
        faults = Collections.unmodifiableMap(copy);
    }

    /** Parses the text that {@link #toString} returns. */
    public static SimOptions parse(String text) {
        return SimOptionsText.parse(text);
    }

    /** Returns these options with one option changed, named as in {@link #toString}. */
    SimOptions with(String key, Object value) {
        return SimOptionsText.parse(this + "," + key + "=" + value);
    }

    /** Returns the rate of a fault. */
    public int rate(SimFault fault) {
        return faults.getOrDefault(fault, 0);
    }

    /** Returns the virtual time at which faults end, in nanoseconds. */
    long faultsUntilNanos() {
        return faultsUntilMillis * 1_000_000;
    }

    long latencyNanos() {
        return latencyMicros * 1_000L;
    }

    Speedup speedup() {
        return Speedup.of(speed);
    }

    /** Returns the pace: the earliest times at which events may be pushed. */
    SimPace pace() {
        return new SimPace(speedup(), scope == Scope.PER_KEY);
    }

    /** Returns the policy of the hosts. */
    StreamPolicy policy() {
        RetryPolicy retry = new RetryPolicy(
                Duration.ofMillis(retryBudgetMillis),
                Duration.ofMillis(20),
                Duration.ofSeconds(2),
                ambiguousRetries,
                Set.of());
        OutcomePolicy.OnFailure onFailure =
                deadLettered ? OutcomePolicy.OnFailure.DEAD_LETTER : OutcomePolicy.OnFailure.HALT;
        Ordering ordering = switch (scope) {
            case GLOBAL -> Ordering.GLOBAL;
            case PER_KEY -> Ordering.PER_KEY;
            case NONE -> Ordering.NONE;
        };
        return StreamPolicy.defaults()
                .withPacing(pacing -> pacing.withSpeedup(speedup())
                        .withLatePolicy(LatePolicy.of(late))
                        .withRateCap(cap()))
                .withPush(push ->
                        push.withMaxInFlight(window).withOrdering(ordering).withRetry(retry))
                .withAdmission(admission -> admission.withLeaseHeld(leave ? LeaseHeld.LEAVE : LeaseHeld.WAIT))
                // A simulated clock does not move within a task, and a halted run is resumed, so the run itself is the
                // retry.
                .withRead(read -> read.withRetryBudget(Duration.ZERO)
                        .withSurveyTrust(keptSurvey ? SurveyTrust.SURVEY : SurveyTrust.DIGEST))
                .withOutcomes(outcomes -> outcomes.withOnRejected(onFailure)
                        .withOnRetryExhausted(onFailure)
                        .withQuarantine(outcomes.quarantine()
                                .withFirstEvents(firstQuarantined)
                                .withInARow(quarantinedInARow)))
                .withCheckpoint(new CheckpointPolicy(
                        saveEvery, Duration.ofMillis(saveMillis), Duration.ofMillis(patienceMillis)))
                .withLimits(Limits.builder().readAheadEvents(readAhead).build());
    }

    private @Nullable BigDecimal cap() {
        return eventsPerSecond == 0 ? null : BigDecimal.valueOf(eventsPerSecond);
    }

    /** Returns the options as one word, which {@link #parse} reads. */
    @Override
    public String toString() {
        return SimOptionsText.of(this);
    }

    /** The order in which the gate sees events. */
    public enum Scope {
        /** One event after another. */
        GLOBAL,
        /** The events of one flow one after another. */
        PER_KEY,
        /** Any order. */
        NONE
    }
}
