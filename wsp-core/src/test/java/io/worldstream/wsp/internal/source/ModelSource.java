package io.worldstream.wsp.internal.source;

import static io.worldstream.wsp.internal.tasks.Schedules.require;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.internal.tasks.ModelLane;
import io.worldstream.wsp.policy.Limits;

/** A stream of numbered events that records how it is read. A number travels as the rows collapsed so far. */
final class ModelSource implements EventSource {
    private final int length;
    private final boolean failing;
    private final Limits limits;
    private int opened;
    private int closed;
    private int read;
    private Cancellation cancellation = Cancellation.NEVER;

    /**
     * @param length the number of events
     * @param failing whether reading fails after the last one
     * @param buffer the number of events that may be read ahead
     */
    ModelSource(int length, boolean failing, Limits buffer) {
        this.length = length;
        this.failing = failing;
        this.limits = buffer;
    }

    ReadAhead readAhead(ModelLane lane) {
        return new ReadAhead(lane.tasks(), this::open, Cursor.START, limits, lane::wakeUp);
    }

    private ModelSource open(Cancellation signal) {
        cancellation = signal;
        opened++;
        return this;
    }

    @Override
    public boolean next(FramedEvent event) {
        require(opened == closed + 1, "read before it was opened or after it was closed");
        cancellation.throwIfCancelled();
        if (read == length && failing) {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, "unreadable");
        }
        if (read == length) {
            return false;
        }
        event.collapsedSoFar(read);
        read++;
        return true;
    }

    @Override
    public long events() {
        return read;
    }

    @Override
    public long collapsed() {
        return 0;
    }

    @Override
    public void close() {
        closed++;
    }

    int opened() {
        return opened;
    }

    int closed() {
        return closed;
    }
}
