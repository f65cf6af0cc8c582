package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.lease.LeaseSession;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state of a lane, and the session of its lease once it is acquired. Confined to the lane's thread. */
final class LaneStage {
    private final RunId runId;
    private LaneState state = LaneState.ACQUIRING;
    private @Nullable LeaseSession session;

    LaneStage(RunId runId) {
        this.runId = runId;
    }

    LaneState state() {
        return state;
    }

    /** @throws IllegalStateException if the lane cannot enter that state from its own */
    void become(LaneState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("run " + runId + " cannot become " + next + " from " + state);
        }
        state = next;
    }

    void acquired(LeaseSession taken) {
        session = taken;
    }

    /** Returns the session, or null if the lane has not acquired its run. */
    @Nullable LeaseSession session() {
        return session;
    }

    /** Returns the session of a lane that has acquired its run. */
    LeaseSession held() {
        return Objects.requireNonNull(session);
    }
}
