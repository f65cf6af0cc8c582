package io.worldstream.wsp.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data sources that misbehave, without a server. */
@Timeout(300)
final class ConnectionsTest {
    private static final RunId RUN = new RunId("ab".repeat(16));
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    /** A connection that knows its product and whether it was closed, and nothing else. */
    private static final class FakeConnection {
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        private final String product;
        private final int version;

        FakeConnection(String product, int version) {
            this.product = product;
            this.version = version;
        }

        Connection connection() {
            DatabaseMetaData data =
                    proxy(DatabaseMetaData.class, (proxy, method, arguments) -> switch (method.getName()) {
                        case "getDatabaseProductName" -> product;
                        case "getDatabaseMajorVersion" -> version;
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
            return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getMetaData" -> data;
                case "close" -> closed.complete(true);
                case "abort" -> closed.complete(true);
                default -> throw new SQLException("the fake has no " + method.getName());
            });
        }

        private static <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, a) -> {
                        Object result = handler.invoke(proxy, method, a);
                        return method.getReturnType() == void.class ? null : result;
                    }));
        }

        static DataSource dataSource(InvocationHandler getConnection) {
            return proxy(DataSource.class, getConnection);
        }
    }

    @ParameterizedTest
    @CsvSource({"Oracle,19", "MySQL,8", "H2,2", "PostgreSQL,11"})
    void take_otherProduct_isInvalidAndClosed(String product, int version) {
        FakeConnection fake = new FakeConnection(product, version);
        JdbcDatabase database = JdbcDatabase.builder(
                        FakeConnection.dataSource((proxy, method, arguments) -> fake.connection()))
                .build();
        assertThatThrownBy(() -> new JdbcCheckpointStore(database).read(RUN))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID))
                .hasMessageContaining(product + " " + version)
                .hasMessageContaining("PostgreSQL 12 or later");
        assertThat(fake.closed).isDone();
    }

    /** The host is told; what comes later is given back. */
    @Test
    void take_dataSourceThatHangs_failsInTimeAndClosesWhatComesLate() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        FakeConnection late = new FakeConnection("PostgreSQL", 14);
        Connections connections = new Connections(
                FakeConnection.dataSource((proxy, method, arguments) -> {
                    answer.await();
                    return late.connection();
                }),
                TIMEOUT);
        assertThatIOException().isThrownBy(connections::take).withMessageContaining("gave no connection within 100 ms");
        assertThat(late.closed).isNotDone();
        answer.countDown();
        assertThat(late.closed.get(2, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void take_dataSourceThatHangs_occupiesFewThreads() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        Set<String> names = new ConcurrentSkipListSet<>();
        List<FakeConnection> given = Collections.synchronizedList(new ArrayList<>());
        Connections connections = new Connections(
                FakeConnection.dataSource((proxy, method, arguments) -> {
                    names.add(Thread.currentThread().getName());
                    answer.await();
                    FakeConnection fake = new FakeConnection("PostgreSQL", 14);
                    given.add(fake);
                    return fake.connection();
                }),
                Duration.ofMillis(1));
        for (int i = 0; i < 3 * Connections.MOST_THREADS; i++) {
            assertThatIOException().isThrownBy(connections::take);
        }
        assertThat(names)
                .hasSizeLessThanOrEqualTo(Connections.MOST_THREADS)
                .allMatch(n -> n.startsWith("wsp-jdbc-connect-"));
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> names.contains(thread.getName()))
                        .collect(Collectors.toSet()))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
        answer.countDown();
        for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2); ; ) {
            try {
                Connection connection = connections.take();
                connection.close();
                break;
            } catch (IOException e) {
                assertThat(System.nanoTime())
                        .as("no connection, although the data source answers")
                        .isLessThan(end);
            }
        }
        for (FakeConnection each : List.copyOf(given)) {
            assertThat(each.closed.get(2, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void take_interrupted_failsAndStaysInterrupted() {
        CountDownLatch answer = new CountDownLatch(1);
        Connections connections = new Connections(
                FakeConnection.dataSource((proxy, method, arguments) -> {
                    answer.await();
                    return new FakeConnection("PostgreSQL", 14).connection();
                }),
                Duration.ofMinutes(2));
        Thread.currentThread().interrupt();
        assertThatIOException().isThrownBy(connections::take).withMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        answer.countDown();
    }

    @Test
    void call_connectionThatCannotBeSetUp_isClosed() {
        FakeConnection fake = new FakeConnection("PostgreSQL", 14);
        JdbcDatabase database = JdbcDatabase.builder(
                        FakeConnection.dataSource((proxy, method, arguments) -> fake.connection()))
                .build();
        assertThatIOException()
                .isThrownBy(() -> new JdbcCheckpointStore(database).save(RUN, 1, new byte[1]))
                .withMessageContaining("the fake has no getAutoCommit");
        assertThat(fake.closed).isDone();
    }

    @Test
    void timeout_outOfRange_isInvalid() {
        DataSource dataSource = FakeConnection.dataSource((proxy, method, arguments) -> null);
        for (Duration timeout : List.of(Duration.ofMillis(99), Duration.ofMinutes(61))) {
            assertThatThrownBy(() -> JdbcDatabase.builder(dataSource).timeout(timeout))
                    .isInstanceOf(WspException.class)
                    .hasMessageContaining("100 ms to an hour");
        }
    }
}
