/** Pushes envelopes to the Ingestion Gate over HTTP/1.1. */
module io.worldstream.wsp.adapter.http {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    // Needed by HttpCore, which as an automatic module cannot declare it.
    requires jdk.net;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires org.slf4j;

    exports io.worldstream.wsp.adapter.http;
}
