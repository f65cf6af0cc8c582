/**
 * The test kit of the World Stream Producer: fakes, an embedded gate, contract kits, sealed worlds and jqwik
 * arbitraries.
 */
module io.worldstream.wsp.testkit {
    requires transitive io.worldstream.wsp.api;
    requires transitive io.worldstream.wsp.core;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.core;
    // Needed by HttpCore, which as an automatic module cannot declare it.
    requires jdk.net;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires static transitive org.jspecify;
    requires static net.jqwik.api;
    requires static org.junit.jupiter.api;

    exports io.worldstream.wsp.testkit;
    exports io.worldstream.wsp.testkit.contract;
    exports io.worldstream.wsp.testkit.fake;
    exports io.worldstream.wsp.testkit.gate;
    exports io.worldstream.wsp.testkit.sim;
    exports io.worldstream.wsp.testkit.world;
    exports io.worldstream.wsp.testkit.jqwik;

    // JUnit instantiates the kits' extensions.
    opens io.worldstream.wsp.testkit.contract to
            org.junit.platform.commons;
}
