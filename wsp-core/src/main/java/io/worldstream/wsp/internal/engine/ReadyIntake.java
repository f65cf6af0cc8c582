package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.plan.ControlMessage;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the source off the engine's thread and parses its messages. Takes no more messages than the engine has room
 * for; the rest stay on the bus, in order. Confined to the engine's thread, except where stated.
 */
final class ReadyIntake {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyIntake.class);

    private static final long POLL_INTERVAL_NANOS = 100_000_000L;
    private static final int DELIVERIES_PER_POLL = 16;
    private static final long NEVER = -1;

    private final ReadySource source;
    private final ControlMessageReader reader;
    private final Clock clock;
    private final BackgroundTasks tasks;
    private final Defects defects;
    private final Runnable wakeUp;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final AtomicLong asked = new AtomicLong();
    private volatile long answered = NEVER;
    private volatile boolean foundNothing;
    private volatile @Nullable Throwable failure;
    private long started = NEVER;
    private int most;
    private long lastPollNanos;

    /**
     * @param tasks polls the source
     * @param wakeUp called, from any thread, when a poll has ended or another is requested
     */
    ReadyIntake(
            ReadySource source,
            ControlMessageReader reader,
            Clock clock,
            BackgroundTasks tasks,
            Defects defects,
            Runnable wakeUp) {
        this.source = source;
        this.reader = reader;
        this.clock = clock;
        this.tasks = tasks;
        this.defects = defects;
        this.wakeUp = wakeUp;
    }

    /**
     * Starts a poll of the source if one is due; returns the amount of work done.
     *
     * @param room the maximum number of messages to take; positive
     */
    int doWork(int room) {
        long now = clock.monotonicNanos();
        if (nanosToNextPoll(now) > 0 || !arrivals.isEmpty() || !polling.compareAndSet(false, true)) {
            return 0;
        }
        started = asked.get();
        lastPollNanos = now;
        long ticket = started;
        int limit = Math.min(room, DELIVERIES_PER_POLL);
        most = limit;
        try {
            tasks.execute(() -> ask(ticket, limit));
        } catch (Throwable e) {
            onDefect(e);
            polling.set(false);
        }
        return foundNothing ? 0 : 1;
    }

    /**
     * Requests another poll of the source; returns the ticket that {@link #drained} will reach. Safe from any thread.
     */
    long askAnew() {
        long ticket = asked.incrementAndGet();
        wakeUp.run();
        return ticket;
    }

    /** Returns the maximum number of messages that the poll in progress may bring, or has brought. */
    int expected() {
        return polling.get() || hasArrivals() ? most : 0;
    }

    /** Returns whether a message waits to be polled. Safe from any thread. */
    boolean hasArrivals() {
        return !arrivals.isEmpty();
    }

    /** Removes and returns the next message, or null. */
    @Nullable Arrival poll() {
        return arrivals.poll();
    }

    /** Returns the nanoseconds until a poll may start. The end of a poll in progress wakes the engine up. */
    long nanosToNextPoll(long nowNanos) {
        if (polling.get()) {
            return POLL_INTERVAL_NANOS;
        }
        boolean atOnce = started < asked.get() || (!foundNothing && failure == null);
        return atOnce ? 0 : Math.max(lastPollNanos + POLL_INTERVAL_NANOS - nowNanos, 0);
    }

    /**
     * Returns the newest ticket for which the source was empty and all its messages were taken; -1 if there is none.
     */
    long drained() {
        // Read before the queue, which then holds every message that was found before this answer.
        long ticket = answered;
        return foundNothing && arrivals.isEmpty() ? ticket : NEVER;
    }

    /** Returns the failure of the last poll, or null if it succeeded. Safe from any thread. */
    @Nullable Throwable failure() {
        return failure;
    }

    private void ask(long ticket, int limit) {
        try {
            boolean nothing = false;
            for (int i = 0; i < limit && !nothing; i++) {
                Optional<ReadyDelivery> delivery = source.poll();
                nothing = delivery.isEmpty();
                delivery.ifPresent(this::read);
            }
            failure = null;
            answered = ticket;
            foundNothing = nothing;
        } catch (WspException e) {
            if (isNew(e)) {
                // The message says that it is the bus.
                LOG.warn("polling for READYs again after {}: {}", e.code(), e.getMessage());
            }
            failure = e;
        } catch (Throwable e) {
            onDefect(e);
        } finally {
            polling.set(false);
            wakeUp.run();
        }
    }

    private void read(ReadyDelivery delivery) {
        foundNothing = false;
        try {
            Optional<String> unreadable = delivery.unreadable();
            arrivals.add(
                    unreadable.isPresent()
                            ? new Arrival(delivery, unread(delivery.name(), unreadable.get()), true, null)
                            : new Arrival(delivery, reader.read(delivery.message()), false, null));
        } catch (Throwable e) {
            defects.report("a message of the control bus could not be read; it is offered again after a restart", e);
            arrivals.add(new Arrival(delivery, null, false, e));
        }
    }

    /** Refuses a message that the source could not read: it may be a READY, so it must not count as handled. */
    private static ControlMessage unread(String name, String why) {
        return new ControlMessage.Invalid(
                null,
                List.of(new Violation(
                        ReasonCode.OBJECT_UNREADABLE, "ready#", LogText.path(name) + " cannot be read: " + why)));
    }

    private void onDefect(Throwable cause) {
        if (isNew(cause)) {
            defects.report("a defect made the ready source fail; it is polled again", cause);
        }
        failure = cause;
    }

    /** Returns whether a failure differs from the previous one, so that a lasting outage is logged once. */
    private boolean isNew(Throwable cause) {
        Throwable before = failure;
        return before == null || !before.toString().equals(cause.toString());
    }

    /**
     * A delivery and its parsed message.
     *
     * @param delivery the delivery, not yet settled
     * @param message the parsed message; null after a defect
     * @param unread whether the source could not read the message
     * @param defect the defect that prevented reading or parsing, or null
     */
    record Arrival(
            ReadyDelivery delivery,
            @Nullable ControlMessage message,
            boolean unread,
            @Nullable Throwable defect) {}
}
