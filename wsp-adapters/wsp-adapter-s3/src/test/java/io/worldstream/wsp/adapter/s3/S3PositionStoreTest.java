package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore.Position;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects and their faults; the contract test covers the rules of the SPI. */
@Tag("server")
final class S3PositionStoreTest {
    private static final PositionName NAME = new PositionName("kinesis/eu-west-1/control/settled");
    private static final String KEY = "position/" + NAME;

    private final StateBucket bucket = new StateBucket();
    private final FaultyNetwork network = bucket.network();
    private final S3PositionStore store = new S3PositionStore(bucket.folder());
    private String version = "";

    @BeforeEach
    void saved() throws IOException {
        version = save("one", null);
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    private String save(String record, @Nullable String version) throws IOException {
        return store.save(NAME, record.getBytes(UTF_8), version).orElseThrow();
    }

    private String read() throws IOException {
        return new String(store.load(NAME).map(Position::record).orElseThrow(), UTF_8);
    }

    @Test
    void save_andLoad_areOneRequestEach() throws IOException {
        network.forgetRequests();
        save("two", version);
        assertThat(network.requests()).hasSize(1);
        store.load(NAME);
        assertThat(network.requests()).hasSize(2);
        assertThat(bucket.keys()).containsExactly("conditional-writes", KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 24, -1})
    void load_ofADamagedObject_saysSoUntilItIsRemoved(int at) throws IOException {
        bucket.damage(KEY, at);
        assertThatIOException()
                .isThrownBy(() -> store.load(NAME))
                .withMessageContaining("the position " + NAME + " (s3://")
                .withMessageContaining("remove it");
        assertThatIOException()
                .as("a save that would otherwise look like one that another host preceded")
                .isThrownBy(() -> save("two", version));
        bucket.remove(KEY);
        assertThat(store.load(NAME)).isEmpty();
        save("two", null);
    }

    /** The checksum covers the name, so an object that was copied is not taken for another's. */
    @Test
    void load_ofAnotherNamesObject_saysSo() {
        bucket.put("position/other", bucket.get(KEY));
        assertThatIOException().isThrownBy(() -> store.load(new PositionName("other")));
    }

    @Test
    void load_ofAnEmptyObject_saysSo() {
        bucket.put(KEY, new byte[0]);
        assertThatIOException().isThrownBy(() -> store.load(NAME)).withMessageContaining("has 0 bytes");
    }

    /** Otherwise a host that was stopped in between would overwrite what others saved since. */
    @Test
    void version_afterTheObjectWasRemovedAndSavedAnew_isAnother() throws IOException {
        bucket.remove(KEY);
        String next = save("one", null);
        assertThat(next).isNotEqualTo(version);
        assertThat(store.save(NAME, "three".getBytes(UTF_8), version)).isEmpty();
        assertThat(read()).isEqualTo("one");
    }

    @Test
    void save_ofMoreThanAMebibyte_fails() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> store.save(NAME, new byte[(1 << 20) + 1], version))
                .withMessageContaining("1048577 bytes");
        assertThat(read()).isEqualTo("one");
    }

    @Test
    void save_underALongRoot_namesTheKey() {
        S3StateFolder deep = new S3StateFolder(
                S3Connection.of(StateBucket.server().client()), "s3://" + bucket.bucket() + "/" + "r".repeat(700));
        assertThatIOException()
                .isThrownBy(
                        () -> new S3PositionStore(deep).load(new PositionName("n".repeat(200) + "/" + "m".repeat(150))))
                .withMessageContaining("a key of 1061 bytes")
                .withMessageContaining("state.s3.root");
    }

    @Nested
    class LostAnswers {
        @Test
        void save_answerLost_isDone() throws IOException {
            network.faultWrites(Fault.ANSWER_LOST);
            String next = save("two", version);
            assertThat(read()).isEqualTo("two");
            save("three", next);
        }

        /** The SDK's second attempt finds the first one done, and is refused. */
        @Test
        void save_answerLostAndRetriedByTheClient_isDone() throws IOException {
            try (S3Client client = network.builder(StateBucket.server()).build()) {
                S3PositionStore retrying = new S3PositionStore(bucket.folder(client));
                String next =
                        retrying.save(NAME, "two".getBytes(UTF_8), version).orElseThrow();
                network.faultWrites(Fault.ANSWER_LOST);
                assertThat(retrying.save(NAME, "three".getBytes(UTF_8), next)).isPresent();
                assertThat(read()).isEqualTo("three");
            }
        }

        @Test
        void save_answerLostAndCannotBeReadBack_isFoundByLoading() throws IOException {
            network.faultWrites(Fault.ANSWER_LOST);
            network.cutReads();
            assertThatIOException().isThrownBy(() -> save("two", version));
            network.restore();
            assertThat(store.save(NAME, "three".getBytes(UTF_8), version)).isEmpty();
            assertThat(read()).isEqualTo("two");
        }

        @Test
        void save_arrivesAfterTheNextOne_isRefused() throws IOException {
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> save("late", version));
            save("next", version);
            assertThat(network.deliver()).containsExactly(412);
            assertThat(read()).isEqualTo("next");
        }

        /** The same bytes again must not have the same entity tag. */
        @Test
        void save_arrivesWhenTheRecordIsTheOneOfBefore_isRefused() throws IOException {
            network.faultWrites(Fault.HELD_BACK);
            assertThatIOException().isThrownBy(() -> save("late", version));
            save("one", save("two", version));
            assertThat(network.deliver()).containsExactly(412);
            assertThat(read()).isEqualTo("one");
        }
    }

    @Nested
    class Failures {
        /** Callers handle nothing but an {@code IOException}, also where a retry does not help. */
        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"SLOW_DOWN", "DENIED", "NO_BUCKET", "NOT_IMPLEMENTED"})
        void save_refusedByTheStore_isAnIoException(Fault fault) throws IOException {
            network.faultWrites(fault);
            assertThatIOException().isThrownBy(() -> save("two", version));
            save("two", version);
            assertThat(read()).isEqualTo("two");
        }

        @Test
        void save_conflict_isRepeated() throws IOException {
            network.faultWrites(Fault.CONFLICT, Fault.CONFLICT);
            save("two", version);
            assertThat(read()).isEqualTo("two");
        }
    }
}
