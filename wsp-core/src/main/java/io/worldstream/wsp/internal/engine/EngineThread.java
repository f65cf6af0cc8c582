package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.policy.IdleStrategy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that turns an engine: works until there is nothing to do, then waits until the next due time or until it is
 * told that there is more. Any thread may call it.
 */
public final class EngineThread {
    private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long tailNanos;
    private final Object turned = new Object();
    private final List<BooleanSupplier> awaited = new CopyOnWriteArrayList<>();
    /** Whether something was told that the last turn may not have seen. */
    private volatile boolean told;

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;

    /** @param waiting how the thread waits for a due time */
    public EngineThread(IdleStrategy waiting) {
        tailNanos = waiting.tail().toNanos();
    }

    /** Starts the thread. */
    public synchronized void start(ProducerEngine engine) {
        if (thread != null || stopping) {
            throw new IllegalStateException("a producer is started once");
        }
        Thread created = new Thread(() -> turn(engine), "wsp-engine");
        created.setDaemon(true);
        thread = created;
        created.start();
    }

    /** Ends a wait. */
    public void wakeUp() {
        told = true;
        Thread waiting = thread;
        // The thread itself does not wait; a permit would only cost its next park.
        if (waiting != null && waiting != Thread.currentThread()) {
            LockSupport.unpark(waiting);
        }
    }

    /** Refuses a second driver. */
    public void requireNotStarted() {
        if (thread != null) {
            throw new IllegalStateException("the producer was started: its own thread drives it");
        }
    }

    /** Refuses to wait for what nobody drives. */
    public void requireStarted() {
        if (thread == null) {
            throw new IllegalStateException("the producer was not started");
        }
    }

    /** Waits until the condition holds after a turn. */
    public void awaitTurn(BooleanSupplier condition) throws InterruptedException {
        awaited.add(condition);
        try {
            synchronized (turned) {
                while (!condition.getAsBoolean()) {
                    if (ended) {
                        throw new IllegalStateException("the producer was closed");
                    }
                    turned.wait();
                }
            }
        } finally {
            awaited.remove(condition);
        }
    }

    /** Lets the engine finish what is in flight, bounded, and ends the thread. */
    public void stop(ProducerEngine engine) {
        Thread running;
        synchronized (this) {
            stopping = true;
            running = thread;
        }
        if (running == null) {
            engine.stop();
            engine.doWork();
            return;
        }
        wakeUp();
        try {
            TimeUnit.NANOSECONDS.timedJoin(running, STOP_PATIENCE_NANOS);
            if (running.isAlive()) {
                LOG.warn("what is in flight was not answered within ten seconds; its outcome is unknown");
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(ProducerEngine engine) {
        try {
            turnUntilStopped(engine);
        } catch (Throwable e) {
            failEngine(engine, e);
        } finally {
            ended = true;
            synchronized (turned) {
                turned.notifyAll();
            }
        }
    }

    private static void failEngine(ProducerEngine engine, Throwable cause) {
        try {
            engine.fail(cause);
        } catch (Throwable e) {
            LOG.error("the engine failed while it ended by a defect", e);
        }
    }

    private void turnUntilStopped(ProducerEngine engine) {
        boolean stopped = false;
        while (!interruptedToStop()) {
            // Before anything else is looked at: what is told from here on has another turn.
            told = false;
            if (stopping && !stopped) {
                engine.stop();
                stopped = true;
            }
            int work = engine.doWork();
            if (somebodyWaitedForThis()) {
                synchronized (turned) {
                    turned.notifyAll();
                }
            }
            if (stopped && engine.lanesIdle()) {
                return;
            }
            if (work == 0 && !told) {
                await(engine);
            }
        }
    }

    /** Only {@link #stop} may interrupt the thread: a listener that restores an interrupt must not end all runs. */
    private boolean interruptedToStop() {
        if (!Thread.interrupted()) {
            return false;
        }
        if (!stopping) {
            LOG.warn("the engine's thread was interrupted, by a listener or an adapter; it continues: close() ends it");
        }
        return stopping;
    }

    private void await(ProducerEngine engine) {
        long tail = engine.lanesIdle() ? 0 : tailNanos;
        long park = parkNanos(engine.nanosToNextWork(), tail);
        if (park > 0) {
            LockSupport.parkNanos(park);
            return;
        }
        while (!told && engine.nanosToNextWork() > 0) {
            Thread.onSpinWait();
        }
    }

    /** How long to park where there is nothing to do for so long; 0 to spin. */
    static long parkNanos(long waitNanos, long tailNanos) {
        return Math.min(Math.max(waitNanos - tailNanos, 0), LONGEST_PARK_NANOS);
    }

    /** Waking somebody for each turn would cost more than the turn. */
    private boolean somebodyWaitedForThis() {
        for (BooleanSupplier condition : awaited) {
            try {
                if (condition.getAsBoolean()) {
                    return true;
                }
            } catch (Throwable e) {
                // It is thrown again on the thread of whoever waits.
                return true;
            }
        }
        return false;
    }
}
