package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A producer with threads of its own, in real time; nothing here depends on how fast it is. */
@Timeout(600)
class StartedProducerTest {
    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.builder().window(4).build();
    private final HeardEvents heard = new HeardEvents();
    private final World world = Trades.world(2_000, 0).putInto(oracle);

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private WorldStreamProducer.Builder builder() {
        return WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(oracle)
                .ingress(sink)
                .catalogue(world.catalogue())
                .policy(SteppedProducer.AS_FAST_AS_CAN_BE.withPush(push -> push.withMaxInFlight(4)))
                .listener(heard);
    }

    @Test
    void whatIsOnTheBusIsHandledWhenItIsIdle() throws InterruptedException {
        World second = Trades.world(1_000, 0).pins(Trades.otherWorld(5, '5')).putInto(oracle);
        try (WorldStreamProducer wsp = builder().build()) {
            wsp.start();
            wsp.awaitIdle();
            assertThat(heard.finished).isEmpty();
            world.announceOn(bus);
            second.announceOn(bus);
            bus.publish("again", world.readyMessage());
            wsp.awaitIdle();
            assertThat(heard.statuses())
                    .containsExactlyInAnyOrder(
                            ReadyDisposition.COMPLETED, ReadyDisposition.COMPLETED, ReadyDisposition.DUPLICATE);
            assertThat(sink.admitted()).hasSize(3_000);
            assertThat(bus.settlements()).hasSize(3);
            wsp.awaitIdle();
        }
    }

