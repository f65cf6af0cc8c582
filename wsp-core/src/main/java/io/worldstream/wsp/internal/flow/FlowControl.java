package io.worldstream.wsp.internal.flow;

/**
 * Says how much may be at the gate at once, and when the next envelope may leave. Has no clock: every time is told, and only
 * differences mean anything. One thread.
 */
public interface FlowControl {
    /** Envelopes that may be at the gate at once, 1 or more. */
    int window();

    /** Nanoseconds until an envelope may leave; 0 if one may now. */
    long nanosToNextSend(long nowNanos);

    /** An envelope leaves. */
    void onSend(long nowNanos);

    /**
     * The gate decided.
     *
     * @param sentNanos when that try left
     * @param inWindow how many envelopes were at the gate, this one included
     */
    void onReceipt(long sentNanos, long nowNanos, int inWindow);

    /**
     * The gate did not take it, or nobody knows.
     *
     * @param sentNanos when that try left
     * @param silenceNanos how long it wants to hear nothing; nothing is sent meanwhile
     */
    void onRefusal(long sentNanos, long nowNanos, long silenceNanos);
}
