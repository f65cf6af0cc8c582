package io.worldstream.wsp.internal.source;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Framed events, read ahead of the lane within a budget. The lane's thread takes and recycles; one background task at a
 * time reads and frames.
 */
public final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private static final long UNKNOWN = -1;

    private final BackgroundTasks tasks;
    private final Function<Cancellation, EventReader> source;
    private final Limits limits;
    private final Runnable wakeUp;
    private final Queue<FramedEvent> ready = new ConcurrentLinkedQueue<>();
    private final Queue<FramedEvent> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readyEvents = new AtomicInteger();
    private final AtomicInteger readyBytes = new AtomicInteger();
    private final AtomicBoolean filling = new AtomicBoolean();
    private final long eventsBefore;
    private volatile boolean exhausted;
    private volatile boolean closed;
    private volatile @Nullable WspException failure;
    private volatile @Nullable Throwable defect;
    private volatile long collapsed;
    /** Known once the last event is read. */
    private volatile long eventsInAll = UNKNOWN;

    /** Of the filling task only. */
    private @Nullable EventReader events;

    /** @param from what the source leaves out: an earlier stream is through with it */
    public ReadAhead(
            BackgroundTasks tasks,
            Function<Cancellation, EventReader> source,
            Cursor from,
            Limits limits,
            Runnable wakeUp) {
        this.tasks = tasks;
        this.source = source;
        this.eventsBefore = from.events();
        this.collapsed = from.collapsed();
        this.limits = limits;
        this.wakeUp = wakeUp;
    }

    /** Starts to read ahead where there is room; returns how much it did. */
    public int doWork() {
        boolean low =
                readyEvents.get() <= limits.readAheadEvents() / 2 && readyBytes.get() <= limits.readAheadBytes() / 2;
        if (!low || exhausted || closed || failure != null || defect != null || !filling.compareAndSet(false, true)) {
            return 0;
        }
        startFilling();
        return 1;
    }

    /** The next event, or null if none is read yet, none is left or reading failed. */
    public @Nullable FramedEvent peek() {
        return ready.peek();
    }

    /** Takes the event that {@link #peek} showed. */
    public FramedEvent take() {
        FramedEvent event = ready.remove();
        readyEvents.decrementAndGet();
        readyBytes.addAndGet(-event.length());
        return event;
    }

    /** Whether every event was taken. */
    public boolean ended() {
        return exhausted && ready.isEmpty();
    }

    /**
     * Why there will be no more events, once those that were read are taken; or null.
     *
     * @throws RuntimeException or an {@code Error}, if a defect ended the reading
     */
    public @Nullable WspException failure() {
        if (defect instanceof Error error) {
            throw error;
        }
        if (defect instanceof RuntimeException exception) {
            throw exception;
        }
        // Read before the queue is looked at: what was read before the failure is in it by then.
        WspException found = failure;
        return found != null && ready.isEmpty() ? found : null;
    }

    /** Takes back an event that is done with. */
    public void recycle(FramedEvent event) {
        if (!event.oversized()) {
            free.add(event);
        }
    }

    /** How many rows repeated another byte for byte and were left out so far. */
    public long collapsed() {
        return collapsed;
    }

    /**
     * How many events there are.
     *
     * @param rows how many rows there are at most, which counts until the last event is read
     */
    public long planned(long rows) {
        long known = eventsInAll;
        return known == UNKNOWN ? rows - collapsed : known;
    }

    /** Reads no more. */
    public void close() {
        closed = true;
        if (filling.compareAndSet(false, true)) {
            startFilling();
        }
    }

    private void startFilling() {
        try {
            tasks.execute(this::fill);
        } catch (Throwable e) {
            closeEvents();
            filling.set(false);
            throw e;
        }
    }

    private void fill() {
        try {
            fillUp();
        } catch (WspException e) {
            failure = e;
        } catch (CancellationException e) {
            onCancelled(e);
        } catch (RuntimeException | Error e) {
            defect = e;
        } finally {
            try {
                endFilling();
            } finally {
                wakeUp.run();
            }
        }
    }

    /** A host that interrupts its own executor's threads must not leave a stream that waits for ever. */
    private void onCancelled(CancellationException e) {
        if (closed) {
            LOG.debug("reading ahead ended with the run", e);
        } else {
            failure = new WspException(ReasonCode.OBJECT_UNREADABLE, "reading ahead was interrupted", e);
        }
    }

    /** Ends the task; what {@link #close} could not give to a task of its own, because this one ran, is done here. */
    private void endFilling() {
        boolean sawClosed;
        do {
            sawClosed = closed;
            try {
                if (exhausted || sawClosed || failure != null || defect != null) {
                    closeEvents();
                }
            } finally {
                filling.set(false);
            }
        } while (!sawClosed && closed && filling.compareAndSet(false, true));
    }

    private void fillUp() {
        while (!closed && readyEvents.get() < limits.readAheadEvents() && readyBytes.get() < limits.readAheadBytes()) {
            EventReader open = events;
            if (open == null) {
                open = source.apply(() -> closed);
                events = open;
            }
            FramedEvent event = free.poll();
            event = event == null ? new FramedEvent() : event;
            boolean read = open.next(event);
            collapsed = open.collapsed();
            if (!read) {
                eventsInAll = eventsBefore + open.events();
                exhausted = true;
                return;
            }
            readyBytes.addAndGet(event.length());
            readyEvents.incrementAndGet();
            ready.add(event);
        }
    }

    private void closeEvents() {
        EventReader open = events;
        events = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("a part could not be closed", e);
            }
        }
    }
}
