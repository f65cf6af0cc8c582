package io.worldstream.wsp.internal.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Measures how fast simulated time really ran, from first release to last. One thread. */
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

    /** Simulated seconds per second of wall time, or null where too little was released to say. */
    @Nullable Double achievedSpeed() {
        long wallNanos = lastNanos - firstNanos;
        return wallNanos > 0 && lastMicros > firstMicros
                ? (lastMicros - firstMicros) * NANOS_PER_MICRO / wallNanos
                : null;
    }
}
