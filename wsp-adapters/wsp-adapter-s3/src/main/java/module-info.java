/** Sealed objects, surveys, sorted views and the state of runs in Amazon S3 and stores that speak its protocol. */
@SuppressWarnings("module") // "s3" ends with a digit
module io.worldstream.wsp.adapter.s3 {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    // Needed by the SDK, whose modules are automatic and cannot declare it.
    requires java.xml;
    requires org.slf4j;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires software.amazon.awssdk.retries.api;
    requires transitive software.amazon.awssdk.services.s3;

    exports io.worldstream.wsp.adapter.s3;
}
