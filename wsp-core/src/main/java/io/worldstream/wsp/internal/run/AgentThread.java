package io.worldstream.wsp.internal.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that turns an engine: works until there is nothing to do, then parks until the next due time or until it is
 * woken. Any thread may call it.
 */
public final class AgentThread {
    private static final Logger LOG = LoggerFactory.getLogger(AgentThread.class);

    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Object turned = new Object();
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;

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

    /** Ends a park. */
    public void wakeUp() {
        LockSupport.unpark(thread);
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
        synchronized (turned) {
            while (!condition.getAsBoolean()) {
                if (ended) {
                    throw new IllegalStateException("the producer was closed");
                }
                turned.wait();
            }
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
            boolean told = false;
            while (!Thread.currentThread().isInterrupted()) {
                if (stopping && !told) {
                    engine.stop();
                    told = true;
                }
                int work = engine.doWork();
                synchronized (turned) {
                    turned.notifyAll();
                }
                if (told && engine.lanesIdle()) {
                    return;
                }
                if (work == 0) {
                    LockSupport.parkNanos(Math.min(engine.nanosToNextWork(), LONGEST_PARK_NANOS));
                }
            }
        } finally {
            ended = true;
            synchronized (turned) {
                turned.notifyAll();
            }
        }
    }
}
