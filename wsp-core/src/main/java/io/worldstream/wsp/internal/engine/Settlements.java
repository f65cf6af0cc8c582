package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles deliveries off the engine's thread, one at a time in the order in which they were decided, so that a full bus
 * occupies one thread. Only the engine's thread adds.
 */
final class Settlements {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);

    /** Maximum number of unsettled decisions before intake stops. */
    private static final int MOST_WAITING = 64;

    private static final int MOST_LOGGED = 10;

    private final BackgroundTasks tasks;
    private final Defects defects;
    private final Runnable wakeUp;
    private final Queue<Decided> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsettled = new AtomicInteger();
    private final AtomicBoolean settling = new AtomicBoolean();
    /** Confined to the one task that settles. */
    private int failures;

    Settlements(BackgroundTasks tasks, Defects defects, Runnable wakeUp) {
        this.tasks = tasks;
        this.defects = defects;
        this.wakeUp = wakeUp;
    }

    /** Returns whether more messages may be taken. */
    boolean hasRoom() {
        return unsettled.get() < MOST_WAITING;
    }

    /** Queues a delivery for settlement. */
    void add(ReadyDelivery delivery, Settlement settlement) {
        unsettled.incrementAndGet();
        waiting.add(new Decided(delivery, settlement));
        settleWhatWaits();
    }

    /** Queues the deliveries of a run for settlement; leaves them unsettled, and so on the bus, if it is null. */
    void addAll(List<ReadyDelivery> deliveries, @Nullable Settlement settlement) {
        if (settlement != null) {
            deliveries.forEach(delivery -> add(delivery, settlement));
        }
    }

    private void settleWhatWaits() {
        if (!settling.compareAndSet(false, true)) {
            return;
        }
        try {
            tasks.execute(this::settleAll);
        } catch (Throwable e) {
            settling.set(false);
            defects.report("a delivery could not be settled; it is offered again after a restart", e);
            dropWhatWaits();
        }
    }

    private void settleAll() {
        try {
            for (Decided next = waiting.poll(); next != null; next = waiting.poll()) {
                settle(next);
                if (unsettled.getAndDecrement() == MOST_WAITING) {
                    wakeUp.run();
                }
            }
        } finally {
            settling.set(false);
        }
        if (!waiting.isEmpty()) {
            settleWhatWaits();
        }
    }

    private void settle(Decided next) {
        String name = "a delivery";
        try {
            name = LogText.path(next.delivery.name());
            next.delivery.settle(next.settlement);
        } catch (WspException e) {
            logFailure(name, next.settlement, e);
        } catch (Throwable e) {
            defects.report(
                    name + " could not be settled as " + next.settlement + "; it is offered again after a restart", e);
        }
    }

    /** Logs the first failures: a bus may hold as many messages as there are failures. */
    private void logFailure(String name, Settlement settlement, WspException failure) {
        failures++;
        if (failures <= MOST_LOGGED) {
            LOG.warn(
                    "{} could not be settled as {}; it is offered again after a restart: {}: {}{}",
                    name,
                    settlement,
                    failure.code(),
                    failure.getMessage(),
                    failures == MOST_LOGGED ? "; further failures are not logged" : "");
        }
    }

    private void dropWhatWaits() {
        while (waiting.poll() != null) {
            unsettled.decrementAndGet();
        }
    }

    private record Decided(ReadyDelivery delivery, Settlement settlement) {}
}
