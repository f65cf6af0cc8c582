package io.worldstream.wsp.internal.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how much may be at the gate at once, and when the next envelope may leave. Has no clock: every time is told, and only
 * differences mean anything. One thread.
 */
interface FlowControl {
    /** Envelopes that may be at the gate at once, 1 or more. */
    int window();

    /** Nanoseconds until an envelope may leave; 0 if one may now. */
    long nanosToNextSend(long nowNanos);

    /** Nanoseconds for which the gate wants to hear nothing at all. */
    long nanosOfSilence(long nowNanos);

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
     * The gate asked for less.
     *
     * @param sentNanos when that try left
     * @param inWindow how many envelopes were at the gate, this one included
     * @param retryAfter how long it wants to hear nothing, or null
     */
    void onThrottled(long sentNanos, long nowNanos, int inWindow, @Nullable Duration retryAfter);

    /**
     * The gate took nothing, or nobody knows.
     *
     * @param sentNanos when that try left
     * @param retryAfter how long it wants to hear nothing, or null
     */
    void onFailure(long sentNanos, long nowNanos, @Nullable Duration retryAfter);
}
