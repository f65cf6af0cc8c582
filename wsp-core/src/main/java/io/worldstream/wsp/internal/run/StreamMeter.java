package io.worldstream.wsp.internal.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Measures the achieved speed of simulated time, from the first release to the last. Confined to one thread. */
final class StreamMeter {
    private static final double NANOS_PER_MICRO = 1000.0;

    private boolean any;
    private long firstMicros;
    private long lastMicros;
    private long firstNanos;
    private long lastNanos;

    void onRelease(long tsMicros, long nowNanos) {
        if (!any) {
            any = true;
            firstMicros = tsMicros;
            firstNanos = nowNanos;
        }
        lastMicros = tsMicros;
        lastNanos = nowNanos;
    }

    @Nullable Instant lastEventTime() {
        return any ? Instant.EPOCH.plus(lastMicros, ChronoUnit.MICROS) : null;
    }

    /** Returns simulated seconds per wall-clock second, or null if too few events were released to measure it. */
    @Nullable Double achievedSpeed() {
        long wallNanos = lastNanos - firstNanos;
        return wallNanos > 0 && lastMicros > firstMicros
                ? (lastMicros - firstMicros) * NANOS_PER_MICRO / wallNanos
                : null;
    }
}
