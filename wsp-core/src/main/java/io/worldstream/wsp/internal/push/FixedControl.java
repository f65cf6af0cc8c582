package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A window that stays as it is; only the gate's floor holds it up. One thread. */
final class FixedControl implements FlowControl {
    private final int window;
    private final GateFloor floor = new GateFloor();

    FixedControl(int window) {
        this.window = window;
    }

    @Override
    public int window() {
        return window;
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
    public void onReceipt(long sentNanos, long nowNanos, int inWindow) {}

    @Override
    public void onThrottled(long sentNanos, long nowNanos, int inWindow, @Nullable Duration retryAfter) {
        floor.raise(retryAfter, nowNanos);
    }

    @Override
    public void onFailure(long sentNanos, long nowNanos, @Nullable Duration retryAfter) {
        floor.raise(retryAfter, nowNanos);
    }
}
