package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.api.WspException;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a run puts aside to sort; opened when it is first needed, emptied at the end. One thread; blocks on the disk. */
final class Spill implements Closeable {
    /** How many rows are sorted or merged between two looks at whether anybody still wants them. */
    static final int ROWS_PER_LOOK = 1024;

    private final @Nullable SpillSpace space;
    private final RunId runId;
    private final BooleanSupplier cancelled;
    private @Nullable SpillArea area;

    /** @param space where there is room, or null if the host has none */
    Spill(@Nullable SpillSpace space, RunId runId) {
        this(space, runId, () -> false);
    }

    /**
     * @param space where there is room, or null if the host has none
     * @param cancelled whether nobody wants what is sorted any more
     */
    Spill(@Nullable SpillSpace space, RunId runId, BooleanSupplier cancelled) {
        this.space = space;
        this.runId = runId;
        this.cancelled = cancelled;
    }

    /** Ends a sort that nobody waits for: to merge many runs takes as long as to make them. */
    void throwIfCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("nobody wants the rows any more");
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
