package io.worldstream.wsp.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.adapter.kinesis.SettledRanges.Range;
import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions in memory and in the store, and the format between them. */
class PositionLogTest {
    private static final PositionName NAME = new PositionName("kinesis/eu-west-1/1/control/settled");

    private final InMemoryPositionStore store = new InMemoryPositionStore();

    @Test
    void save_afterAnotherHost_keepsWhatBothSettled() throws IOException {
        PositionLog one = log();
        PositionLog other = log();
        settle(one, 0, 1);
        settle(other, 1, 2);
        one.save();
        other.save();
        assertThat(ranges(stored())).containsExactly(new Range(BigInteger.ZERO, BigInteger.TWO));
        List<Range> merged = other.get(PositionLogTest::ranges);
        assertThat(merged).isEqualTo(ranges(stored()));
        settle(one, 2, 3);
        one.save();
        assertThat(ranges(stored())).hasSize(1);
    }

    @Test
    void save_withoutAChange_storesNothing() {
        PositionLog log = log();
        settle(log, 0, 1);
        log.save();
        log.save();
        assertThat(store.saves()).hasSize(1);
    }

    @Test
    void save_afterALostAnswer_goesOn() throws IOException {
        PositionLog log = log();
        settle(log, 0, 1);
        store.loseNextAnswers(1);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(log::save)
                .withMessageContaining(NAME.value())
                .withMessageContaining("the answer of the position store is lost")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE));
        settle(log, 1, 2);
        log.save();
        assertThat(ranges(stored())).containsExactly(new Range(BigInteger.ZERO, BigInteger.TWO));
    }

    @Test
    void save_fromManyThreads_storesAllOfThem() throws IOException {
        PositionLog log = log();
        PositionLog other = log();
        CompletableFuture<?>[] all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 50; i++) {
                        PositionLog chosen = i % 2 == 0 ? log : other;
                        settle(chosen, thread * 50 + i, thread * 50 + i + 1);
                        chosen.save();
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
        assertThat(ranges(stored())).containsExactly(new Range(BigInteger.ZERO, BigInteger.valueOf(400)));
    }

    /** A store that always says "another version" must not hold a settlement for ever. */
    @Test
    void save_thatOthersPrecedeForEver_givesUp() {
        PositionLog log = new PositionLog(
                new PositionStore() {
                    @Override
                    public Optional<Position> load(PositionName name) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<String> save(PositionName name, byte[] record, @Nullable String version) {
                        return Optional.empty();
                    }
                },
                NAME);
        settle(log, 0, 1);
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(log::save)
                .withMessageContaining("other hosts have changed it 100 times");
    }

    /** The record stays small, and what it lacks comes again: the highest messages of the shard with most gaps. */
    @Test
    void change_beyondTheBound_forgetsTheHighestRanges_andSaysSoOnce() throws IOException {
        PositionLog log = log();
        try (Warnings warnings = new Warnings()) {
            log.change(positions -> positions.shard("quiet").settled().add(range(0, 5)));
            for (int i = 0; i < StreamPositions.MOST_GAPS + 50; i++) {
                settle(log, 2L * i, 2L * i + 1);
            }
            assertThat(warnings.lines()).singleElement().asString().contains(NAME.value(), "come again");
        }
        log.save();
        assertThat(ranges(stored())).hasSize(StreamPositions.MOST_GAPS + 1);
        assertThat(stored().shard("quiet").settled().ranges()).hasSize(1);
        BigInteger far = BigInteger.TEN.pow(56);
        log.change(positions -> positions.shard("shard").settled().add(new Range(far, far.add(BigInteger.ONE))));
        log.save();
        assertThat(store.load(NAME).orElseThrow().record().length).isLessThan(200_000);
    }

    @Test
    void record_ofAllMembers_isReadBack() throws IOException {
        StreamPositions positions = new StreamPositions();
        ShardPosition shard = positions.shard("shardId-000000000000");
        shard.settled().add(range(0, 3));
        shard.settled().add(range(5, 6));
        shard.asOf(Instant.parse("2026-02-01T00:00:00.123Z"));
        positions.shard("shardId-000000000001").end();
        byte[] record = PositionRecord.encode(positions);
        assertThat(new String(record, StandardCharsets.UTF_8))
                .isEqualTo("{\"format\":\"wsp.kinesis.positions.v1\",\"shards\":{\"shardId-000000000000\":"
                        + "{\"settled\":[\"0-3\",\"5-6\"],\"ended\":false,\"as_of\":\"2026-02-01T00:00:00.123Z\"},"
                        + "\"shardId-000000000001\":{\"settled\":[],\"ended\":true}}}");
        StreamPositions read = PositionRecord.decode(record);
        assertThat(PositionRecord.encode(read)).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"format\":\"wsp.kinesis.positions.v2\"}",
                "{\"format\":\"wsp.kinesis.positions.v1\",\"shards\":{\"a\":{\"settled\":[\"3-3\"]}}}",
                "{\"format\":\"wsp.kinesis.positions.v1\",\"shards\":{\"a\":{\"settled\":[\"-1-3\"]}}}",
                "{\"format\":\"wsp.kinesis.positions.v1\",\"shards\":{\"a\":{\"settled\":[7]}}}",
                "{\"format\":\"wsp.kinesis.positions.v1\",\"shards\":{\"a\":{\"as_of\":\"now\"}}}",
                "{\"format\":\"wsp.kinesis.positions.v1\",\"shards\":{\"a\":{},\"a\":{}}}"
            })
    void load_ofAnythingElse_saysWhatToDo(String record) {
        store.overwrite(NAME, record.getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> log().load())
                .withMessageContaining(NAME.value())
                .withMessageContaining("remove the record");
    }

    private PositionLog log() {
        return new PositionLog(store, NAME);
    }

    private StreamPositions stored() throws IOException {
        return PositionRecord.decode(store.load(NAME).orElseThrow().record());
    }

    private static void settle(PositionLog log, long from, long to) {
        log.change(positions -> positions.shard("shard").settled().add(range(from, to)));
    }

    private static List<Range> ranges(StreamPositions positions) {
        return positions.shard("shard").settled().ranges();
    }

    private static Range range(long from, long to) {
        return new Range(BigInteger.valueOf(from), BigInteger.valueOf(to));
    }
}
