package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.Catalogue;

/** An output that is written and digested. */
record SealedOutput(Catalogue.Output entry, String role, String locatorPath, String digestHex, long rows) {
    static final String TRAFFIC = "business_traffic";

    boolean isTraffic() {
        return role.equals(TRAFFIC);
    }
}
