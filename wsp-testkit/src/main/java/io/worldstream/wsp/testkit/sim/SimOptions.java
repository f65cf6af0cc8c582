package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.LeaseHeld;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.SecondLook;
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
 * The parameters of a schedule: its input, the policy of its hosts, and the rates of faults. Together with a seed, they
 * determine a schedule completely. Start from {@link #DEFAULTS}: components may be added, and with them constructor
 * parameters.
 *
 * @param input the announced worlds. Default: {@link Input#DEFAULTS}
 * @param hosts the hosts and their lease. Default: {@link Hosts#DEFAULTS}
 * @param saves the checkpoints. Default: {@link Saves#DEFAULTS}
 * @param pacing the speed. Default: {@link Pacing#DEFAULTS}
 * @param push the window and the retries. Default: {@link Push#DEFAULTS}
 * @param outcomes what follows from events that the gate does not admit. Default: {@link Outcomes#DEFAULTS}
 * @param faults the faults. Default: {@link Faults#NONE}
 */
public record SimOptions(
        Input input, Hosts hosts, Saves saves, Pacing pacing, Push push, Outcomes outcomes, Faults faults) {
    /** One host that streams 100 events at full speed, without faults. */
    public static final SimOptions DEFAULTS = new SimOptions(
            Input.DEFAULTS,
            Hosts.DEFAULTS,
            Saves.DEFAULTS,
            Pacing.DEFAULTS,
            Push.DEFAULTS,
            Outcomes.DEFAULTS,
            Faults.NONE);

    public SimOptions {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(saves, "saves");
        Objects.requireNonNull(pacing, "pacing");
        Objects.requireNonNull(push, "push");
        Objects.requireNonNull(faults, "faults");
        if (outcomes.deadLettered() && !hosts.durable()) {
            throw new IllegalArgumentException("no schedule: hosts that save nothing cannot dead-letter events");
        }
    }

    /**
     * Parses options such as {@code hosts=2,net-reset=80}, with the keys that {@link #toString} prints. An option
     * that the text does not set has its default.
     *
     * @throws IllegalArgumentException if the text is not of this form, a key is unknown, or a value is not allowed
     */
    public static SimOptions parse(String text) {
        return SimOptionsText.parse(DEFAULTS + "," + text);
    }

    /** Returns these options with another {@link #input}. */
    public SimOptions withInput(Input value) {
        return new SimOptions(value, hosts, saves, pacing, push, outcomes, faults);
    }

    /** Returns these options with other {@link #hosts}. */
    public SimOptions withHosts(Hosts value) {
        return new SimOptions(input, value, saves, pacing, push, outcomes, faults);
    }

    /** Returns these options with other {@link #saves}. */
    public SimOptions withSaves(Saves value) {
        return new SimOptions(input, hosts, value, pacing, push, outcomes, faults);
    }

    /** Returns these options with another {@link #pacing}. */
    public SimOptions withPacing(Pacing value) {
        return new SimOptions(input, hosts, saves, value, push, outcomes, faults);
    }

    /** Returns these options with another {@link #push}. */
    public SimOptions withPush(Push value) {
        return new SimOptions(input, hosts, saves, pacing, value, outcomes, faults);
    }

    /** Returns these options with other {@link #outcomes}. */
    public SimOptions withOutcomes(Outcomes value) {
        return new SimOptions(input, hosts, saves, pacing, push, value, faults);
    }

    /** Returns these options with other {@link #faults}. */
    public SimOptions withFaults(Faults value) {
        return new SimOptions(input, hosts, saves, pacing, push, outcomes, value);
    }

    /** Returns these options with one option changed, named as in {@link #toString}. */
    SimOptions with(String key, Object value) {
        return SimOptionsText.parse(this + "," + key + "=" + value);
    }

    /** Returns the pace of a stream: the earliest times at which events may be pushed. */
    SimPace pace(SimWorld world) {
        return new SimPace(world, pacing, push.ordering() == Ordering.PER_KEY);
    }

    /** Returns the policy of the hosts. */
    StreamPolicy policy() {
        RetryPolicy retry = new RetryPolicy(
                Duration.ofMillis(push.retryBudgetMillis()),
                Duration.ofMillis(20),
                Duration.ofSeconds(2),
                push.ambiguousRetries(),
                Set.of());
        OnFailure onFailure = outcomes.deadLettered() ? OnFailure.DEAD_LETTER : OnFailure.HALT;
        return StreamPolicy.defaults()
                .withPacing(defaults -> defaults.withSpeedup(pacing.speed())
                        .withProfile(pacing.profile())
                        .withIdleGap(pacing.idleGap())
                        .withLatePolicy(pacing.late())
                        .withRateCap(pacing.cap()))
                .withPush(defaults -> defaults.withMaxInFlight(push.window())
                        .withOrdering(push.ordering())
                        .withRetry(retry))
                .withAdmission(defaults -> defaults.withLeaseHeld(hosts.leave() ? LeaseHeld.LEAVE : LeaseHeld.WAIT))
                // A simulated clock does not move within a task, and a halted run is resumed, so the run itself is the
                // retry.
                .withRead(defaults -> defaults.withRetryBudget(Duration.ZERO)
                        .withSurveyTrust(input.keptSurvey() ? SurveyTrust.SURVEY : SurveyTrust.DIGEST)
                        .withSecondLook(input.secondLook()))
                .withOutcomes(defaults -> defaults.withOnRejected(onFailure)
                        .withOnRetryExhausted(onFailure)
                        .withOnAmbiguous(onFailure)
                        .withQuarantine(defaults.quarantine()
                                .withFirstEvents(outcomes.firstQuarantined())
                                .withInARow(outcomes.quarantinedInARow())))
                .withCheckpoint(saves.policy())
                .withLimits(Limits.builder().readAheadEvents(pacing.readAhead()).build());
    }

    /** Returns the options as one word, which {@link #parse} reads. */
    @Override
    public String toString() {
        return SimOptionsText.of(this);
    }

    /**
     * The announced worlds.
     *
     * @param world the number of a world of the pool. Default: 0
     * @param events the number of the world's events, at least 1. Default: 100
     * @param keptSurvey whether the world was surveyed before, so that nothing is read before the first event. Default:
     *     true
     * @param refusedRun whether a run that must be refused is announced too. Default: false
     * @param secondLook the check of bytes that are read again, or null for what the store promises. Default: null
     */
    public record Input(
            int world,
            int events,
            boolean keptSurvey,
            boolean refusedRun,
            @Nullable SecondLook secondLook) {
        public static final Input DEFAULTS = new Input(0, 100, true, false, null);

        public Input {
            if (events < 1) {
                throw new IllegalArgumentException("no schedule: " + events + " events");
            }
        }
    }

    /**
     * The hosts and their lease.
     *
     * @param count the number of hosts, 1 or 2. Default: 1
     * @param durable whether hosts save their runs; if not, there is one host. Default: true
     * @param termMillis the term of leases. Default: 1,000
     * @param leave whether a host leaves a run alone that another host holds. Default: false
     */
    public record Hosts(int count, boolean durable, int termMillis, boolean leave) {
        public static final Hosts DEFAULTS = new Hosts(1, true, 1_000, false);

        public Hosts {
            if (count < 1 || count > 2 || (!durable && count == 2)) {
                throw new IllegalArgumentException("no schedule: " + count + " hosts, durable: " + durable);
            }
        }
    }

    /**
     * The checkpoints.
     *
     * @param everyEvents the number of events between checkpoints. Default: 64
     * @param everyMillis the time between checkpoints. Default: 1,000
     * @param patienceMillis the retry budget of a failing store. Default: 1,000
     */
    public record Saves(int everyEvents, int everyMillis, int patienceMillis) {
        public static final Saves DEFAULTS = new Saves(64, 1_000, 1_000);

        CheckpointPolicy policy() {
            return new CheckpointPolicy(everyEvents, Duration.ofMillis(everyMillis), Duration.ofMillis(patienceMillis));
        }
    }

    /**
     * The speed. Start from {@link #DEFAULTS}: components may be added.
     *
     * @param speed the speed. Default: {@link Speedup#MAX}
     * @param profile how simulated time moves. Default: {@code continuous}
     * @param idleGap the policy for long times without an event. Default: {@code keep}
     * @param late the policy for a gate slower than the schedule. Default: {@code coupled}
     * @param eventsPerSecond the rate cap, or 0 for none. Default: 0
     * @param readAhead the most events read ahead. Default: 64
     */
    public record Pacing(
            Speedup speed,
            PacingProfile profile,
            IdleGap idleGap,
            LatePolicy late,
            int eventsPerSecond,
            int readAhead) {
        public static final Pacing DEFAULTS =
                new Pacing(Speedup.MAX, PacingProfile.CONTINUOUS, IdleGap.KEEP, LatePolicy.COUPLED, 0, 64);

        public Pacing {
            Objects.requireNonNull(speed, "speed");
            Objects.requireNonNull(profile, "profile");
            Objects.requireNonNull(idleGap, "idleGap");
            Objects.requireNonNull(late, "late");
        }

        @Nullable BigDecimal cap() {
            return eventsPerSecond == 0 ? null : BigDecimal.valueOf(eventsPerSecond);
        }
    }

    /**
     * The window, the network and the retries.
     *
     * @param ordering the order in which the gate must see events. Default: {@link Ordering#PER_KEY}
     * @param window the most events in flight; 1 for {@link Ordering#GLOBAL}. Default: 4
     * @param latencyMicros the approximate latency of an envelope or an answer. Default: 1,000
     * @param ambiguousRetries the number of retries after the gate reports that it does not know. Default: 3
     * @param retryBudgetMillis the retry budget of an event. Default: 300,000
     */
    public record Push(Ordering ordering, int window, int latencyMicros, int ambiguousRetries, long retryBudgetMillis) {
        public static final Push DEFAULTS = new Push(Ordering.PER_KEY, 4, 1_000, 3, 300_000);

        public Push {
            if (window < 1 || (ordering == Ordering.GLOBAL && window > 1)) {
                throw new IllegalArgumentException("no schedule: window " + window + ", " + ordering);
            }
        }

        long latencyNanos() {
            return latencyMicros * 1_000L;
        }
    }

    /**
     * Consequences of events that the gate does not admit.
     *
     * @param deadLettered whether events that the gate rejects, does not take in time, or stays in doubt about are
     *     dead-lettered, which needs durable hosts. Default: false
     * @param firstQuarantined the number of quarantined first events that halts a run; 0 for never. Default: 0
     * @param quarantinedInARow the number of consecutive quarantined events that halts a run; 0 for never. Default: 0
     */
    public record Outcomes(boolean deadLettered, int firstQuarantined, int quarantinedInARow) {
        public static final Outcomes DEFAULTS = new Outcomes(false, 0, 0);
    }

    /**
     * The faults.
     *
     * @param rates parts per thousand, or a number of occurrences, of each fault that happens
     * @param untilMillis the virtual time at which faults end
     */
    public record Faults(Map<SimFault, Integer> rates, long untilMillis) {
        public static final Faults NONE = new Faults(Map.of(), 0);

        public Faults {
            Map<SimFault, Integer> copy = new EnumMap<>(SimFault.class);
            copy.putAll(rates);
            copy.values().removeIf(rate -> rate <= 0);
            rates = Collections.unmodifiableMap(copy);
        }

        /** Returns the rate of a fault; 0 if it does not happen. */
        public int rate(SimFault fault) {
            return rates.getOrDefault(fault, 0);
        }

        /** Returns the virtual time at which faults end, in nanoseconds. */
        long untilNanos() {
            return untilMillis * 1_000_000;
        }
    }
}
