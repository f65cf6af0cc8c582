package io.worldstream.wsp.policy;

/** The trust in a survey saved by an earlier start (design, Order). Default: {@link #DIGEST}. */
public enum SurveyTrust {
    /** Reads and hashes all bytes again before the survey is used; saves only the parsing. */
    DIGEST,

    /**
     * Uses the survey as it is: nothing is read before the first event. Each chunk is still checked against its digest
     * before a row of it is used (I4), so this trusts the survey store as much as the object store.
     */
    SURVEY
}
