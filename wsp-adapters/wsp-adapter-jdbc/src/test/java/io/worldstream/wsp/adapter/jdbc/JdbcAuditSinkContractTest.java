package io.worldstream.wsp.adapter.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.worldstream.wsp.api.AuditSink;
import io.worldstream.wsp.testkit.contract.AuditSinkContract;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class JdbcAuditSinkContractTest extends AuditSinkContract {
    private static final Duration TERM = Duration.ofHours(1);

    private JdbcDatabase database;
    private @Nullable JdbcAuditSink sink;

    @BeforeEach
    void database() throws IOException {
        database = TestServer.newDatabase();
    }

    @Override
    protected AuditSink sink() throws IOException {
        end();
        sink = open();
        return sink;
    }

    @AfterEach
    void end() throws IOException {
        if (sink != null) {
            sink.close();
        }
    }

    @Override
    protected AuditSink rival() {
        return open();
    }

    private JdbcAuditSink open() {
        return new JdbcAuditSink(database, "host", TERM, "a process of the test");
    }

    @Override
    protected List<byte[]> stored() throws SQLException {
        return TestServer.texts(database, "SELECT record FROM @wsp_audit_record ORDER BY seq").stream()
                .map(record -> record.getBytes(UTF_8))
                .toList();
    }

    @Override
    protected void edit() throws SQLException {
        TestServer.execute(
                database,
                "UPDATE @wsp_audit_record SET record = overlay(record placing '7' from length(record) - 10 for 1)"
                        + " WHERE seq = (SELECT max(seq) FROM @wsp_audit_record)");
    }

    @Override
    protected void cutOff() throws SQLException {
        TestServer.execute("ALTER SCHEMA " + database.schema() + " RENAME TO aside_" + database.schema());
    }

    @Override
    protected void restore() throws SQLException {
        TestServer.execute("ALTER SCHEMA aside_" + database.schema() + " RENAME TO " + database.schema());
    }
}
