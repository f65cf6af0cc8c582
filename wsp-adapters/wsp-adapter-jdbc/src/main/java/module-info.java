/** Checkpoints, leases, dead letters and positions in PostgreSQL. */
module io.worldstream.wsp.adapter.jdbc {
    requires transitive io.worldstream.wsp.api;
    requires transitive java.sql;
    requires static org.jspecify;

    exports io.worldstream.wsp.adapter.jdbc;
}
