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
 * Drives an engine on a thread of its own. Runs turns until one does no work, then parks until the next due time or a
 * wake-up. Thread-safe.
 */
public final class EngineThread {
    private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long tailNanos;
    private final Threads threads;
    private final Object turned = new Object();
    private final List<BooleanSupplier> awaited = new CopyOnWriteArrayList<>();
    /** Set by a wake-up that the last turn may have missed. */
    private volatile boolean told;

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;

    /** @param waiting the strategy for waiting until a due time */
    public EngineThread(IdleStrategy waiting) {
        this(waiting, new JdkThreads());
    }

    EngineThread(IdleStrategy waiting, Threads threads) {
        tailNanos = waiting.tail().toNanos();
        this.threads = threads;
    }

    /**
     * Starts the thread. If that fails, for instance because the machine has no more threads, the engine counts as not
     * started.
     *
     * @throws IllegalStateException if it was started or stopped before
     */
    public synchronized void start(DutyCycle engine) {
        if (thread != null || stopping) {
            throw new IllegalStateException("the producer was already started or closed; build another one");
        }
        Thread created = new Thread(() -> turn(engine), "wsp-engine");
        created.setDaemon(true);
        thread = created;
        try {
            threads.start(created);
        } catch (Throwable e) {
            thread = null;
            throw e;
        }
    }

    /** Ends the current wait, if any. */
    public void wakeUp() {
        told = true;
        Thread waiting = thread;
        // The engine's thread is awake when it calls this; a permit would only cut its next park short.
        if (waiting != null && waiting != Thread.currentThread()) {
            threads.unpark(waiting);
        }
    }

    /** Throws {@link IllegalStateException} if the thread was started, since an engine has one driver. */
    public void requireNotStarted() {
        if (thread != null) {
            throw new IllegalStateException("the producer was started: its own thread drives it");
        }
    }

    /** Throws {@link IllegalStateException} if the thread was not started, since a wait would never end. */
    public void requireStarted() {
        if (thread == null) {
            throw new IllegalStateException("the producer was not started");
        }
    }

    /**
     * Blocks until the condition holds after a turn. An exception of the condition is passed on.
     *
     * @throws IllegalStateException if the thread ends and the condition does not hold after its last turn
     */
    public void awaitTurn(BooleanSupplier condition) throws InterruptedException {
        awaited.add(condition);
        try {
            synchronized (turned) {
                // Read before the condition, which then is evaluated once more after the last turn.
                boolean last = ended;
                while (!condition.getAsBoolean()) {
                    if (last) {
                        throw new IllegalStateException("the producer was closed");
                    }
                    turned.wait();
                    last = ended;
                }
            }
        } finally {
            awaited.remove(condition);
        }
    }

    /**
     * Drains what is in flight and ends the thread. Blocks for at most 10 seconds, then interrupts the thread. If the
     * thread was never started, stops the engine and runs one turn on the calling thread.
     */
    public void stop(DutyCycle engine) {
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
            threads.join(running, STOP_PATIENCE_NANOS);
            if (running.isAlive()) {
                LOG.warn("pushes in flight were not answered within 10 seconds; their outcomes are unknown");
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(DutyCycle engine) {
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

    private static void failEngine(DutyCycle engine, Throwable cause) {
        try {
            engine.fail(cause);
        } catch (Throwable e) {
            LOG.error("ending the engine after a defect failed as well", e);
        }
    }

    private void turnUntilStopped(DutyCycle engine) {
        boolean stopped = false;
        while (!interruptedToStop()) {
            // Reset first, so that a wake-up during this turn causes another one.
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

    /** Honours an interrupt only after {@link #stop}: a listener that restores an interrupt must not end all runs. */
    private boolean interruptedToStop() {
        if (!Thread.interrupted()) {
            return false;
        }
        if (!stopping) {
            LOG.warn("a listener or an adapter interrupted the engine's thread; ignored, call close() to end it");
        }
        return stopping;
    }

    private void await(DutyCycle engine) {
        long tail = engine.lanesIdle() ? 0 : tailNanos;
        long park = parkNanos(engine.nanosToNextWork(), tail);
        if (park > 0) {
            threads.park(park);
            return;
        }
        while (!told && engine.nanosToNextWork() > 0) {
            Thread.onSpinWait();
        }
    }

    /**
     * Returns how long to park, in nanoseconds, at most 100 ms; 0 to spin.
     *
     * @param waitNanos nanoseconds until there is work
     * @param tailNanos the last part of a wait, which is spun instead of parked
     */
    static long parkNanos(long waitNanos, long tailNanos) {
        return Math.min(Math.max(waitNanos - tailNanos, 0), LONGEST_PARK_NANOS);
    }

    /** Notifies waiters only when a condition holds: waking them every turn would cost more than the turn. */
    private boolean somebodyWaitedForThis() {
        for (BooleanSupplier condition : awaited) {
            try {
                if (condition.getAsBoolean()) {
                    return true;
                }
            } catch (Throwable e) {
                // Evaluated and thrown again on the waiting thread.
                return true;
            }
        }
        return false;
    }

    /**
     * The start of a thread, which a test lets fail, and the waits with a timeout, which a model of threads without time
     * replaces. Default: those of the JDK.
     */
    interface Threads {
        /** Starts a thread. */
        void start(Thread created);

        /** Parks the calling thread until it is unparked or interrupted, or the time has passed; may return earlier. */
        void park(long nanos);

        /** Ends a thread's current park, or else its next one. */
        void unpark(Thread thread);

        /** Waits until a thread has ended or the time has passed. */
        void join(Thread thread, long nanos) throws InterruptedException;
    }

    static class JdkThreads implements Threads {
        @Override
        public void start(Thread created) {
            created.start();
        }

        @Override
        public void park(long nanos) {
            LockSupport.parkNanos(nanos);
        }

        @Override
        public void unpark(Thread thread) {
            LockSupport.unpark(thread);
        }

        @Override
        public void join(Thread thread, long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        }
    }
}
