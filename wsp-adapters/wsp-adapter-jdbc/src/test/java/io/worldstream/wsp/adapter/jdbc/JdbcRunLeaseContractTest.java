package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.contract.RunLeaseContract;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class JdbcRunLeaseContractTest extends RunLeaseContract {
    private TableClock clock;
    private JdbcDatabase database;

    @BeforeEach
    void database() throws Exception {
        clock = new TableClock();
        database = clock.database();
    }

    @Override
    protected RunLease lease() {
        return new JdbcRunLease(database, Duration.ofSeconds(8), "a host");
    }

    @Override
    protected void pass(Duration time) throws SQLException {
        clock.advance(time);
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
