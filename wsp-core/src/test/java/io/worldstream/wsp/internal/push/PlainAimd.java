package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.internal.flow.FlowControl;

/** The window of a textbook, to compare with: one more per round, half after each failure. */
final class PlainAimd implements FlowControl {
    private final int ceiling;
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
        return 0;
    }

    @Override
    public void onSend(long nowNanos) {}

    @Override
    public void onReceipt(long sentNanos, long nowNanos, int inWindow) {
        size = Math.min(size + 1 / size, ceiling);
    }

    @Override
    public void onRefusal(long sentNanos, long nowNanos, long silenceNanos) {
        if (!halved || sentNanos - halvedNanos >= 0) {
            size = Math.max(size / 2, 1);
            halved = true;
            halvedNanos = nowNanos;
        }
    }
}
