package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.testkit.internal.SplitMix;
import java.util.Arrays;

/**
 * The event times of one output in ascending order: a given number of microsecond timestamps in the 31 days from
 * 2026-01-01, distributed over quarters of an hour by weight. Uses integers only, so that every machine computes the
 * same times. Holds one quarter at a time. For one thread.
 */
final class MonthRhythm {
    /** 2026-01-01T00:00:00Z, a Thursday. */
    static final long START_MICROS = 1_767_225_600_000_000L;

    static final long SLOT_MICROS = 900_000_000L;

    private static final int SLOTS_PER_DAY = 96;
    private static final int SLOTS = 31 * SLOTS_PER_DAY;

    /** Weights by hour: quiet nights, a peak at noon, a higher one in the evening. */
    private static final int[] WEEKDAY = {
        6, 4, 3, 2, 3, 6, 14, 30, 45, 50, 55, 70, 90, 80, 60, 55, 62, 80, 100, 95, 75, 50, 28, 14
    };

    /** Weights by hour on weekends: a later start, a later end, and one broad peak. */
    private static final int[] WEEKEND = {
        18, 14, 10, 6, 4, 4, 6, 12, 25, 45, 65, 80, 85, 84, 80, 78, 76, 78, 82, 85, 80, 65, 48, 32
    };

    /** Weights by day of the week, from Thursday on. */
    private static final int[] DAY_WEIGHTS = {100, 125, 140, 85, 88, 92, 96};

    private final long[] cumulativeWeights = new long[SLOTS + 1];
    private final long events;
    private final SplitMix random;
    private long[] times = {};
    private long last = Long.MIN_VALUE;
    private int slot = -1;
    private int index = -1;

    MonthRhythm(long events, SplitMix random) {
        this.events = events;
        this.random = random;
        for (int i = 0; i < SLOTS; i++) {
            int day = i / SLOTS_PER_DAY % 7;
            int hour = i % SLOTS_PER_DAY / 4;
            int byHour = day == 2 || day == 3 ? WEEKEND[hour] : WEEKDAY[hour];
            int jitter = 80 + random.nextInt(41);
            cumulativeWeights[i + 1] = cumulativeWeights[i] + (long) byHour * DAY_WEIGHTS[day] * jitter;
        }
    }

    /** Advances to the next time; returns false at the end. */
    boolean advance() {
        index++;
        while (index >= times.length) {
            if (++slot == SLOTS) {
                return false;
            }
            fill();
            index = 0;
        }
        return true;
    }

    long micros() {
        return times[index];
    }

    /** Returns the quarter of an hour that contains the current time, counted from 0. */
    int slot() {
        return Math.toIntExact((times[index] - START_MICROS) / SLOT_MICROS);
    }

    private void fill() {
        long upTo = Math.multiplyExact(events, cumulativeWeights[slot + 1]) / cumulativeWeights[SLOTS];
        long before = Math.multiplyExact(events, cumulativeWeights[slot]) / cumulativeWeights[SLOTS];
        times = new long[Math.toIntExact(upTo - before)];
        long start = START_MICROS + slot * SLOT_MICROS;
        for (int i = 0; i < times.length; i++) {
            long time = start + Long.remainderUnsigned(random.nextLong(), SLOT_MICROS);
            // Some fall exactly on the quarter, as scheduled jobs do; such times coincide across outputs too.
            times[i] = random.chance(50) ? start : time;
        }
        Arrays.sort(times);
        for (int i = 0; i < times.length; i++) {
            if (random.chance(20) && last != Long.MIN_VALUE) {
                times[i] = last;
            }
            last = times[i];
        }
    }
}
