package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a run puts aside to sort; opened when it is first needed, emptied at the end. One thread; blocks on the disk. */
final class Spill implements Closeable {
    /** How many steps in memory there are between two looks at whether anybody still wants what is sorted. */
    private static final int STEPS_PER_LOOK = 1024;

    private final @Nullable SpillSpace space;
    private final RunId runId;
    private final Cancellation cancellation;
    private @Nullable SpillArea area;
    private int steps;

    /**
     * @param space where there is room, or null if the host has none
     * @param cancellation ends the sorting
     */
    Spill(@Nullable SpillSpace space, RunId runId, Cancellation cancellation) {
        this.space = space;
        this.runId = runId;
        this.cancellation = cancellation;
    }

    /** Ends a sort that nobody waits for. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Asks now and then whether anybody still waits; for each row or comparison in memory. */
    void step() {
        if (++steps == STEPS_PER_LOOK) {
            steps = 0;
            cancellation.throwIfCancelled();
        }
    }

    /**
     * A file for a run of sorted rows.
     *
     * @param tooMuch which rows take more memory than which limit
     * @throws WspException {@link ReasonCode#LIMIT_EXCEEDED} if the host has no room, {@link ReasonCode#SPILL_FAILED}
     */
    SpillFile create(String tooMuch) {
        if (space == null) {
            throw new WspException(ReasonCode.LIMIT_EXCEEDED, tooMuch + ", and this host has no spill space");
        }
        try {
            if (area == null) {
                area = space.open(runId);
            }
            return area.create();
        } catch (IOException e) {
            throw new WspException(
                    ReasonCode.SPILL_FAILED, "rows cannot be put aside to sort them: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (area != null) {
            area.close();
        }
    }
}
