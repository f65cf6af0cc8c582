package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.StreamPolicy.QuarantinePolicy;
import io.worldstream.wsp.policy.StreamPolicy.RetryPolicy;
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
 * What a schedule is drawn from: the world, the policy of its hosts, and how often which fault happens. With a seed it says
 * all there is to say of a schedule.
 *
 * @param world the number of a world of the pool
 * @param events how many events it has, at least 1
 * @param hosts how many hosts there are, 1 or 2
 * @param durable whether hosts keep their runs; if not, there is one host
 * @param termMillis the term of leases
 * @param saveEvery events between checkpoints
 * @param saveMillis time between checkpoints
 * @param patienceMillis how long a store that fails is tried
 * @param leave whether a host leaves a run alone that another holds
 * @param setAside whether what the gate rejects, or takes too long to take, is passed over with evidence
 * @param scope in which order the gate must see events
 * @param window events in flight at most; 1 where the scope is {@link Scope#GLOBAL}
 * @param speed a {@link Speedup}, as text
 * @param late a {@link LatePolicy}, as text
 * @param eventsPerSecond the rate cap, or 0 for none
 * @param readAhead events read ahead at most
 * @param firstQuarantined so many quarantined first events halt a run; 0 for never
 * @param quarantinedInARow so many quarantined in a row halt a run; 0 for never
 * @param ambiguousRetries tries after the gate says that it does not know
 * @param retryBudgetMillis how long an event is tried
 * @param latencyMicros what an envelope or an answer takes on its way, about
 * @param keptSurvey whether the world was surveyed before, so that nothing is read before the first event
 * @param refusedRun whether a run that must be refused is announced too
 * @param faultsUntilMillis when faults end, in virtual time
 * @param faults their rates: parts of a thousand chances, or how many there are of those that last
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
        boolean setAside,
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
        if (hosts < 1 || hosts > 2 || (!durable && (hosts == 2 || setAside))) {
            throw new IllegalArgumentException("no schedule: " + hosts + " hosts, durable: " + durable);
        }
        Objects.requireNonNull(speed, "speed");
        Objects.requireNonNull(late, "late");
        Map<SimFault, Integer> copy = new EnumMap<>(SimFault.class);
        copy.putAll(faults);
        copy.values().removeIf(rate -> rate <= 0);
        faults = Collections.unmodifiableMap(copy);
    }

    /** Reads what {@link #toString} wrote. */
    public static SimOptions parse(String text) {
        return SimOptionsText.parse(text);
    }

    /** The same but for one option, by the key that {@link #toString} gives it. */
    SimOptions with(String key, Object value) {
        return SimOptionsText.parse(this + "," + key + "=" + value);
    }

    /** How often a fault happens. */
    public int rate(SimFault fault) {
        return faults.getOrDefault(fault, 0);
    }

    /** When faults end, in virtual nanoseconds. */
    long faultsUntilNanos() {
        return faultsUntilMillis * 1_000_000;
    }

    long latencyNanos() {
        return latencyMicros * 1_000L;
    }

    Speedup speedup() {
        return Speedup.of(speed);
    }

    /** When events may leave, at the most. */
    SimPace pace() {
        return new SimPace(speedup(), scope == Scope.PER_KEY);
    }

    /** What the hosts decide. */
    StreamPolicy policy() {
        RetryPolicy retry = new RetryPolicy(
                Duration.ofMillis(retryBudgetMillis),
                Duration.ofMillis(20),
                Duration.ofSeconds(2),
                ambiguousRetries,
                Set.of());
        OutcomePolicy.OnFailure onFailure =
                setAside ? OutcomePolicy.OnFailure.QUARANTINE : OutcomePolicy.OnFailure.HALT;
        return StreamPolicy.builder()
                // A simulated clock does not move within a task, and a run that halts is resumed: what retries is the
                // run.
                .readRetryBudget(Duration.ZERO)
                .speedup(speedup())
                .latePolicy(LatePolicy.of(late))
                .rateCap(cap())
                .maxInFlight(window)
                .surveyTrust(keptSurvey ? SurveyTrust.SURVEY : SurveyTrust.DIGEST)
                .ordering(
                        switch (scope) {
                            case GLOBAL -> Ordering.GLOBAL;
                            case PER_KEY -> Ordering.PER_KEY;
                            case NONE -> Ordering.NONE;
                        })
                .outcomes(new OutcomePolicy(
                        new OutcomePolicy.OnQuarantine.GoOn(),
                        onFailure,
                        OutcomePolicy.OnBadRow.REFUSE,
                        onFailure,
                        false))
                .checkpoint(new CheckpointPolicy(
                        saveEvery, Duration.ofMillis(saveMillis), Duration.ofMillis(patienceMillis)))
                .leaseHeld(leave ? LeaseHeld.LEAVE : LeaseHeld.WAIT)
                .retry(retry)
                .quarantine(new QuarantinePolicy(firstQuarantined, quarantinedInARow))
                .limits(Limits.builder().readAheadEvents(readAhead).build())
                .build();
    }

    private @Nullable BigDecimal cap() {
        return eventsPerSecond == 0 ? null : BigDecimal.valueOf(eventsPerSecond);
    }

    /** The options as one word, which {@link #parse} reads. */
    @Override
    public String toString() {
        return SimOptionsText.of(this);
    }

    /** In which order the gate sees events. */
    public enum Scope {
        /** One after the other. */
        GLOBAL,
        /** Those of one flow one after the other. */
        PER_KEY,
        /** As it comes. */
        NONE
    }
}
