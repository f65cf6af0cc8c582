package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;

/** The rules of epochs that the stores share. */
final class Fences {
    /** Each attempt fails only if another write came in between; an epoch has one writer. */
    static final int MOST_ATTEMPTS = 16;

    private Fences() {}

    static void requirePositive(long epoch) {
        if (epoch < 1) {
            throw new IllegalArgumentException("expected an epoch of 1 or more, found " + epoch);
        }
    }

    /** Returns the exception for an epoch that is not the last to open an object; 0 stands for an unopened one. */
    static WspException lost(StateObject object, long epoch, long last) {
        return new WspException(
                ReasonCode.LEASE_LOST,
                object + " was last opened by epoch " + last + ", so epoch " + epoch + " may not write to it");
    }

    static IOException restless(StateObject object) {
        return new IOException(
                "cannot write " + object + ": others wrote it at each of " + MOST_ATTEMPTS + " attempts");
    }
}
