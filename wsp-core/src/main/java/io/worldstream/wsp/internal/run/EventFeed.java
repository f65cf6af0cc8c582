package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.order.WorldRows;
import io.worldstream.wsp.internal.rows.Row;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Framed events, read ahead of the lane within a budget. The lane's thread takes and recycles; one background task at a
 * time reads and frames.
 */
final class EventFeed {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    private final BackgroundTasks tasks;
    private final Supplier<WorldRows> source;
    private final EnvelopeFramer framer;
    private final Limits limits;
    private final Runnable wakeUp;
    private final Queue<FramedEvent> ready = new ConcurrentLinkedQueue<>();
    private final Queue<FramedEvent> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readyEvents = new AtomicInteger();
    private final AtomicInteger readyBytes = new AtomicInteger();
    private final AtomicBoolean filling = new AtomicBoolean();
    private volatile boolean exhausted;
    private volatile boolean closed;
    private volatile @Nullable WspException failure;
    /** Of the filling task only. */
    private @Nullable WorldRows rows;

    EventFeed(
            BackgroundTasks tasks, Supplier<WorldRows> source, EnvelopeFramer framer, Limits limits, Runnable wakeUp) {
        this.tasks = tasks;
        this.source = source;
        this.framer = framer;
        this.limits = limits;
        this.wakeUp = wakeUp;
    }

    /** Starts to read ahead where there is room; returns how much it did. */
    int doWork() {
        boolean low =
                readyEvents.get() <= limits.readAheadEvents() / 2 && readyBytes.get() <= limits.readAheadBytes() / 2;
        if (!low || exhausted || closed || failure != null || !filling.compareAndSet(false, true)) {
            return 0;
        }
        tasks.execute(this::fill);
        return 1;
    }

    /** The next event, or null if none is read yet, none is left or reading failed. */
    @Nullable FramedEvent peek() {
        return ready.peek();
    }

    /** Takes the event that {@link #peek} showed. */
    FramedEvent take() {
        FramedEvent event = ready.remove();
        readyEvents.decrementAndGet();
        readyBytes.addAndGet(-event.length());
        return event;
    }

    /** Whether every event was taken. */
    boolean ended() {
        return exhausted && ready.isEmpty();
    }

    /** Why there will be no more events, once those that were read are taken; or null. */
    @Nullable WspException failure() {
        // Read before the queue is looked at: what was read before the failure is in it by then.
        WspException found = failure;
        return found != null && ready.isEmpty() ? found : null;
    }

    /** Takes back an event that is done with. */
    void recycle(FramedEvent event) {
        if (!event.oversized()) {
            free.add(event);
        }
    }

    /** Reads no more. */
    void close() {
        closed = true;
        if (filling.compareAndSet(false, true)) {
            tasks.execute(this::fill);
        }
    }

    private void fill() {
        try {
            fillUp();
        } catch (WspException e) {
            failure = e;
        } catch (RuntimeException e) {
            LOG.error("reading ahead failed", e);
            failure = new WspException(ReasonCode.OBJECT_UNREADABLE, "reading ahead failed: " + e, e);
        } catch (Error e) {
            failure = new WspException(ReasonCode.OBJECT_UNREADABLE, "reading ahead failed: " + e, e);
            throw e;
        } finally {
            endFilling();
            wakeUp.run();
        }
    }

    /** Ends the task; what {@link #close} could not give to a task of its own, because this one ran, is done here. */
    private void endFilling() {
        boolean sawClosed;
        do {
            sawClosed = closed;
            if (exhausted || sawClosed || failure != null) {
                closeRows();
            }
            filling.set(false);
        } while (!sawClosed && closed && filling.compareAndSet(false, true));
    }

    private void fillUp() {
        while (!closed && readyEvents.get() < limits.readAheadEvents() && readyBytes.get() < limits.readAheadBytes()) {
            WorldRows open = rows;
            if (open == null) {
                open = source.get();
                rows = open;
            }
            Row row = open.merge().next();
            if (row == null) {
                exhausted = true;
                return;
            }
            FramedEvent event = free.poll();
            event = event == null ? new FramedEvent() : event;
            framer.frame(row, event);
            readyBytes.addAndGet(event.length());
            readyEvents.incrementAndGet();
            ready.add(event);
        }
    }

    private void closeRows() {
        WorldRows open = rows;
        rows = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("a part could not be closed", e);
            }
        }
    }
}
