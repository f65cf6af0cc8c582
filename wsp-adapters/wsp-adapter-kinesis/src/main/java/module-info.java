/** READY messages from an Amazon Kinesis data stream. */
module io.worldstream.wsp.adapter.kinesis {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
    // Needed by the SDK, whose modules are automatic and cannot declare it.
    requires java.xml;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires software.amazon.awssdk.services.kinesis;

    exports io.worldstream.wsp.adapter.kinesis;
}
