package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;

/** The rules of epochs that both stores share. */
final class Fences {
    private Fences() {}

    static void requirePositive(long epoch) {
        if (epoch < 1) {
            throw new IllegalArgumentException("expected an epoch of 1 or more, found " + epoch);
        }
    }

    /** Returns the exception for an epoch that is not the last to open something of a run. */
    static WspException lost(String what, RunId run, long epoch) {
        return new WspException(
                ReasonCode.LEASE_LOST,
                what + " of run " + run + " was last opened by another epoch than " + epoch + ", or never");
    }
}
