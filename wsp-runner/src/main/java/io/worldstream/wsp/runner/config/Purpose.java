package io.worldstream.wsp.runner.config;

/** Use of a configuration by a command. It decides which keys are required. */
public enum Purpose {
    /** Streaming: needs control bus, object store, oracle, catalogue, gate and state. */
    RUN,
    /** Explaining or previewing the only run of a control bus: needs neither gate nor state. */
    DRY_RUN_BUS,
    /** Explaining or previewing a message file: does not need the control bus either. */
    DRY_RUN_MESSAGE,
    /** Sending quarantined events again: as streaming, but without the control bus. */
    REDRIVE,
    /** Listing saved runs and their dead letters: needs only state. */
    STATUS,
    /** Making the tables of a database: needs only the database. */
    STATE_INIT,
    /** Listing and dropping sorted views: requires no key by itself, but a folder of views, from one of two keys. */
    SORTED
}
