package io.worldstream.wsp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.Catalogue;
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
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine beside its threads; the way of a run through it is tested with the test kit. */
class ProducerEngineTest {
    private static final byte[] READY = ("{\"topic\":\"" + ReadySource.DEFAULT_TOPIC
                    + "\",\"message_id\":\"m\",\"published_at_utc\":\"2026-01-01T00:00:00Z\",\"partition_key\":null,"
                    + "\"payload\":{\"run_id\":\"" + "c".repeat(32)
                    + "\",\"facts_view_ref\":\"view.json\",\"bundle_hash\":\""
                    + "a".repeat(64) + "\"}}")
            .getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    private ProducerEngine engine(ReadySource source, BackgroundTasks tasks, Runnable wakeUp) {
        StreamPolicy policy = StreamPolicy.defaults();
        RunContext context = new RunContext(
                new Preparation(
                        new WorldAccess(new NamelessOracle(), new RowFormats(List.of()), policy.limits(), null, null),
                        new Catalogue("1", Map.of()),
                        new SealedReads(Duration.ZERO, 1, new SystemClock(), () -> true),
                        policy),
                policy,
                new RunContext.Ports(new NoSink(), RunStore.inProcess(), StreamListener.NONE),
                new SystemClock(),
                1,
                tasks,
                wakeUp);
        return new ProducerEngine(source, ReadySource.DEFAULT_TOPIC, 16, context);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A READY that is polled in the moment of stopping starts nothing: it is not settled and comes again. */
    @Test
    void aReadyThatArrivesWithTheEndStartsNothing() {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        AtomicInteger polls = new AtomicInteger();
        ReadySource late = () -> {
            await(stopped);
            return polls.getAndIncrement() == 0 ? Optional.of(new Delivery()) : Optional.empty();
        };
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            tasks.startThreads();
            ProducerEngine engine = engine(late, tasks, arrived::countDown);
            engine.doWork();
            engine.stop();
            stopped.countDown();
            await(arrived);
            engine.doWork();
            assertThat(engine.lanesIdle()).isTrue();
        }
        assertThat(asked).as("how often a run asked the oracle").hasValue(0);
        assertThat(settled).hasValue(0);
    }

    /** The same, not stopped: what the test above would see if it were wrong. */
    @Test
    void aReadyStartsARun() {
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            AtomicInteger polls = new AtomicInteger();
            ProducerEngine engine = engine(
                    () -> polls.getAndIncrement() == 0 ? Optional.of(new Delivery()) : Optional.empty(),
                    tasks,
                    () -> {});
            engine.doWork();
            assertThatThrownBy(engine::throwIfDefect)
                    .as("the way is followed until the oracle, which has no names here")
                    .hasRootCauseMessage("no names here");
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aSourceThatFailsIsAskedAgainLaterNotAtOnce() {
        AtomicInteger polls = new AtomicInteger();
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            ProducerEngine engine = engine(
                    () -> {
                        polls.incrementAndGet();
                        throw new IllegalArgumentException("a defect");
                    },
                    tasks,
                    () -> {});
            engine.doWork();
            assertThat(polls).hasValue(1);
            assertThat(engine.nanosToNextWork()).isPositive();
            assertThatThrownBy(engine::throwIfStuck).hasRootCauseMessage("a defect");
        }
    }

    /** Otherwise the engine's thread would spin until the bus has answered. */
    @Test
    @Timeout(120)
    void aPollThatTakesLong_isWaitedForWithoutSpinning() {
        CountDownLatch polled = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        ReadySource slow = () -> {
            polled.countDown();
            await(mayAnswer);
            return Optional.empty();
        };
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            tasks.startThreads();
            ProducerEngine engine = engine(slow, tasks, () -> {});
            while (polled.getCount() > 0) {
                engine.doWork();
            }
            engine.askAnew();
            long wait = engine.nanosToNextWork();
            mayAnswer.countDown();
            assertThat(wait).as("although another poll was requested").isPositive();
        }
    }

    /** Otherwise the engine's thread would spin until the bus has recorded what it was told. */
    @Test
    @Timeout(120)
    void messages_settledSlowly_areWaitedForWithoutSpinning() {
        CountDownLatch mayRecord = new CountDownLatch(1);
        AtomicInteger polls = new AtomicInteger();
        ReadySource endless = () -> {
            polls.incrementAndGet();
            return Optional.of(new SlowlySettled(mayRecord));
        };
        try (BackgroundTasks tasks = new BackgroundTasks(null, 16)) {
            tasks.startThreads();
            ProducerEngine engine = engine(endless, tasks, () -> {});
            // It also waits while a poll is under way.
            do {
                engine.doWork();
            } while (polls.get() < 64 || engine.nanosToNextWork() < Long.MAX_VALUE);
            assertThat(polls.get()).as("decisions that wait, and a poll more").isBetween(64, 64 + 16);
            mayRecord.countDown();
            do {
                engine.doWork();
            } while (polls.get() < 200);
            engine.stop();
        }
    }

    private record SlowlySettled(CountDownLatch mayRecord) implements ReadyDelivery {
        @Override
        public String name() {
            return "foreign";
        }

        @Override
        public byte[] message() {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void settle(Settlement settlement) {
            await(mayRecord);
        }
    }

    private final class Delivery implements ReadyDelivery {
        @Override
        public String name() {
            return "delivery";
        }

        @Override
        public byte[] message() {
            return READY.clone();
        }

        @Override
        public void settle(Settlement settlement) {
            settled.incrementAndGet();
        }
    }

    private final class NamelessOracle implements OracleReader {
        @Override
        public List<OraclePart> resolve(SealedReference reference) {
            asked.incrementAndGet();
            throw new UnsupportedOperationException("no names here");
        }

        @Override
        public PartContent open(OraclePart part) {
            throw new AssertionError("nothing is opened here");
        }
    }

    private static final class NoSink implements IngressSink {
        @Override
        public void push(EnvelopeView envelope, PushCallback callback) {
            throw new AssertionError("nothing is pushed here");
        }

        @Override
        public void close() {}
    }
}
