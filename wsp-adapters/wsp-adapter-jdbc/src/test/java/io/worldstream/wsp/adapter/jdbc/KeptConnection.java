package io.worldstream.wsp.adapter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool of one connection, which {@code close} returns to it. */
final class KeptConnection {
    private final Connection kept;

    KeptConnection(DataSource dataSource) throws SQLException {
        this(dataSource.getConnection());
    }

    KeptConnection(Connection kept) {
        this.kept = kept;
    }

    DataSource dataSource() {
        PGSimpleDataSource lent = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public Connection getConnection() {
                return kept;
            }
        };
        return new ReplacedCalls(lent, Map.of("close", (connection, call) -> "returned")).dataSource();
    }
}
