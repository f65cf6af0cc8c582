package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.testkit.contract.PositionStoreContract;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class JdbcPositionStoreContractTest extends PositionStoreContract {
    private JdbcDatabase database;

    @BeforeEach
    void database() throws IOException {
        database = TestServer.newDatabase();
    }

    @Override
    protected PositionStore store() {
        return new JdbcPositionStore(database);
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
