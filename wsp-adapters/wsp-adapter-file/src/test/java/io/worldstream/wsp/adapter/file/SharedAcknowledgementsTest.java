package io.worldstream.wsp.adapter.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore.Position;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two hosts on one bus that share no disk but the bus, and keep their acknowledgements in one store. */
@Timeout(300)
class SharedAcknowledgementsTest {
    private static final String TOPIC = ReadySource.DEFAULT_TOPIC;
    private static final PositionName FIRST = new PositionName("file/" + TOPIC + "/settled/00000001");

    @TempDir
    Path dir;

    private final InMemoryPositionStore store = new InMemoryPositionStore();
    private Path bus;
    private FileReadySource one;
    private FileReadySource other;

    @BeforeEach
    void twoHosts() throws IOException {
        bus = Files.createDirectories(dir.resolve("bus").resolve(TOPIC));
        one = host();
        other = host();
    }

    private FileReadySource host() {
        return new FileReadySource(dir.resolve("bus"), TOPIC, store, 100, null);
    }

    private void publish(String name) throws IOException {
        Files.writeString(bus.resolve(name), "{}");
    }

    private static ReadyDelivery next(FileReadySource host) {
        return host.poll().orElseThrow();
    }

    private static List<String> names(FileReadySource host) {
        List<String> names = new ArrayList<>();
        for (Optional<ReadyDelivery> next = host.poll(); next.isPresent(); next = host.poll()) {
            names.add(next.get().name().substring(TOPIC.length() + 1));
        }
        return names;
    }

    private String stored(PositionName name) throws IOException {
        return new String(store.load(name).map(Position::record).orElseThrow(), UTF_8);
    }

    @ParameterizedTest
    @EnumSource(
            value = Settlement.class,
            names = {"DONE", "IGNORED"})
    void settle_onOneHost_doesNotComeToTheOther(Settlement settlement) throws IOException {
        publish("a.json");
        publish("b.json");
        publish("c.json");
        next(other).settle(Settlement.DONE);
        next(one).settle(settlement);
        assertThat(names(other))
                .as("b was settled after this host had listed it")
                .containsExactly("c.json");
        assertThat(names(host())).containsExactly("c.json");
    }

    @Test
    void settle_byBothHosts_isOnRecordOnce() throws IOException {
        publish("a.json");
        ReadyDelivery here = next(one);
        ReadyDelivery there = next(other);
        here.settle(Settlement.DONE);
        there.settle(Settlement.DONE);
        assertThat(stored(FIRST)).isEqualTo("""
                {"format":"wsp.file_bus.acknowledged.v1"}
                {"message_file":"a.json","settlement":"DONE"}
                """);
        assertThat(names(host())).isEmpty();
    }

    /** Each of two saves that know nothing of each other is kept. */
    @Test
    void settle_ofTwoMessagesAtOnce_keepsBoth() throws IOException {
        publish("a.json");
        publish("b.json");
        ReadyDelivery here = next(one);
        next(other);
        ReadyDelivery there = next(other);
        here.settle(Settlement.DONE);
        there.settle(Settlement.DONE);
        assertThat(stored(FIRST)).contains("\"a.json\"", "\"b.json\"");
    }

    @Test
    void settle_byManyThreadsOfManyHosts_keepsAll() throws Exception {
        int hosts = 4;
        int each = 60;
        for (int i = 0; i < hosts * each; i++) {
            publish("%03d.json".formatted(i));
        }
        CyclicBarrier start = new CyclicBarrier(hosts);
        ExecutorService threads = Executors.newFixedThreadPool(hosts);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int host = 0; host < hosts; host++) {
                FileReadySource source = host();
                List<ReadyDelivery> mine = new ArrayList<>();
                for (int i = 0; i < hosts * each; i++) {
                    ReadyDelivery delivery = next(source);
                    if (i % hosts == host) {
                        mine.add(delivery);
                    }
                }
                all.add(threads.submit(() -> {
                    start.await(2, TimeUnit.MINUTES);
                    mine.forEach(delivery -> delivery.settle(Settlement.DONE));
                    return null;
                }));
            }
            for (Future<?> future : all) {
                future.get(4, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names(host())).isEmpty();
    }

