package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.testkit.internal.SplitMix;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws options from a seed. Each kind of fault is on or off for a whole schedule: if all were always on, the common
 * ones would hide bugs that the rare ones find.
 */
final class SimSwarm {
    private static final List<Ordering> ORDERINGS = List.of(Ordering.GLOBAL, Ordering.PER_KEY, Ordering.NONE);
    private static final List<SecondLook> LOOKS = List.of(SecondLook.SHA256, SecondLook.CRC32C);
    private static final int LEAST_EVENTS = 100;
    private static final int[] OFTEN = {5, 20, 80, 250};
    private static final int[] SELDOM = {1, 3, 10};
    private static final long[] NOMINAL_MILLIS = {20, 200, 2_000, 10_000};

    private final SplitMix random;

    private SimSwarm(long seed) {
        random = new SplitMix(seed);
    }

    static SimOptions draw(long seed) {
        return new SimSwarm(seed).draw();
    }

    /** Draws in a fixed order: another order would give each seed another schedule. */
    private SimOptions draw() {
        int world = random.nextInt(SimWorld.POOL);
        int events = LEAST_EVENTS + world;
        Ordering ordering = ORDERINGS.get(random.nextInt(ORDERINGS.size()));
        boolean durable = !random.chance(120);
        long nominal = NOMINAL_MILLIS[random.nextInt(NOMINAL_MILLIS.length)];
        boolean max = random.chance(250);
        int latencyMicros = 1 << (4 + random.nextInt(10));
        LatePolicy late = max ? new LatePolicy.Coupled() : late();
        int hosts = durable && random.chance(400) ? 2 : 1;
        int termMillis = 200 << random.nextInt(6);
        SimOptions.Saves saves = new SimOptions.Saves(
                random.chance(150) ? 1 + random.nextInt(3) : 8 << random.nextInt(5),
                20 << random.nextInt(8),
                random.nextInt(5) * 500);
        boolean leave = random.chance(100);
        boolean deadLettered = random.chance(300) && durable;
        int window = ordering == Ordering.GLOBAL ? 1 : 1 + random.nextInt(16);
        SimOptions.Pacing pacing = new SimOptions.Pacing(
                max ? Speedup.MAX : speed(SimWorld.of(world, events).spanMicros(), nominal),
                PacingProfile.CONTINUOUS,
                IdleGap.KEEP,
                late,
                late instanceof LatePolicy.Halt || !random.chance(200) ? 0 : 20 + random.nextInt(2_000),
                1 + random.nextInt(random.chance(500) ? 8 : 64));
        SimOptions.Outcomes outcomes = new SimOptions.Outcomes(
                deadLettered,
                random.chance(500) ? 20 : random.nextInt(20),
                random.chance(500) ? 1000 : random.nextInt(20));
        SimOptions.Push push = new SimOptions.Push(
                ordering,
                window,
                latencyMicros,
                random.nextInt(5),
                random.chance(500) ? 300_000 : 500L << random.nextInt(8));
        boolean keptSurvey = random.chance(800);
        boolean refusedRun = random.chance(100);
        long faultsUntilMillis = 20 + nominal / 4 + random.nextInt((int) nominal * 2);
        SimOptions.Faults faults = new SimOptions.Faults(random.chance(40) ? Map.of() : faults(), faultsUntilMillis);
        SimOptions.Input input = new SimOptions.Input(world, events, keptSurvey, refusedRun, secondLook());
        return withLaterFaults(new SimOptions(
                input,
                new SimOptions.Hosts(hosts, durable, termMillis, leave),
                saves,
                max
                        ? pacing
                        : withForm(pacing, nominal, SimWorld.of(world, events).spanMicros()),
                push,
                outcomes,
                faults));
    }

    /** Draws the faults that were added last, so that a seed keeps the rest of its schedule. */
    private SimOptions withLaterFaults(SimOptions options) {
        if (options.faults().rates().isEmpty()) {
            return options;
        }
        Map<SimFault, Integer> faults = new EnumMap<>(options.faults().rates());
        for (SimFault fault : EnumSet.range(SimFault.LEASE_REVOKED, SimFault.CONTROL_BURST)) {
            if (random.chance(250)) {
                faults.put(fault, 1 + random.nextInt(3));
            }
        }
        if (faults.containsKey(SimFault.CONTROL_BURST) && random.chance(500)) {
            faults.putIfAbsent(SimFault.AUDIT_ERROR, OFTEN[random.nextInt(OFTEN.length)]);
        }
        return options.withFaults(new SimOptions.Faults(faults, options.faults().untilMillis()));
    }

    /** Draws last, so that a seed keeps the rest of its schedule. */
    private SimOptions.Pacing withForm(SimOptions.Pacing pacing, long nominalMillis, long spanMicros) {
        PacingProfile profile = random.chance(200)
                ? new PacingProfile.Stepwise(Duration.of(
                        1 + random.nextInt((int) Math.min(spanMicros / 4 + 1, Integer.MAX_VALUE)), ChronoUnit.MICROS))
                : PacingProfile.CONTINUOUS;
        IdleGap gap = random.chance(200)
                ? new IdleGap.Cap(Duration.of(1 + random.nextInt((int) nominalMillis * 100), ChronoUnit.MICROS))
                : IdleGap.KEEP;
        return new SimOptions.Pacing(
                pacing.speed(), profile, gap, pacing.late(), pacing.eventsPerSecond(), pacing.readAhead());
    }

    private @Nullable SecondLook secondLook() {
        int drawn = random.nextInt(1 + LOOKS.size());
        return drawn == 0 ? null : LOOKS.get(drawn - 1);
    }

    private LatePolicy late() {
        return switch (random.nextInt(4)) {
            case 0 -> new LatePolicy.CatchUp(BigDecimal.valueOf(2 + random.nextInt(9)));
            case 1 -> new LatePolicy.Halt(Duration.ofSeconds(5 + random.nextInt(30)));
            default -> new LatePolicy.Coupled();
        };
    }

    /** Returns the speed at which a span takes approximately the given time. */
    private static Speedup speed(long spanMicros, long nominalMillis) {
        BigDecimal factor = BigDecimal.valueOf(Math.max(spanMicros, 1))
                .divide(BigDecimal.valueOf(nominalMillis * 1000), 9, RoundingMode.HALF_UP)
                .max(new BigDecimal("0.000001"));
        return Speedup.of(factor.toPlainString());
    }

    private Map<SimFault, Integer> faults() {
        Map<SimFault, Integer> faults = new EnumMap<>(SimFault.class);
        for (SimFault fault : EnumSet.range(SimFault.BUS_DUPLICATE, SimFault.COMMAND_CAP)) {
            if (random.chance(250)) {
                faults.put(
                        fault,
                        switch (fault.how()) {
                            case OFTEN -> OFTEN[random.nextInt(OFTEN.length)];
                            case SELDOM -> SELDOM[random.nextInt(SELDOM.length)];
                            case COUNTED -> 1 + random.nextInt(3);
                        });
            }
        }
        return faults;
    }
}
