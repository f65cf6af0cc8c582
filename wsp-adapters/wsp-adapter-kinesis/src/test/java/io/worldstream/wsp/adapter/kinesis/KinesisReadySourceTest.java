package io.worldstream.wsp.adapter.kinesis;

import static io.worldstream.wsp.adapter.kinesis.KinesisBus.settle;
import static io.worldstream.wsp.adapter.kinesis.KinesisBus.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Behaviour on a real server beyond the rules of the contract kit. */
@Tag("server")
@Timeout(300)
class KinesisReadySourceTest {
    @Nested
    class Resharding {
        @Test
        void split_inTheMiddle_parentComesBeforeItsChildren() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                KinesisReadySource source = bus.open();
                bus.publish("1");
                bus.receive(source, "1");
                bus.publish("2", "3");
                List<Shard> children = bus.server.split(bus.stream);
                for (Shard child : children) {
                    bus.server.publishTo(bus.stream, child, "of " + child.shardId());
                }
                List<String> rest = texts(bus.receive(source, 4));
                assertThat(rest.subList(0, 2)).containsExactly("2", "3");
                assertThat(rest.subList(2, 4))
                        .containsExactlyInAnyOrder(
                                "of " + children.get(0).shardId(),
                                "of " + children.get(1).shardId());
            }
        }

        @Test
        void merge_inTheMiddle_bothParentsComeBeforeTheirChild() throws Exception {
            try (KinesisBus bus = KinesisBus.of(2)) {
                KinesisReadySource source = bus.open();
                List<Shard> parents = bus.server.openShards(bus.stream);
                bus.server.publishTo(bus.stream, parents.get(0), "first");
                bus.server.publishTo(bus.stream, parents.get(1), "second");
                bus.server.merge(bus.stream);
                bus.publish("child");
                List<String> all = texts(bus.receive(source, 3));
                assertThat(all.subList(0, 2)).containsExactlyInAnyOrder("first", "second");
                assertThat(all.get(2)).isEqualTo("child");
            }
        }

        /** The first read, which is that of the oldest shard, is throttled: its descendants wait for it all the same. */
        @Test
        void split_andMergeAgain_orderHoldsAcrossAllOfThem() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("grandparent");
                for (Shard child : bus.server.split(bus.stream)) {
                    bus.server.publishTo(bus.stream, child, "parent");
                }
                bus.server.merge(bus.stream);
                bus.publish("child");
                bus.link.fail("GetRecords", "ProvisionedThroughputExceededException", 1);
                bus.receive(bus.open(), "grandparent", "parent", "parent", "child");
            }
        }

        @Test
        void restart_withAnUnsettledMessageOfTheParent_comesBeforeTheChildren() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1", "2", "3");
                List<ReadyDelivery> received = bus.receive(bus.open(), "1", "2", "3");
                received.get(0).settle(Settlement.DONE);
                received.get(2).settle(Settlement.DONE);
                bus.server.publishTo(bus.stream, bus.server.split(bus.stream).get(1), "child");
                bus.receive(bus.restart(), "2", "child");
                bus.receive(bus.restart(), "2", "child").get(0).settle(Settlement.DONE);
                bus.receive(bus.restart(), "child");
            }
        }

        /** The record of a closed shard stays while the shard is listed, so that its messages never come again. */
        @Test
        void closedShard_settled_isNotReadAgain() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                bus.server.publishTo(bus.stream, bus.server.split(bus.stream).get(0), "child");
                settle(bus.receive(bus.open(), "1", "child"), Settlement.DONE);
                assertThat(bus.stored().shard("shardId-000000000000").hasEnded())
                        .isTrue();
                int before = bus.link.calls("GetShardIterator");
                KinesisReadySource source = bus.restart();
                assertThat(source.poll()).isEmpty();
                assertThat(bus.link.calls("GetShardIterator") - before)
                        .as("iterators of the children alone")
                        .isEqualTo(2);
            }
        }
    }

    @Nested
    class Settling {
        @Test
        void refused_withOthersDone_aloneComesAgain() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1", "2", "3", "4");
                List<ReadyDelivery> received = bus.receive(bus.open(), "1", "2", "3", "4");
                received.get(0).settle(Settlement.DONE);
                received.get(1).settle(Settlement.REFUSED);
                received.get(2).settle(Settlement.IGNORED);
                received.get(3).settle(Settlement.UNREADABLE);
                assertThat(bus.stored().shard("shardId-000000000000").settled().size())
                        .isEqualTo(2);
                bus.receive(bus.restart(), "2").get(0).settle(Settlement.DONE);
                assertThat(bus.stored().shard("shardId-000000000000").settled().size())
                        .isEqualTo(1);
                assertThat(bus.restart().poll()).isEmpty();
            }
        }

        @Test
        void skipped_isRecordedForTheScopeAlone() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("other's", "done");
                List<ReadyDelivery> received =
                        bus.receive(bus.open(bus.builder().scope("platform_a")), "other's", "done");
                received.get(0).settle(Settlement.SKIPPED);
                received.get(1).settle(Settlement.DONE);
                assertThat(bus.open(bus.builder().scope("platform_a")).poll()).isEmpty();
                bus.receive(bus.open(bus.builder().scope("platform_b")), "other's");
                bus.receive(bus.open(), "other's").get(0).settle(Settlement.SKIPPED);
                bus.receive(bus.open(), "other's");
                assertThat(bus.positions.names())
                        .contains(
                                bus.settled(),
                                new PositionName(bus.settled().value().replace("settled", "skipped/platform_a")));
            }
        }

        @Test
        void storeThatFails_isReported_andTheNextSaveMakesUpForIt() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1", "2");
                List<ReadyDelivery> received = bus.receive(bus.open(), "1", "2");
                bus.positions.failNextSaves(1);
                assertThatExceptionOfType(WspException.class)
                        .isThrownBy(() -> received.get(0).settle(Settlement.DONE))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE))
                        .withMessageContaining(bus.stream);
                bus.positions.loseNextAnswers(1);
                assertThatExceptionOfType(WspException.class)
                        .isThrownBy(() -> received.get(1).settle(Settlement.DONE));
                assertThat(bus.restart().poll()).isEmpty();
            }
        }

        @Test
        void twice_isADefect() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                ReadyDelivery delivery = bus.receive(bus.open(), "1").get(0);
                delivery.settle(Settlement.DONE);
                assertThatIllegalStateException()
                        .isThrownBy(() -> delivery.settle(Settlement.DONE))
                        .withMessageContaining(bus.stream + "/shardId-000000000000/");
            }
        }
    }

    @Nested
    class Hosts {
        @Test
        void twoHosts_sharingAStore_mergeTheirPositions() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                String[] messages =
                        IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new);
                bus.publish(messages);
                List<ReadyDelivery> one = bus.receive(bus.open(), messages);
                List<ReadyDelivery> other = bus.receive(bus.open(), messages);
                for (int i = 0; i < messages.length; i++) {
                    (i % 2 == 0 ? one : other).get(i).settle(Settlement.DONE);
                }
                assertThat(bus.restart().poll()).isEmpty();
                assertThat(bus.stored().shard("shardId-000000000000").settled().size())
                        .isEqualTo(1);
            }
        }

        /** The news in a save of the other host is believed at once, not only at the next start. */
        @Test
        void message_settledByAnotherHostWhileItWaits_isNotDelivered() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1", "2", "3");
                KinesisReadySource slow = bus.open();
                ReadyDelivery first = slow.poll().orElseThrow();
                List<ReadyDelivery> other = bus.receive(bus.open(), "1", "2", "3");
                other.get(1).settle(Settlement.DONE);
                first.settle(Settlement.DONE);
                bus.receive(slow, "3");
            }
        }
    }

    @Nested
    class Failures {
        @Test
        void missingStream_saysSo_andIsReadOnceItIsCreated() throws Exception {
            KinesisServer server = KinesisServer.get();
            try (KinesisBus bus = new KinesisBus(server, KinesisServer.newName())) {
                KinesisReadySource source = bus.open();
                WspException failure = failure(source);
                assertThat(failure.code()).isEqualTo(ReasonCode.OBJECT_MISSING);
                assertThat(failure)
                        .hasMessageContaining("\"" + bus.stream + "\"")
                        .hasMessageContaining("create it")
                        .hasMessageContaining("control_bus.kinesis.stream");
                server.create(bus.stream, 1);
                bus.publish("1");
                bus.receive(source, "1");
            }
        }

        /** Shards of the new stream have the names of the old one's. */
        @Test
        void streamDeletedAndCreatedAnew_isReadFromItsStart() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1", "2");
                KinesisReadySource source = bus.open();
                settle(bus.receive(source, "1", "2"), Settlement.DONE);
                bus.server.delete(bus.stream);
                assertThat(failure(source).code()).isEqualTo(ReasonCode.OBJECT_MISSING);
                bus.server.create(bus.stream, 1);
                bus.publish("3");
                settle(bus.receive(source, "3"), Settlement.DONE);
                assertThat(bus.restart().poll()).isEmpty();
                bus.publish("4");
                bus.receive(bus.restart(), "4");
            }
        }

        @Test
        void throttledOnce_isNoFailure() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                bus.link.fail("GetRecords", "ProvisionedThroughputExceededException", 1);
                bus.receive(bus.open(), "1");
            }
        }

        @Test
        void throttledInARow_saysSo_andRecovers() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                bus.link.fail("GetRecords", "ProvisionedThroughputExceededException", FaultyLink.ALWAYS);
                KinesisReadySource source = bus.open();
                assertThat(failure(source)).hasMessageContaining("throttled").hasMessageContaining("add shards");
                bus.link.restore();
                bus.receive(source, "1");
            }
        }

        @Test
        void otherCallsThrottled_sayWhy_andRecover() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                KinesisReadySource source = bus.open();
                for (String call : List.of("DescribeStreamSummary", "ListShards", "GetShardIterator")) {
                    bus.link.fail(call, "LimitExceededException", FaultyLink.ALWAYS);
                    assertThat(failure(source)).as(call).hasMessageContaining("throttled");
                }
                bus.link.restore();
                bus.receive(source, "1");
            }
        }

        @Test
        void accessDenied_namesThePermissions() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.link.fail("", "AccessDeniedException", FaultyLink.ALWAYS);
                assertThat(failure(bus.open()))
                        .hasMessageContaining("AccessDeniedException (HTTP 400): as scripted")
                        .hasMessageContaining("ListShards, GetShardIterator and GetRecords");
            }
        }

        @Test
        void serverError_inTheMiddle_losesAndRepeatsNothing() throws Exception {
            try (KinesisBus bus = KinesisBus.of(2)) {
                KinesisReadySource source = bus.open();
                bus.publish("1");
                bus.receive(source, "1");
                bus.link.fail("", "InternalFailure", FaultyLink.ALWAYS);
                bus.publish("2");
                WspException failure = failure(source);
                assertThat(failure.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE);
                assertThat(failure).hasMessageContaining("InternalFailure (HTTP 500)");
                bus.link.restore();
                bus.receive(source, "2");
            }
        }

        @Test
        void unreachableServer_namesTheEndpoint() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.link.close();
                assertThat(failure(bus.open()))
                        .hasMessageContaining(bus.link.uri().toString())
                        .hasMessageContaining("control_bus.kinesis.endpoint");
            }
        }

        @Test
        void expiredIterator_isReplacedSilently() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                KinesisReadySource source = bus.open();
                bus.publish("1");
                bus.receive(source, "1");
                bus.link.fail("GetRecords", "ExpiredIteratorException", 1);
                bus.publish("2");
                bus.receive(source, "2");
            }
        }

        @Test
        void positionsThatCannotBeLoaded_stopReading_untilTheyCan() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                bus.positions.failNextLoads(Integer.MAX_VALUE);
                KinesisReadySource source = bus.open();
                WspException failure = failure(source);
                assertThat(failure.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE);
                assertThat(failure).hasMessageContaining(bus.settled().value());
                bus.positions.failNextLoads(0);
                bus.receive(source, "1");
            }
        }

        @Test
        void damagedPositions_sayWhatToDo() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.positions.overwrite(bus.settled(), new byte[] {'{'});
                assertThat(failure(bus.open()))
                        .hasMessageContaining(bus.settled().value())
                        .hasMessageContaining("remove the record");
            }
        }

        /** The engine polls again after a defect; what was delivered before must not come twice. */
        @Test
        void error_inTheThread_isLogged_reachesThePoll_andReadingGoesOn() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1);
                    Warnings log = new Warnings()) {
                bus.publish("1");
                AtomicBoolean defective = new AtomicBoolean(true);
                KinesisReadySource source = bus.open(bus.builder().positions(new PositionStore() {
                    @Override
                    public Optional<Position> load(PositionName name) {
                        if (defective.getAndSet(false)) {
                            throw new NoClassDefFoundError("planted");
                        }
                        return Optional.empty();
                    }

                    @Override
                    public Optional<String> save(PositionName name, byte[] record, @Nullable String version) {
                        return Optional.of("1");
                    }
                }));
                assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(source::poll);
                assertThat(log.text()).contains("ended by a defect", "planted");
                bus.receive(source, "1");
            }
        }

        private static WspException failure(KinesisReadySource source) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            while (System.nanoTime() - end < 0) {
                WspException failure = catchThrowableOfType(WspException.class, () -> source.poll());
                if (failure != null) {
                    return failure;
                }
            }
            throw new AssertionError("waited 120 s for a poll that fails");
        }
    }

    @Nested
    class Messages {
        @Test
        void tooLargeOrAggregated_comesUnreadable_andNeverAgain() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.server.publish(bus.stream, new byte[101]);
                bus.server.publish(bus.stream, new byte[] {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2, 1});
                bus.server.publish(bus.stream, new byte[100]);
                List<ReadyDelivery> received =
                        bus.receive(bus.open(bus.builder().maxMessageBytes(100)), 3);
                assertThat(received.get(0).unreadable().orElseThrow())
                        .contains("101 bytes", "limits.max_message_bytes");
                assertThat(received.get(0).message()).isEmpty();
                assertThat(received.get(1).unreadable().orElseThrow()).contains("AggregationEnabled");
                assertThat(received.get(2).unreadable()).isEmpty();
                assertThat(received.get(2).message()).hasSize(100);
                settle(received, Settlement.UNREADABLE);
                assertThat(bus.restart().poll()).isEmpty();
            }
        }

        @Test
        void moreThanTheBuffer_stayOnTheStream_andComeInOrder() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                String[] messages =
                        IntStream.range(0, 150).mapToObj(Integer::toString).toArray(String[]::new);
                bus.publish(messages);
                KinesisReadySource source = bus.open();
                assertThat(source.poll().map(KinesisBus::text)).hasValue("0");
                assertThat(bus.link.calls("GetRecords"))
                        .as("reads while 63 messages wait")
                        .isLessThanOrEqualTo(2);
                List<ReadyDelivery> rest = bus.receive(source, messages.length - 1);
                assertThat(texts(rest))
                        .containsExactly(
                                List.of(messages).subList(1, messages.length).toArray(String[]::new));
            }
        }
    }

    @Nested
    class Closing {
        @Test
        void close_endsTheThread_andDeliveriesCanStillBeSettled() throws Exception {
            try (KinesisBus bus = KinesisBus.of(1)) {
                bus.publish("1");
                KinesisReadySource source = bus.open();
                List<ReadyDelivery> received = bus.receive(source, "1");
                Thread reader = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("wsp-kinesis-" + bus.stream))
                        .findFirst()
                        .orElseThrow();
                assertThat(reader.isDaemon()).isTrue();
                source.close();
                source.close();
                reader.join(TimeUnit.SECONDS.toMillis(120));
                assertThat(reader.isAlive())
                        .as("the reader's thread after 120 s")
                        .isFalse();
                assertThatIllegalStateException().isThrownBy(source::poll);
                settle(received, Settlement.DONE);
                assertThat(bus.restart().poll()).isEmpty();
            }
        }

        @Test
        void neverPolled_startsNothing() throws IOException {
            try (KinesisBus bus = new KinesisBus(KinesisServer.get(), KinesisServer.newName())) {
                bus.open().close();
                assertThat(bus.link.calls("DescribeStreamSummary")).isZero();
            }
        }
    }
}
