package io.worldstream.wsp.internal.engine;

import static io.worldstream.wsp.internal.tasks.Schedules.require;

import io.worldstream.wsp.internal.tasks.Schedules;
import io.worldstream.wsp.policy.IdleStrategy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A park and a join have no timeout here, so that a lost wake-up is a deadlock instead of a delay. */
@Tag("lincheck")
class EngineThreadLincheckTest {
    @Test
    void wakeUp_workArrivesAtAnyTime_isDone() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            EngineThread agent = agent();
            agent.start(engine);
            Thread other = Schedules.start(() -> engine.give(agent));
            engine.give(agent);
            other.join();
            agent.awaitTurn(() -> engine.done == 2);
            end(agent, engine);
        });
    }

    @Test
    void wakeUp_beforeTheThreadHasStarted_isHeard() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            EngineThread agent = agent();
            Thread other = Schedules.start(() -> engine.give(agent));
            agent.start(engine);
            agent.awaitTurn(() -> engine.done == 1);
            other.join();
            end(agent, engine);
        });
    }

    @Test
    void wakeUp_byATurn_causesAnotherTurn() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            EngineThread agent = agent();
            engine.givesItself = agent;
            agent.start(engine);
            agent.awaitTurn(() -> engine.done == 1);
            end(agent, engine);
        });
    }

    @Test
    void wakeUp_whileTheThreadSpins_isHeard() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            engine.inFlight.set(1);
            engine.nanosToNextWork = 1;
            EngineThread agent = agent(IdleStrategy.spinTail(Duration.ofMillis(1)));
            agent.start(engine);
            engine.give(agent);
            agent.awaitTurn(() -> engine.done == 1);
            engine.inFlight.set(0);
            end(agent, engine);
        });
    }

    @Test
    void awaitTurn_conditionHoldsInTheLastTurn_returns() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            EngineThread agent = agent();
            agent.start(engine);
            Waiter waiter = new Waiter(agent, () -> engine.stopped);
            agent.stop(engine);
            require(!waiter.refused(), "the condition held before the thread ended");
        });
    }

    @Test
    void awaitTurn_threadIsStopped_throws() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            EngineThread agent = agent();
            agent.start(engine);
            Waiter waiter = new Waiter(agent, () -> false);
            agent.stop(engine);
            require(waiter.refused(), "returned although the condition never held");
            require(engine.failure == null, "a turn failed");
        });
    }

    @Test
    void awaitTurn_aTurnThrows_evaluatesTheConditionAfterIt() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            engine.broken = true;
            EngineThread agent = agent();
            Waiter waiter = new Waiter(agent, () -> engine.failure != null);
            agent.start(engine);
            require(!waiter.refused(), "closed, it says, instead of the defect that the condition tells");
            agent.stop(engine);
        });
    }

    @Test
    void stop_workInFlight_endsWhenItIsAnswered() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            engine.inFlight.set(1);
            EngineThread agent = agent();
            agent.start(engine);
            Thread gate = Schedules.start(() -> {
                engine.inFlight.set(0);
                agent.wakeUp();
            });
            Thread second = Schedules.start(() -> agent.stop(engine));
            agent.stop(engine);
            require(engine.inFlight.get() == 0, "ended before it was drained");
            second.join();
            gate.join();
            require(engine.stopped && engine.failure == null, "not stopped, or a turn failed");
        });
    }

    @Test
    void stop_whileAnotherThreadStarts_stopsTheEngineOnOneThread() {
        Schedules.check(() -> {
            Engine engine = new Engine();
            EngineThread agent = agent();
            boolean[] started = new boolean[1];
            Thread starter = Schedules.start(() -> {
                try {
                    agent.start(engine);
                    started[0] = true;
                } catch (IllegalStateException e) {
                    started[0] = false;
                }
            });
            agent.stop(engine);
            require(engine.stopped, "not stopped");
            starter.join();
            boolean ran = engine.driver != Thread.currentThread();
            require(ran == started[0], "a refused start ran the engine, or one that was granted did not");
        });
    }

    private static void end(EngineThread agent, Engine engine) {
        agent.stop(engine);
        require(engine.stopped && engine.failure == null, "not stopped, or a turn failed");
    }

    private static EngineThread agent() {
        return agent(IdleStrategy.park());
    }

    private static EngineThread agent(IdleStrategy waiting) {
        return new EngineThread(waiting, new Untimed());
    }

    /** A permit for the engine's thread, the only one that parks. The model checker lets a real park return early. */
    private static final class Untimed implements EngineThread.Threads {
        private boolean permit;

        @Override
        public void start(Thread created) {
            created.start();
        }

        @Override
        public synchronized void park(long nanos) {
            try {
                while (!permit) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            permit = false;
        }

        @Override
        public synchronized void unpark(Thread thread) {
            permit = true;
            notifyAll();
        }

        @Override
        public void join(Thread thread, long nanos) throws InterruptedException {
            thread.join();
        }
    }

    /** A thread that waits for a condition. */
    private static final class Waiter {
        private final Thread thread;
        private boolean refused;

        Waiter(EngineThread agent, BooleanSupplier condition) {
            thread = Schedules.start(() -> {
                try {
                    agent.awaitTurn(condition);
                } catch (IllegalStateException e) {
                    refused = true;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }

        /** Returns, when the wait has ended, whether it ended in an exception. */
        boolean refused() throws InterruptedException {
            thread.join();
            return refused;
        }
    }

    /** An engine that knows its driver. */
    private static final class Engine implements DutyCycle {
        private final AtomicInteger given = new AtomicInteger();
        private final AtomicInteger inFlight = new AtomicInteger();
        private volatile int done;
        private volatile boolean stopped;
        private volatile @Nullable Throwable failure;
        private volatile @Nullable Thread driver;
        private long nanosToNextWork = Long.MAX_VALUE;
        private boolean broken;
        private @Nullable EngineThread givesItself;

        void give(EngineThread agent) {
            given.incrementAndGet();
            agent.wakeUp();
        }

        @Override
        public int doWork() {
            beDrivenByOneThread();
            if (broken) {
                throw new IllegalStateException("broken");
            }
            int before = done;
            done = given.get();
            EngineThread agent = givesItself;
            if (agent != null) {
                givesItself = null;
                give(agent);
            }
            return done - before;
        }

        private void beDrivenByOneThread() {
            Thread current = Thread.currentThread();
            require(driver == null || driver == current, "two threads drive the engine");
            driver = current;
        }

        @Override
        public long nanosToNextWork() {
            return nanosToNextWork;
        }

        @Override
        public void stop() {
            beDrivenByOneThread();
            require(!stopped, "stopped twice");
            stopped = true;
        }

        @Override
        public boolean lanesIdle() {
            return inFlight.get() == 0;
        }

        @Override
        public void fail(Throwable cause) {
            failure = cause;
        }
    }
}
