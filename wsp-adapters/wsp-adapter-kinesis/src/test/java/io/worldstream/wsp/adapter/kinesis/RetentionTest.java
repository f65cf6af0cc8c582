package io.worldstream.wsp.adapter.kinesis;

import static io.worldstream.wsp.adapter.kinesis.KinesisBus.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.adapter.kinesis.SettledRanges.Range;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The words of a source when the stream no longer has what it did not read. The server keeps records for 24 hours. */
@Tag("server")
@Timeout(300)
class RetentionTest {
    private static final String SHARD = "shardId-000000000000";

    /** The machine's clock with another time of day. */
    private record Shifted(Duration by) implements Clock {
        @Override
        public long monotonicNanos() {
            return Clock.system().monotonicNanos();
        }

        @Override
        public Instant wallTime() {
            return Clock.system().wallTime().plus(by);
        }
    }

    @Test
    void start_withinTheRetention_saysNothing() throws Exception {
        assertThat(warningsOfAStartAfter(Duration.ofHours(23))).isEmpty();
    }

    @Test
    void start_afterTheRetention_saysFromWhenToWhenMessagesMayBeLost() throws Exception {
        assertThat(warningsOfAStartAfter(Duration.ofHours(25)))
                .singleElement()
                .asString()
                .contains(SHARD, "lost before they were read", "retention of PT24H", "publish the READYs of that time");
    }

    private static List<String> warningsOfAStartAfter(Duration time) throws Exception {
        try (KinesisBus bus = KinesisBus.of(1);
                Warnings warnings = new Warnings()) {
            bus.publish("1");
            KinesisReadySource source = bus.open();
            settle(bus.receive(source, "1"), Settlement.DONE);
            source.close();
            KinesisReadySource later = bus.open(bus.builder().clock(new Shifted(time)));
            assertThat(later.poll()).isEmpty();
            return warnings.lines();
        }
    }

    /** Else a quiet stream would look like one that nobody read. */
    @Test
    void idleHost_savesHowFarItRead_onceAnHour() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1)) {
            AtomicLong passedMinutes = new AtomicLong();
            Instant opened = Clock.system().wallTime();
            KinesisReadySource source = bus.open(bus.builder().clock(new Clock() {
                @Override
                public long monotonicNanos() {
                    return Clock.system().monotonicNanos() + TimeUnit.MINUTES.toNanos(passedMinutes.get());
                }

                @Override
                public Instant wallTime() {
                    return Clock.system().wallTime().plus(Duration.ofMinutes(passedMinutes.get()));
                }
            }));
            assertThat(source.poll()).isEmpty();
            assertThat(bus.positions.saves()).isEmpty();
            passedMinutes.set(61);
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (bus.positions.names().isEmpty()) {
                assertThat(System.nanoTime() - end)
                        .as("waited two minutes for a save")
                        .isNegative();
                LockSupport.parkNanos(5_000_000);
            }
            assertThat(bus.stored().shard(SHARD).asOf()).isAfterOrEqualTo(opened);
        }
    }

    /** A refused message that the stream no longer has holds nothing back any more. */
    @Test
    void refusedMessage_thatIsGone_isNamed_andForgotten() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1);
                Warnings warnings = new Warnings()) {
            BigInteger first = new BigInteger(bus.server.publish(bus.stream, "1"));
            BigInteger last = new BigInteger(bus.server.publish(bus.stream, "3"));
            BigInteger gone = first.add(BigInteger.ONE);
            StreamPositions positions = new StreamPositions();
            positions.shard(SHARD).settled().add(new Range(SettledRanges.START, first));
            positions.shard(SHARD).settled().add(new Range(gone, last));
            bus.positions.overwrite(bus.settled(), PositionRecord.encode(positions));
            assertThat(bus.open().poll()).isEmpty();
            assertThat(warnings.lines())
                    .singleElement()
                    .asString()
                    .contains(SHARD + "/" + gone, "refused, halted or in progress", "publish");
            bus.publish("4");
            settle(bus.receive(bus.restart(), "4"), Settlement.DONE);
            assertThat(bus.stored().shard(SHARD).settled().ranges()).hasSize(1);
        }
    }

    @Test
    void refusedMessage_thatIsThere_isNoLoss() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1);
                Warnings warnings = new Warnings()) {
            bus.publish("1", "2", "3");
            List<ReadyDelivery> received = bus.receive(bus.open(), "1", "2", "3");
            received.get(1).settle(Settlement.REFUSED);
            received.get(2).settle(Settlement.DONE);
            bus.receive(bus.restart(), "1", "2");
            assertThat(warnings.lines()).isEmpty();
        }
    }

    @Test
    void shardThatLeftTheStream_beforeItWasSettled_isNamedOnce() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1);
                Warnings warnings = new Warnings()) {
            StreamPositions positions = new StreamPositions();
            positions.shard("shardId-000000000007").settled().add(new Range(SettledRanges.START, BigInteger.TEN));
            positions.shard("shardId-000000000008").end();
            bus.positions.overwrite(bus.settled(), PositionRecord.encode(positions));
            bus.publish("1");
            settle(bus.receive(bus.open(), "1"), Settlement.DONE);
            assertThat(bus.restart().poll()).isEmpty();
            assertThat(warnings.lines())
                    .singleElement()
                    .asString()
                    .contains("shardId-000000000007", "past the retention of PT24H");
            assertThat(bus.stored().shards()).containsOnlyKeys(SHARD);
        }
    }
}
