package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.Catalogue;

/** An output that is written and digested. */
record SealedOutput(Catalogue.Output entry, Kind kind, String locatorPath, String digestHex, long rows) {
    boolean isTraffic() {
        return kind == Kind.TRAFFIC;
    }

    boolean isContext() {
        return kind == Kind.CONTEXT;
    }

    SealedOutput as(Kind other) {
        return new SealedOutput(entry, other, locatorPath, digestHex, rows);
    }

    /** The purpose of an output, from which its role in the facts view follows. */
    enum Kind {
        /** Streamed by each host. */
        TRAFFIC("business_traffic", "business_traffic"),
        /** Streamed by a host that names it. */
        CONTEXT("non_traffic", "non_traffic"),
        /** Never streamed. */
        TRUTH("truth_products", "non_traffic");

        private final String first;
        private final String second;

        Kind(String first, String second) {
            this.first = first;
            this.second = second;
        }

        /**
         * Returns the role.
         *
         * @param secondGeneration whether the facts view is of the platform's second generation
         */
        String role(boolean secondGeneration) {
            return secondGeneration ? second : first;
        }
    }
}
