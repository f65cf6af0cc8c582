package io.worldstream.wsp.runner.config;

/** Where the audit trail is. */
public enum AuditStoreKind {
    /** A folder. */
    FILE,
    /** The PostgreSQL database of {@code state.jdbc.url}. */
    JDBC
}
