package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.ControlMessage;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.WspException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the source for deliveries, beside the engine, and reads what they are. The engine's thread turns and polls it. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private static final long POLL_INTERVAL_NANOS = 100_000_000L;
    private static final int DELIVERIES_PER_POLL = 16;
    private static final long NEVER = -1;

    private final ReadySource source;
    private final String topic;
    private final Clock clock;
    private final BackgroundTasks tasks;
    private final Runnable wakeUp;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final AtomicLong asked = new AtomicLong();
    private volatile long answered = NEVER;
    private volatile boolean foundNothing;
    private volatile @Nullable RuntimeException failure;
    private long started = NEVER;
    private long lastPollNanos;

    Intake(ReadySource source, String topic, Clock clock, BackgroundTasks tasks, Runnable wakeUp) {
        this.source = source;
        this.topic = topic;
        this.clock = clock;
        this.tasks = tasks;
        this.wakeUp = wakeUp;
    }

    /** Asks again where it is time to; returns how much it did. */
    int doWork() {
        long now = clock.monotonicNanos();
        if (nanosToNextPoll(now) > 0 || !arrivals.isEmpty() || !polling.compareAndSet(false, true)) {
            return 0;
        }
        started = asked.get();
        lastPollNanos = now;
        long ticket = started;
        tasks.execute(() -> ask(ticket));
        return foundNothing ? 0 : 1;
    }

    /** Asks the source anew, soon; gives the ticket that {@link #drained} will reach. Safe from any thread. */
    long askAnew() {
        long ticket = asked.incrementAndGet();
        wakeUp.run();
        return ticket;
    }

    /** The next message, or null. */
    @Nullable Arrival poll() {
        return arrivals.poll();
    }

    long nanosToNextPoll(long nowNanos) {
        boolean atOnce = started < asked.get() || (!foundNothing && !polling.get() && failure == null);
        return atOnce ? 0 : Math.max(lastPollNanos + POLL_INTERVAL_NANOS - nowNanos, 0);
    }

    /** The newest ticket after which the source had nothing more, once all it had was taken; -1 before that. */
    long drained() {
        return foundNothing && arrivals.isEmpty() ? answered : NEVER;
    }

    /** Why the source could not be asked when it was last, or null. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    private void ask(long ticket) {
        try {
            boolean nothing = false;
            for (int i = 0; i < DELIVERIES_PER_POLL && !nothing; i++) {
                Optional<ReadyDelivery> delivery = source.poll();
                nothing = delivery.isEmpty();
                delivery.ifPresent(found -> {
                    foundNothing = false;
                    arrivals.add(new Arrival(found, ControlMessage.read(found.message(), topic)));
                });
            }
            failure = null;
            answered = ticket;
            foundNothing = nothing;
        } catch (WspException e) {
            LOG.warn("the control bus cannot be read now: {}", e.getMessage());
            failure = e;
        } catch (RuntimeException e) {
            LOG.error("the ready source failed by a defect", e);
            failure = e;
        } finally {
            polling.set(false);
            wakeUp.run();
        }
    }

    /**
     * A delivery and what it is.
     *
     * @param delivery on loan from the source
     * @param message what it says
     */
    record Arrival(ReadyDelivery delivery, ControlMessage message) {}
}
