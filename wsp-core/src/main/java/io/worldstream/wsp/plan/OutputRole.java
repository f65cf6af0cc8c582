package io.worldstream.wsp.plan;

import io.worldstream.wsp.policy.OutputPolicy;

/** The reason why a plan streams an output (contracts 13). */
public enum OutputRole {
    /** The facts view calls it {@code business_traffic}. */
    TRAFFIC,
    /** It is not traffic, and the host names it in {@link OutputPolicy#contextOutputs}. */
    CONTEXT
}
