package io.worldstream.wsp.policy;

/** What a survey that was kept from an earlier start is held to before it is used (design, Order). */
public enum SurveyTrust {
    /** All bytes are read and hashed again; only the parsing is spared. */
    DIGEST,

    /**
     * The survey alone: nothing is read before the first event. Each chunk is still held to its digest before a row of it is
     * used (I4), so this trusts the place where surveys are kept as much as the object store.
     */
    SURVEY
}
