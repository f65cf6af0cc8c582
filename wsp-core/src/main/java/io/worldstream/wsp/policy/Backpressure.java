package io.worldstream.wsp.policy;

/** How a stream holds back where the gate takes less than is due. */
public enum Backpressure {
    /** Follows what the gate can take, below the policy's most in flight. */
    ADAPTIVE,
    /** Always up to the policy's most in flight; only the gate's {@code Retry-After} holds it up. */
    FIXED
}