    /** Thousands of messages: no record grows without bound, and a host that starts learns of all of them. */
    @Test
    void records_ofThousandsOfMessages_areAChainOfSmallOnes() throws IOException {
        int messages = 3000;
        for (int i = 0; i < messages; i++) {
            publish("ready-of-a-run-with-a-long-name-%05d.json".formatted(i));
        }
        for (int i = 0; i < messages; i++) {
            next(i % 3 == 0 ? one : other).settle(Settlement.IGNORED);
        }
        assertThat(store.names()).hasSizeBetween(7, 12);
        for (PositionName name : store.names()) {
            assertThat(stored(name).length()).isLessThan(2 * AcknowledgementRecords.FULL_BYTES);
        }
        assertThat(stored(FIRST)).endsWith("{\"continued_in\":\"file/" + TOPIC + "/settled/00000002\"}\n");
        assertThat(names(one)).isEmpty();
        assertThat(names(host())).isEmpty();

        publish("later.json");
        next(host()).settle(Settlement.DONE);
        assertThat(names(one)).as("a host that has read the chain before").isEmpty();
    }

    @Test
    void poll_ofABusWithNothingNew_makesNoCall() throws IOException {
        publish("a.json");
        next(one).settle(Settlement.DONE);
        store.failNextLoads(1);
        assertThat(names(one)).isEmpty();
        publish("b.json");
        assertUnavailable(() -> one.poll());
        assertThat(names(one)).containsExactly("b.json");
    }

    /** The message is not passed over: it may not have been acknowledged. */
    @Test
    void poll_whileTheStoreIsAway_saysSoAndGoesOnWhenItIsBack() throws IOException {
        publish("a.json");
        publish("b.json");
        store.failNextLoads(2);
        assertUnavailable(() -> one.poll());
        assertUnavailable(() -> one.poll());
        assertThat(names(one)).containsExactly("a.json", "b.json");
    }

    @Test
    void settle_whileTheStoreIsAway_saysSoAndComesToTheNextHost() throws IOException {
        publish("a.json");
        ReadyDelivery delivery = next(one);
        store.failNextSaves(1);
        assertUnavailable(() -> delivery.settle(Settlement.DONE));
        assertThat(names(one)).isEmpty();
        assertThat(names(other)).containsExactly("a.json");
    }

    @Test
    void settle_whoseAnswerIsLost_isOnRecord() throws IOException {
        publish("a.json");
        publish("b.json");
        ReadyDelivery delivery = next(one);
        store.loseNextAnswers(1);
        assertUnavailable(() -> delivery.settle(Settlement.DONE));
        next(one).settle(Settlement.DONE);
        assertThat(names(host())).isEmpty();
        assertThat(stored(FIRST).lines()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"format\":\"wsp.file_bus.acknowledged.v2\"}\n",
                "{\"format\":\"wsp.file_bus.acknowledged.v1\"}\n{\"message_file\":\"a.json\"",
                "{\"format\":\"wsp.file_bus.acknowledged.v1\"}\n{}\n"
            })
    void poll_recordOfAnotherFormat_isNeverTakenForNothing(String record) throws IOException {
        publish("a.json");
        store.overwrite(FIRST, record.getBytes(UTF_8));
        assertUnavailable(() -> one.poll())
                .hasMessageContaining("the record " + FIRST + " is of another format")
                .hasMessageContaining("remove it");
    }

    @Test
    void settle_anyNameThatTheBusAllows_isOnRecord() throws IOException {
        List<String> names = List.of("x".repeat(250) + ".json", ".json", "a b\n\"*?.json", "\u00e9.json", "-rf.json");
        for (String name : names) {
            publish(name);
        }
        for (int i = 0; i < names.size(); i++) {
            next(one).settle(Settlement.DONE);
        }
        assertThat(names(host())).isEmpty();
    }

    @Test
    void settle_asSkipped_holdsForTheScopeOnEachHost() throws IOException {
        publish("a.json");
        FileReadySource bound = bound("platform_1");
        next(bound).settle(Settlement.SKIPPED);
        assertThat(names(bound("platform_1"))).isEmpty();
        assertThat(names(bound("platform_2"))).containsExactly("a.json");
        assertThat(names(one)).containsExactly("a.json");
        assertThat(store.names()).containsExactly(new PositionName("file/" + TOPIC + "/skipped/platform_1/00000001"));
    }

    private FileReadySource bound(String scope) {
        return new FileReadySource(dir.resolve("bus"), TOPIC, store, 100, scope);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUnavailable(ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class,
                        e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE));
    }
}
