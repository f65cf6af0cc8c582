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
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The spill files of one run: the area is opened at the first spill and emptied at the end. One thread, but any thread may
 * close it: no file is created afterwards. Blocks on the disk.
 */
final class Spill implements Closeable {
    /** The steps in memory between two checks for cancellation. */
    private static final int STEPS_PER_LOOK = 1024;

    private final @Nullable SpillSpace space;
    private final RunId runId;
    private final Cancellation cancellation;
    private @Nullable SpillArea area;
    private int steps;
    private boolean closed;

    /**
     * @param space the host's spill space, or null if it has none
     * @param cancellation cancels the sort
     */
    Spill(@Nullable SpillSpace space, RunId runId, Cancellation cancellation) {
        this.space = space;
        this.runId = runId;
        this.cancellation = cancellation;
    }

    /** Returns the cancellation of the sort. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Checks for cancellation from time to time; called for each row or comparison in memory. */
    void step() {
        if (++steps == STEPS_PER_LOOK) {
            steps = 0;
            cancellation.throwIfCancelled();
        }
    }

    /**
     * Creates a file for a run of sorted rows.
     *
     * @param tooMuch names the rows and the limit that they exceed
     * @throws WspException {@link ReasonCode#LIMIT_EXCEEDED} if the host has no spill space, {@link
     *     ReasonCode#SPILL_FAILED}
     */
    synchronized SpillFile create(String tooMuch) {
        if (closed) {
            throw new CancellationException("the sort has ended");
        }
        if (space == null) {
            throw new WspException(
                    ReasonCode.LIMIT_EXCEEDED,
                    tooMuch + ", and this host has no spill space; add one or raise the limit");
        }
        try {
            if (area == null) {
                area = space.open(runId);
            }
            return area.create();
        } catch (IOException e) {
            throw new WspException(ReasonCode.SPILL_FAILED, "rows cannot be spilled for sorting: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (area != null) {
            area.close();
        }
    }
}
