package io.worldstream.wsp.testkit.contract;

/** What the gate behind a sink does while {@link IngressSinkContract} pushes. */
public enum GateConduct {
    /** Takes every envelope and says so. */
    ADMITTING,
    /** Takes every envelope, says so, and closes the connection without a word about it. */
    CLOSING,
    /** Holds every answer until {@link GateStand#letGo}, then admits. */
    HOLDING,
    /** Never answers the first envelope; admits what follows. */
    SILENT,
    /** Is not there: connections are refused. */
    ABSENT,
    /** Takes the first envelope and breaks the connection instead of an answer; admits what follows. */
    BREAKING,
    /** Says of the first envelope that it cannot now; admits what follows. */
    UNAVAILABLE,
    /** Asks for less at the first envelope, and to be tried again at once; admits what follows. */
    THROTTLING,
    /** Sends the first envelope elsewhere, to where it would be admitted; admits what follows. */
    REDIRECTING,
    /** Answers the first envelope with what is no answer; admits what follows. */
    BABBLING
}