    @Test
    void aStartedProducerIsNotDrivenByHandNorStartedTwice() {
        WorldStreamProducer wsp = builder().build();
        assertThatThrownBy(wsp::awaitIdle).isInstanceOf(IllegalStateException.class);
        wsp.start();
        assertThatThrownBy(wsp::doWork).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(wsp::start).isInstanceOf(IllegalStateException.class);
        wsp.close();
        wsp.close();
        assertThatThrownBy(wsp::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingEndsARunThatStreams() {
        World slow =
                Trades.world(1_000, 3_600_000).pins(Trades.otherWorld(5, '5')).putInto(oracle);
        CountDownLatch started = new CountDownLatch(1);
        StreamListener onStart = new StreamListener() {
            @Override
            public void onStarted(RunEvent.Started event) {
                started.countDown();
            }

            @Override
            public void onFinished(StreamEvent.Finished event) {
                heard.onFinished(event);
            }
        };
        try (WorldStreamProducer wsp =
                builder().policy(StreamPolicy.defaults()).listener(onStart).build()) {
            wsp.start();
            slow.announceOn(bus);
            await(started);
        }
        assertThat(heard.finished).isEmpty();
        assertThat(bus.settlements()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.MINUTES))
                    .as("it happened at all")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aListenerThatThrowsChangesNothing() throws InterruptedException {
        StreamListener hostile = new StreamListener() {
            @Override
            public void onIgnored(StreamEvent.Ignored event) {
                throw new IllegalStateException("ignored");
            }

            @Override
            public void onPlanned(RunEvent.Planned event) {
                throw new IllegalStateException("planned");
            }

            @Override
            public void onStarted(RunEvent.Started event) {
                throw new IllegalStateException("started");
            }

            @Override
            public void onQuarantined(GateEvent.Quarantined event) {
                throw new IllegalStateException("quarantined");
            }

            @Override
            public void onFinished(StreamEvent.Finished event) {
                heard.onFinished(event);
                throw new IllegalStateException("finished");
            }
        };
        RecordingSink quarantining = RecordingSink.builder()
                .script((push, usual) -> push.number() == 5 ? Outcomes.quarantine(push, "SCHEMA_FAIL") : usual.get())
                .build();
        try (WorldStreamProducer wsp =
                builder().listener(hostile).ingress(quarantining).build()) {
            wsp.start();
            bus.publish("junk", new byte[0]);
            world.announceOn(bus);
            wsp.awaitIdle();
        }
        assertThat(heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(heard.only().events().quarantined()).isEqualTo(1);
    }

    private void assertDefect(WorldStreamProducer.Builder builder, String message) {
        try (WorldStreamProducer wsp = builder.build()) {
            wsp.start();
            assertThatThrownBy(wsp::awaitIdle)
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage(message);
        }
    }

    @Test
    void aDefectOfTheReadySourceIsTold() {
        ReadySource broken = () -> {
            throw new IllegalArgumentException("a defect of the source");
        };
        assertDefect(builder().readySource(broken), "a defect of the source");
    }

    @Test
    void aDefectOfTheOracleIsTold() {
        OracleReader broken = new OracleReader() {
            @Override
            public List<OraclePart> resolve(SealedReference reference) {
                return oracle.resolve(reference);
            }

            @Override
            public PartContent open(OraclePart part) {
                throw new UnsupportedOperationException("a defect of the oracle");
            }
        };
        world.announceOn(bus);
        assertDefect(builder().oracle(broken), "a defect of the oracle");
        assertThat(bus.settlements())
                .extracting(InMemoryReadySource.Settled::settlement)
                .containsExactly(ReadyDelivery.Settlement.HALTED);
        assertThat(heard.only().reason()).isEqualTo(ReasonCode.DEFECT);
        assertThat(heard.failed.get(world.runId().toString())).hasMessage("a defect of the oracle");
    }

    @Test
    void aBusThatCannotBeReadIsTold() {
        ReadySource gone = () -> {
            throw new WspException(ReasonCode.OBJECT_UNREADABLE, "no bus");
        };
        try (WorldStreamProducer wsp = builder().readySource(gone).build()) {
            wsp.start();
            assertThatThrownBy(wsp::awaitIdle).isInstanceOf(WspException.class).hasMessage("no bus");
        }
    }

    /** A bus that is away for a while must not cost the run that streams meanwhile. */
    @Test
    void awaitIdle_busFailsWhileARunStreams_endsTheRunFirst() {
        world.announceOn(bus);
        AtomicBoolean given = new AtomicBoolean();
        ReadySource failing = () -> {
            if (given.getAndSet(true)) {
                throw new WspException(ReasonCode.OBJECT_UNREADABLE, "no bus");
            }
            return bus.poll();
        };
        try (WorldStreamProducer wsp = builder().readySource(failing).build()) {
            wsp.start();
            assertThatThrownBy(wsp::awaitIdle).isInstanceOf(WspException.class).hasMessage("no bus");
        }
        assertThat(heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void aWaitThatIsInterruptedLeavesTheProducerRunning() throws InterruptedException {
        RecordingSink held = RecordingSink.builder().holdAll().build();
        try (WorldStreamProducer wsp = builder().ingress(held).build()) {
            wsp.start();
            world.announceOn(bus);
            Thread.currentThread().interrupt();
            assertThatThrownBy(wsp::awaitIdle).isInstanceOf(InterruptedException.class);
            while (heard.finished.isEmpty()) {
                held.completeAll();
                Thread.onSpinWait();
            }
            wsp.awaitIdle();
        }
        assertThat(heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void afterTheEndNothingIsAwaited() throws InterruptedException {
        RecordingSink held = RecordingSink.builder().holdAll().build();
        World endless =
                Trades.world(1_000, 3_600_000).pins(Trades.otherWorld(5, '5')).putInto(oracle);
        WorldStreamProducer wsp =
                builder().policy(StreamPolicy.defaults()).ingress(held).build();
        wsp.start();
        endless.announceOn(bus);
        while (held.held().isEmpty()) {
            Thread.onSpinWait();
        }
        Thread closing = new Thread(wsp::close);
        closing.start();
        while (closing.isAlive()) {
            held.completeAll();
            Thread.onSpinWait();
        }
        closing.join();
        assertThatThrownBy(wsp::awaitIdle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(heard.finished).isEmpty();
        assertThat(bus.settlements()).isEmpty();
    }
}
