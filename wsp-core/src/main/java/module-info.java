/** The engine of the World Stream Producer. */
module io.worldstream.wsp.core {
    requires transitive io.worldstream.wsp.api;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires org.apache.commons.codec;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.worldstream.wsp;
    exports io.worldstream.wsp.plan;
    exports io.worldstream.wsp.policy;
    exports io.worldstream.wsp.report;
}
