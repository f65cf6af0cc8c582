package io.worldstream.wsp.policy;

/** Provenance that envelopes carry (contracts 5, 13). */
public enum Provenance {
    /** None: envelopes have neither {@code trace_id} nor {@code span_id}. */
    NONE,
    /**
     * The world's pack: {@code trace_id} is its {@code oracle_pack_id}, {@code span_id} the {@code engine_release} that
     * made it. A field that neither the facts view nor READY gives, or that exceeds 128 characters, is left out, with a
     * note. Only documents of {@link EnvelopeContract#V1} give them.
     */
    PACK,
    /**
     * The plan: {@code trace_id} is its digest, {@code span_id} the position of the event in its order, from 1, in 16
     * decimal digits. Both are the same however often, and from wherever, the event is sent.
     */
    PLAN
}
