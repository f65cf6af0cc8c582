package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The window of a textbook, to compare with: one more per round, half after each failure; obeys the gate's floor. */
final class PlainAimd implements FlowControl {
    private final int ceiling;
    private final GateFloor floor = new GateFloor();
    private double size = 1;
    private boolean halved;
    private long halvedNanos;

    PlainAimd(int ceiling) {
        this.ceiling = ceiling;
    }

    @Override
    public int window() {
        return (int) size;
    }

    @Override
    public long nanosToNextSend(long nowNanos) {
        return floor.nanosLeft(nowNanos);
    }

    @Override
    public long nanosOfSilence(long nowNanos) {
        return floor.nanosLeft(nowNanos);
    }

    @Override
    public void onSend(long nowNanos) {}

    @Override
    public void onReceipt(long sentNanos, long nowNanos, int inWindow) {
        size = Math.min(size + 1 / size, ceiling);
    }

    @Override
    public void onThrottled(long sentNanos, long nowNanos, int inWindow, @Nullable Duration retryAfter) {
        onFailure(sentNanos, nowNanos, retryAfter);
    }

    @Override
    public void onFailure(long sentNanos, long nowNanos, @Nullable Duration retryAfter) {
        floor.raise(retryAfter, nowNanos);
        if (!halved || sentNanos - halvedNanos >= 0) {
            size = Math.max(size / 2, 1);
            halved = true;
            halvedNanos = nowNanos;
        }
    }
}
