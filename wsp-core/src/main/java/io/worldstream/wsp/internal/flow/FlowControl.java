package io.worldstream.wsp.internal.flow;

/**
 * Decides how many envelopes may be at the gate and when the next one may leave. Has no clock: callers pass every time,
 * and only differences between them matter. Confined to one thread.
 */
public interface FlowControl {
    /** Returns the maximum number of envelopes at the gate, at least 1. */
    int window();

    /** Returns the nanoseconds until an envelope may leave; 0 if one may leave now. */
    long nanosToNextSend(long nowNanos);

    /** Records that an envelope leaves. */
    void onSend(long nowNanos);

    /**
     * Records that the gate decided.
     *
     * @param sentNanos the time at which the push left
     * @param inWindow the number of envelopes that counted in the window, this one included
     */
    void onReceipt(long sentNanos, long nowNanos, int inWindow);

    /**
     * Records that the gate did not take an envelope, or that the outcome is unknown.
     *
     * @param sentNanos the time at which the push left
     * @param silenceNanos the silence that the gate asks for, during which nothing is sent; 0 if none
     */
    void onRefusal(long sentNanos, long nowNanos, long silenceNanos);
}
