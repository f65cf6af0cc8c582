package io.worldstream.wsp.runner.config;

/** Where the state of runs is: checkpoints, leases and dead letters. */
public enum StateKind {
    /** Folders. */
    FILE,
    /** A PostgreSQL database. */
    JDBC,
    /** An S3 bucket. */
    S3
}
