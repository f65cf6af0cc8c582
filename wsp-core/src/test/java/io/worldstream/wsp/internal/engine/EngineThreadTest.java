package io.worldstream.wsp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.internal.format.RowFormats;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.run.RunContext;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.policy.IdleStrategy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real thread under a clock that stands still; nothing here depends on how fast it is. */
@Timeout(60)
class EngineThreadTest {
    private static final byte[] READY = ("{\"topic\":\"" + ReadySource.DEFAULT_TOPIC
                    + "\",\"message_id\":\"m\",\"published_at_utc\":\"2026-01-01T00:00:00Z\",\"partition_key\":null,"
                    + "\"payload\":{\"run_id\":\"" + "c".repeat(32)
                    + "\",\"facts_view_ref\":\"view.json\",\"bundle_hash\":\""
                    + "a".repeat(64) + "\"}}")
            .getBytes(StandardCharsets.UTF_8);

    private final CountedClock clock = new CountedClock();
    private final AtomicInteger polls = new AtomicInteger();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch mayRead = new CountDownLatch(1);

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 1000",
        "1000, 400, 600",
        "1000, 1000, 0",
        "1000, 2000, 0",
        "0, 0, 0",
        "9223372036854775807, 0, 100000000",
        "9223372036854775807, 200000, 100000000"
    })
    void aThreadParksUntilTheTailBegins(long wait, long tail, long park) {
        assertThat(EngineThread.parkNanos(wait, tail)).isEqualTo(park);
    }

    /** Else the engine, if it is the faster one, would find the task of the poll still running, and look again later. */
    @Test
    void poll_ends_wakesTheEngineOnceItsTaskHasEnded() {
        List<Runnable> given = new ArrayList<>();
        try (BackgroundTasks tasks = new BackgroundTasks(given::add, 16)) {
            List<Boolean> idleAtWakeUps = new ArrayList<>();
            polls.set(1); // nothing is left on the bus
            ProducerEngine engine = engine(tasks, () -> idleAtWakeUps.add(tasks.idle()));
            long ticket = engine.askAnew();
            for (int done = 0; engine.idleTicket() < ticket && done < 10; done++) {
                engine.doWork();
                idleAtWakeUps.clear();
                List.copyOf(given).forEach(Runnable::run);
                given.clear();
                assertThat(idleAtWakeUps).endsWith(true);
                engine.doWork();
            }
            assertThat(engine.idleTicket()).isGreaterThanOrEqualTo(ticket);
        }
    }

    @Test
    void start_noThreadIsLeft_isThrownAndCountsAsNotStarted() throws InterruptedException {
        OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
        FewThreads threads = new FewThreads(noThread);
        EngineThread agent = new EngineThread(IdleStrategy.park(), threads);
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            ProducerEngine engine = engine(tasks, agent);
            assertThatThrownBy(() -> agent.start(engine)).isSameAs(noThread);
            assertThatThrownBy(agent::requireStarted).hasMessage("the producer was not started");
            agent.requireNotStarted();
            threads.failure = null;
            mayRead.countDown();
            agent.start(engine);
            agent.awaitTurn(() -> polls.get() > 0);
            agent.stop(engine);
        }
    }

    @Test
    void inTheTailTheThreadSpinsAndHearsWhatItIsTold() {
        EngineThread agent = new EngineThread(IdleStrategy.spinTail(Duration.ofMillis(100)));
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            tasks.startThreads();
            ProducerEngine engine = engine(tasks, agent);
            agent.start(engine);
            until(() -> reading.getCount() == 0);
            // The next poll is nearer than the tail and never comes nearer: a thread that parks until then looks at the
            // clock
            // about ten times a second.
            long seen = clock.reads.get();
            until(() -> clock.reads.get() > seen + 1_000_000);
            mayRead.countDown();
            assertThatThrownBy(() -> awaitFailure(agent, engine)).hasRootCauseMessage("no names here");
            agent.stop(engine);
        }
    }

    @Test
    void whoWaitsHearsOfAFailure() {
        EngineThread agent = new EngineThread(IdleStrategy.park());
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            tasks.startThreads();
            ProducerEngine engine = engine(tasks, agent);
            agent.start(engine);
            mayRead.countDown();
            assertThatThrownBy(() -> awaitFailure(agent, engine)).hasRootCauseMessage("no names here");
            agent.stop(engine);
            assertThatThrownBy(() -> agent.awaitTurn(() -> false)).hasMessage("the producer was closed");
        }
    }

    private ProducerEngine engine(BackgroundTasks tasks, EngineThread agent) {
        return engine(tasks, agent::wakeUp);
    }

    private ProducerEngine engine(BackgroundTasks tasks, Runnable wakeUp) {
        StreamPolicy policy = StreamPolicy.defaults();
        RunContext context = new RunContext(
                new Preparation(
                        new WorldAccess(new StalledOracle(), new RowFormats(List.of()), policy.limits(), null, null),
                        new Catalogue("1", Map.of()),
                        new SealedReads(Duration.ZERO, 1, clock, () -> true),
                        policy),
                policy,
                new RunContext.Ports(new NoSink(), RunStore.inProcess(), StreamListener.NONE),
                clock,
                1,
                tasks,
                wakeUp);
        return new ProducerEngine(
                () -> polls.getAndIncrement() == 0 ? Optional.of(new Delivery()) : Optional.empty(),
                ReadySource.DEFAULT_TOPIC,
                16,
                context);
    }

    private static void awaitFailure(EngineThread agent, ProducerEngine engine) throws InterruptedException {
        agent.awaitTurn(() -> {
            engine.throwIfDefect();
            return false;
        });
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static final class FewThreads extends EngineThread.JdkThreads {
        private @Nullable Error failure;

        FewThreads(Error failure) {
            this.failure = failure;
        }

        @Override
        public void start(Thread created) {
            if (failure != null) {
                throw failure;
            }
            super.start(created);
        }
    }

    private static final class CountedClock implements Clock {
        private final AtomicLong reads = new AtomicLong();

        @Override
        public long monotonicNanos() {
            reads.incrementAndGet();
            return 0;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }
    }

    /** Keeps a run in its preparation until it may read, then fails. */
    private final class StalledOracle implements OracleReader {
        @Override
        public List<OraclePart> resolve(SealedReference reference) {
            reading.countDown();
            try {
                mayRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("no names here");
        }

        @Override
        public PartContent open(OraclePart part) {
            throw new AssertionError("nothing was resolved");
        }
    }

    private static final class NoSink implements IngressSink {
        @Override
        public void push(EnvelopeView envelope, PushCallback callback) {
            throw new AssertionError("nothing is pushed");
        }

        @Override
        public void close() {}
    }

    private static final class Delivery implements ReadyDelivery {
        @Override
        public String name() {
            return "m";
        }

        @Override
        public byte[] message() {
            return READY.clone();
        }

        @Override
        public void settle(Settlement settlement) {}
    }
}
