package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.testkit.contract.DeadLetterStoreContract;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class JdbcDeadLetterStoreContractTest extends DeadLetterStoreContract {
    private JdbcDatabase database;

    @BeforeEach
    void database() throws IOException {
        database = TestServer.newDatabase();
    }

    @Override
    protected DeadLetterStore deadLetters() {
        return new JdbcDeadLetterStore(database);
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
