package io.worldstream.wsp.runner.config;

/** What a start does with the tables of a database. */
public enum SchemaUse {
    /** Requires those of this release. */
    CHECK,
    /** Makes or updates them. */
    MIGRATE
}
