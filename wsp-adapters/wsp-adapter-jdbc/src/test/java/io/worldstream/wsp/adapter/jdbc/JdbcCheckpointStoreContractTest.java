package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.contract.CheckpointStoreContract;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class JdbcCheckpointStoreContractTest extends CheckpointStoreContract {
    private JdbcDatabase database;

    @BeforeEach
    void database() throws IOException {
        database = TestServer.newDatabase();
    }

    @Override
    protected CheckpointStore store() {
        return new JdbcCheckpointStore(database);
    }

    @Override
    protected void damageAll(RunId run) throws SQLException {
        TestServer.execute(
                database,
                "UPDATE @wsp_checkpoint SET record = set_byte(record, length(record) / 2,"
                        + " get_byte(record, length(record) / 2) # 1) WHERE run_id = '" + run + "'");
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
