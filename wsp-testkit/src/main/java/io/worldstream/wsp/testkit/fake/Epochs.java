package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.util.HashMap;
import java.util.Map;

/** The write fence of each run: the highest epoch that opened it ({@code CHK-04}, {@code QUA-03}). Not thread-safe. */
final class Epochs {
    private final Map<RunId, Long> highest = new HashMap<>();

    /** Returns the highest epoch that opened a run, or 0 if none did. */
    long of(RunId run) {
        return highest.getOrDefault(run, 0L);
    }

    void open(RunId run, long epoch) {
        if (epoch < 1) {
            throw new IllegalArgumentException("an epoch must be positive: " + epoch);
        }
        if (epoch < of(run)) {
            throw lost(run, epoch);
        }
        highest.put(run, epoch);
    }

    void require(RunId run, long epoch) {
        if (epoch != of(run)) {
            throw lost(run, epoch);
        }
    }

    private WspException lost(RunId run, long epoch) {
        return new WspException(
                ReasonCode.LEASE_LOST, "run " + run + " was opened by epoch " + of(run) + ", not by epoch " + epoch);
    }
}
