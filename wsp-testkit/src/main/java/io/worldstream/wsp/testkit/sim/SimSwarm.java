package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.testkit.internal.SplitMix;
import io.worldstream.wsp.testkit.sim.SimOptions.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Draws options from a seed. Each kind of fault is on or off for a whole schedule: if all were always on, the common
 * ones would hide bugs that the rare ones find.
 */
final class SimSwarm {
    private static final List<Scope> SCOPES = List.of(Scope.GLOBAL, Scope.PER_KEY, Scope.NONE);
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

    private SimOptions draw() {
        int world = random.nextInt(SimWorld.POOL);
        int events = LEAST_EVENTS + world;
        Scope scope = SCOPES.get(random.nextInt(SCOPES.size()));
        boolean durable = !random.chance(120);
        long nominal = NOMINAL_MILLIS[random.nextInt(NOMINAL_MILLIS.length)];
        boolean max = random.chance(250);
        int latencyMicros = 1 << (4 + random.nextInt(10));
        String late = max ? "coupled" : late();
        return new SimOptions(
                world,
                events,
                durable && random.chance(400) ? 2 : 1,
                durable,
                200 << random.nextInt(6),
                random.chance(150) ? 1 + random.nextInt(3) : 8 << random.nextInt(5),
                20 << random.nextInt(8),
                random.nextInt(5) * 500,
                random.chance(100),
                random.chance(300) && durable,
                scope,
                scope == Scope.GLOBAL ? 1 : 1 + random.nextInt(16),
                max ? "max" : speed(SimWorld.of(world, events).spanMicros(), nominal),
                late,
                late.startsWith("halt") || !random.chance(200) ? 0 : 20 + random.nextInt(2_000),
                1 + random.nextInt(random.chance(500) ? 8 : 64),
                random.chance(500) ? 20 : random.nextInt(20),
                random.chance(500) ? 1000 : random.nextInt(20),
                random.nextInt(5),
                random.chance(500) ? 300_000 : 500L << random.nextInt(8),
                latencyMicros,
                random.chance(800),
                random.chance(100),
                20 + nominal / 4 + random.nextInt((int) nominal * 2),
                random.chance(40) ? Map.of() : faults());
    }

    private String late() {
        return switch (random.nextInt(4)) {
            case 0 -> "catch-up(" + (2 + random.nextInt(9)) + ")";
            case 1 -> "halt(" + (5 + random.nextInt(30)) + "s)";
            default -> "coupled";
        };
    }

    /** Returns the speed at which a span takes approximately the given time. */
    private static String speed(long spanMicros, long nominalMillis) {
        BigDecimal factor = BigDecimal.valueOf(Math.max(spanMicros, 1))
                .divide(BigDecimal.valueOf(nominalMillis * 1000), 9, RoundingMode.HALF_UP)
                .max(new BigDecimal("0.000001"));
        return Speedup.of(factor.toPlainString()).toString();
    }

    private Map<SimFault, Integer> faults() {
        Map<SimFault, Integer> faults = new EnumMap<>(SimFault.class);
        for (SimFault fault : SimFault.values()) {
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
