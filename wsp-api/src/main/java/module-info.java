/** The SPI of the World Stream Producer and the values that cross it. */
module io.worldstream.wsp.api {
    requires static transitive org.jspecify;

    exports io.worldstream.wsp.api;
    exports io.worldstream.wsp.api.support;
}
