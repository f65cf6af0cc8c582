package io.worldstream.wsp.adapter.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore.Position;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows and their faults; the contract test covers the rules of the SPI. */
@Tag("server")
@Timeout(300)
final class JdbcPositionStoreTest {
    private static final PositionName NAME = new PositionName("file/control.v1/settled");
    private static final String ROW = " WHERE name = '" + NAME + "'";

    private JdbcDatabase database;
    private JdbcPositionStore store;
    private String version;

    @BeforeEach
    void saved() throws IOException {
        database = TestServer.newDatabase();
        store = new JdbcPositionStore(database);
        version = store.save(NAME, "one".getBytes(UTF_8), null).orElseThrow();
    }

    @Test
    void save_ofAStaleVersion_writesNothing() throws Exception {
        store.save(NAME, "two".getBytes(UTF_8), version);
        String before = TestServer.query(database, "SELECT xmin || ' ' || ctid FROM @wsp_position" + ROW);
        assertThat(store.save(NAME, "three".getBytes(UTF_8), version)).isEmpty();
        assertThat(TestServer.query(database, "SELECT xmin || ' ' || ctid FROM @wsp_position" + ROW))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record = 'two'::bytea",
                "record = ''::bytea",
                "crc32c = crc32c # 1",
                "version = '00000000-0000-4000-8000-000000000000'"
            })
    void load_ofADamagedRow_saysSoUntilItIsDeleted(String damage) throws Exception {
        TestServer.execute(database, "UPDATE @wsp_position SET " + damage + ROW);
        assertThatIOException()
                .isThrownBy(() -> store.load(NAME))
                .withMessageContaining("the position " + NAME + " in wsp_position is damaged")
                .withMessageContaining("delete it");
        assertThatIOException()
                .as("a save that would otherwise look like one that another host preceded")
                .isThrownBy(() -> store.save(NAME, new byte[1], null));
        TestServer.execute(database, "DELETE FROM @wsp_position" + ROW);
        assertThat(store.load(NAME)).isEmpty();
        assertThat(store.save(NAME, new byte[1], null)).isPresent();
    }

    /** The checksum covers the name, so a row that was copied is not taken for another's. */
    @Test
    void load_ofAnotherNamesRow_saysSo() throws Exception {
        TestServer.execute(database, "UPDATE @wsp_position SET name = 'file/other/settled'" + ROW);
        assertThatIOException()
                .isThrownBy(() -> store.load(new PositionName("file/other/settled")))
                .withMessageContaining("is damaged");
    }

    /** Otherwise a host that was stopped in between would overwrite what others saved since. */
    @Test
    void version_afterTheRowWasDeletedAndSavedAnew_isAnother() throws Exception {
        TestServer.execute(database, "DELETE FROM @wsp_position" + ROW);
        store.save(NAME, "two".getBytes(UTF_8), null);
        assertThat(store.save(NAME, "three".getBytes(UTF_8), version)).isEmpty();
        assertThat(record()).isEqualTo("two");
    }

    /** Names differ by case, whatever the collation of the database is. */
    @Test
    void names_thatDifferByCase_haveTheirOwnRecords() throws IOException {
        PositionName upper = new PositionName("FILE/control.v1/settled");
        assertThat(store.load(upper)).isEmpty();
        assertThat(store.save(upper, new byte[1], null)).isPresent();
        assertThat(record()).isEqualTo("one");
    }

    @Test
    void save_ofMoreThanAMebibyte_fails() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> store.save(NAME, new byte[(1 << 20) + 1], version))
                .withMessageContaining(NAME.value())
                .withMessageContaining("1048577 bytes");
        assertThat(record()).isEqualTo("one");
    }

    @Test
    void save_whileTheRowIsLocked_failsAndNamesTheCause() throws Exception {
        JdbcPositionStore impatient = new JdbcPositionStore(JdbcDatabase.builder(TestServer.dataSource())
                .schema(database.schema())
                .timeout(Duration.ofMillis(400))
                .build());
        try (Connection other = TestServer.dataSource().getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute(database.sql("SELECT 1 FROM @wsp_position" + ROW + " FOR UPDATE"));
            }
            assertThatIOException()
                    .isThrownBy(() -> impatient.save(NAME, "two".getBytes(UTF_8), version))
                    .withMessageContaining("cannot save the position " + NAME)
                    .withMessageContaining("SQLState 55P03");
            other.rollback();
        }
        assertThat(store.save(NAME, "two".getBytes(UTF_8), version)).isPresent();
    }

    /** The record is the new one: the caller finds that out when it loads, and loses nothing. */
    @Test
    void save_whoseAnswerIsLost_isFoundByLoading() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        ReplacedCalls calls = new ReplacedCalls(TestServer.dataSource(), Map.of("commit", (connection, call) -> {
            Object done = call.proceed();
            if (commits.incrementAndGet() == 1) {
                connection.close();
                throw new SQLException("the connection broke", "08006");
            }
            return done;
        }));
        JdbcPositionStore unlucky = new JdbcPositionStore(JdbcDatabase.builder(calls.dataSource())
                .schema(database.schema())
                .build());
        assertThatIOException()
                .isThrownBy(() -> unlucky.save(NAME, "two".getBytes(UTF_8), version))
                .withMessageContaining("may have been made");
        assertThat(unlucky.save(NAME, "three".getBytes(UTF_8), version)).isEmpty();
        Optional<Position> stored = unlucky.load(NAME);
        assertThat(stored.map(Position::record)).hasValue("two".getBytes(UTF_8));
        assertThat(unlucky.save(
                        NAME, "three".getBytes(UTF_8), stored.orElseThrow().version()))
                .isPresent();
        assertThat(calls.open()).isZero();
    }

    private String record() throws IOException {
        return new String(store.load(NAME).orElseThrow().record(), UTF_8);
    }
}
