package io.worldstream.wsp.runner.config;

/** Treatment of the tables of a database at a start. */
public enum SchemaUse {
    /** Requires those of this release. */
    CHECK,
    /** Makes or updates them. */
    MIGRATE
}
