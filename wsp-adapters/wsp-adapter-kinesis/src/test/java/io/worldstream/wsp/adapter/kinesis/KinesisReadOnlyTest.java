package io.worldstream.wsp.adapter.kinesis;

import static io.worldstream.wsp.adapter.kinesis.KinesisBus.settle;
import static io.worldstream.wsp.adapter.kinesis.KinesisBus.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The whole stream for a caller that settles nothing, on a real server. */
@Tag("server")
@Timeout(300)
class KinesisReadOnlyTest {
    /** Reads to the present end, as a dry run does. */
    private static List<ReadyDelivery> all(KinesisReadySource source) {
        List<ReadyDelivery> all = new ArrayList<>();
        for (Optional<ReadyDelivery> next = source.poll(); next.isPresent(); next = source.poll()) {
            all.add(next.get());
        }
        return all;
    }

    private static List<String> texts(Collection<ReadyDelivery> deliveries) {
        return deliveries.stream().map(KinesisBus::text).toList();
    }

    @Test
    void poll_hostHasSettledSome_returnsAllAndRecordsNothing() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1)) {
            bus.publish("1", "2", "3");
            List<ReadyDelivery> received = bus.receive(bus.open(), "1", "2", "3");
            received.get(0).settle(Settlement.DONE);
            byte[] before = bus.positions.load(bus.settled()).orElseThrow().record();

            List<ReadyDelivery> seen = all(bus.open(bus.builder().buildReadOnly()));
            assertThat(texts(seen)).containsExactly("1", "2", "3");
            settle(seen, Settlement.DONE);

            assertThat(bus.positions.load(bus.settled()).orElseThrow().record()).isEqualTo(before);
            assertThat(bus.positions.names()).containsExactly(bus.settled());
            bus.receive(bus.restart(), "2", "3");
        }
    }

    @Test
    void poll_withoutStoreAndWithScope_recordsNoSkippedOnes() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1)) {
            bus.publish("1");
            KinesisReadySource source = bus.open(KinesisReadySource.builder().stream(bus.stream)
                    .region(KinesisServer.REGION)
                    .endpoint(bus.link.uri())
                    .scope("platform_a")
                    .buildReadOnly());
            settle(all(source), Settlement.SKIPPED);
            assertThat(bus.positions.names()).isEmpty();
        }
    }

    /** More than one answer has, of several shards, one of which is closed. */
    @Test
    void poll_manyMessagesAndShards_reachesTheEndOfEach() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1)) {
            List<String> parents =
                    IntStream.range(0, 150).mapToObj(i -> "p" + i).toList();
            bus.publish(parents.toArray(String[]::new));
            for (Shard child : bus.server.split(bus.stream)) {
                bus.server.publishTo(bus.stream, child, "child");
            }
            List<String> seen = texts(all(bus.open(bus.builder().buildReadOnly())));
            assertThat(seen.subList(0, 150)).containsExactlyElementsOf(parents);
            assertThat(seen.subList(150, seen.size())).containsExactly("child", "child");
        }
    }

    @Test
    void poll_poisonRecords_areUnreadable() throws Exception {
        try (KinesisBus bus = KinesisBus.of(1)) {
            bus.server.publish(bus.stream, new byte[2000]);
            bus.publish("{}");
            List<ReadyDelivery> seen =
                    all(bus.open(bus.builder().maxMessageBytes(1000).buildReadOnly()));
            assertThat(seen.get(0).unreadable()).contains("it has 2000 bytes; limits.max_message_bytes is 1000");
            assertThat(text(seen.get(1))).isEqualTo("{}");
        }
    }

    @Test
    void poll_streamMissing_saysSo() throws Exception {
        try (KinesisBus bus = new KinesisBus(KinesisServer.get(), "no-such-stream")) {
            KinesisReadySource source = bus.open(bus.builder().buildReadOnly());
            assertThatThrownBy(source::poll)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_MISSING))
                    .hasMessageContaining("control_bus.kinesis.stream");
        }
    }
}
