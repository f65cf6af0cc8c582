/** READY messages from a topic of Apache Kafka. */
module io.worldstream.wsp.adapter.kafka {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    // Kafka reads compressed records with it, and as an automatic module cannot declare it.
    requires com.github.luben.zstd_jni;
    // Needed by the Kafka client, which cannot declare these either.
    requires java.logging;
    requires java.management;
    requires java.security.jgss;
    requires java.security.sasl;
    requires jdk.unsupported;
    requires kafka.clients;
    requires org.slf4j;

    exports io.worldstream.wsp.adapter.kafka;
}
