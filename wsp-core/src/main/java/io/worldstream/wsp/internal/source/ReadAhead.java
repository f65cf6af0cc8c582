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
 * Reads and frames events ahead of the lane, within a budget of events and bytes. The lane's thread takes and recycles
 * events; at most one background task at a time reads and frames them.
 */
public final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private static final long UNKNOWN = -1;

    private final BackgroundTasks tasks;
    private final Function<Cancellation, ? extends EventSource> source;
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

    /** Accessed by the filling task only. */
    private @Nullable EventSource events;

    /** @param from the cursor after which the source begins */
    public ReadAhead(
            BackgroundTasks tasks,
            Function<Cancellation, ? extends EventSource> source,
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

    /** Starts to fill the buffer if it is at most half full; returns the amount of work done. */
    public int doWork() {
        boolean low =
                readyEvents.get() <= limits.readAheadEvents() / 2 && readyBytes.get() <= limits.readAheadBytes() / 2;
        if (!low || closed || readingEnded() || !filling.compareAndSet(false, true)) {
            return 0;
        }
        startFilling();
        return 1;
    }

    /** Returns the next event, or null if none is buffered: it is not read yet, none is left, or reading failed. */
    public @Nullable FramedEvent peek() {
        return ready.peek();
    }

    /** Removes and returns the event that {@link #peek} returned. */
    public FramedEvent take() {
        FramedEvent event = ready.remove();
        readyEvents.decrementAndGet();
        readyBytes.addAndGet(-event.length());
        return event;
    }

    /** Returns whether every event was taken. */
    public boolean ended() {
        return exhausted && ready.isEmpty();
    }

    /**
     * Returns the failure that ended reading, once every buffered event was taken; null otherwise.
     *
     * @throws RuntimeException or an {@code Error}, if a defect ended reading
     */
    public @Nullable WspException failure() {
        if (defect instanceof Error error) {
            throw error;
        }
        if (defect instanceof RuntimeException exception) {
            throw exception;
        }
        // Read before the queue: it then holds every event that was read before the failure.
        WspException found = failure;
        return found != null && ready.isEmpty() ? found : null;
    }

    /** Returns a settled event to the pool. */
    public void recycle(FramedEvent event) {
        if (!event.oversized()) {
            free.add(event);
        }
    }

    /** Returns the number of rows left out so far because they repeat another row byte for byte. */
    public long collapsed() {
        return collapsed;
    }

    /**
     * Returns the number of events in the stream; an upper bound until the last one is read.
     *
     * @param rows the maximum number of rows, from which the bound follows
     */
    public long planned(long rows) {
        long known = eventsInAll;
        return known == UNKNOWN ? rows - collapsed : known;
    }

    /** Stops reading and closes the source, in a background task. */
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

    /** Fails the stream if the host interrupts its executor's threads, since it would otherwise wait forever. */
    private void onCancelled(CancellationException e) {
        if (closed) {
            LOG.debug("reading ahead ended with the run", e);
        } else {
            failure = new WspException(ReasonCode.OBJECT_UNREADABLE, "reading ahead was interrupted", e);
        }
    }

    /** Ends the task, and closes the source if {@link #close} was called while this task ran. */
    private void endFilling() {
        boolean sawClosed;
        do {
            sawClosed = closed;
            try {
                if (sawClosed || readingEnded()) {
                    closeEvents();
                }
            } finally {
                filling.set(false);
            }
        } while (!sawClosed && closed && filling.compareAndSet(false, true));
    }

    private void fillUp() {
        if (readingEnded()) {
            return; // by the previous task, after the lane checked; the source would start again from the cursor
        }
        while (!closed && readyEvents.get() < limits.readAheadEvents() && readyBytes.get() < limits.readAheadBytes()) {
            EventSource open = events;
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

    private boolean readingEnded() {
        return exhausted || failure != null || defect != null;
    }

    private void closeEvents() {
        EventSource open = events;
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
