package io.worldstream.wsp.runner.config;

/** What a configuration is read for; some keys are required for one purpose and not looked at for another. */
public enum Purpose {
    /** To stream: control bus, oracle, gate and state. */
    RUN,
    /** To explain or preview the one run of a control bus: neither gate nor state. */
    REHEARSE_BUS,
    /** To explain or preview a message file: no control bus either. */
    REHEARSE_MESSAGE,
    /** To look at what is kept of runs: state, and nothing else. */
    STATUS
}
