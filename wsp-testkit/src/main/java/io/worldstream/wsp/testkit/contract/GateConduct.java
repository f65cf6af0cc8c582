package io.worldstream.wsp.testkit.contract;

/** The behaviour of the gate behind a sink while {@link IngressSinkContract} pushes. */
public enum GateConduct {
    /** Admits every envelope. */
    ADMITTING,
    /** Admits every envelope and closes the connection without announcing it. */
    CLOSING,
    /** Withholds every answer until {@link GateStand#letGo}, then admits. */
    HOLDING,
    /** Never answers the first envelope; admits the following ones. */
    SILENT,
    /** Refuses connections, because no gate is running. */
    ABSENT,
    /** Takes the first envelope and breaks the connection instead of answering; admits the following ones. */
    BREAKING,
    /** Answers the first envelope as unavailable; admits the following ones. */
    UNAVAILABLE,
    /** Says of the first envelope that it does not know whether it has it; admits the following ones. */
    DOUBTING,
    /** Throttles the first envelope, with a retry allowed at once; admits the following ones. */
    THROTTLING,
    /** Redirects the first envelope to a location that would admit it; admits the following ones. */
    REDIRECTING,
    /** Answers the first envelope with something that is not a valid answer; admits the following ones. */
    BABBLING
}
