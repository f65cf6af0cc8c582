/** Proofs about streams after the fact. */
module io.worldstream.wsp.report {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;

    exports io.worldstream.wsp.compare;
}
