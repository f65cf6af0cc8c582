package io.worldstream.wsp.internal.flow;

/** A flow control with a constant window and no rate limit. Immutable. */
public record FixedControl(int window) implements FlowControl {
    @Override
    public long nanosToNextSend(long nowNanos) {
        return 0;
    }

    @Override
    public void onSend(long nowNanos) {}

    @Override
    public void onReceipt(long sentNanos, long nowNanos, int inWindow) {}

    @Override
    public void onRefusal(long sentNanos, long nowNanos, long silenceNanos) {}
}
