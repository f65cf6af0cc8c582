/** READY messages from a topic of Apache Kafka. */
module io.worldstream.wsp.adapter.kafka {
    requires transitive io.worldstream.wsp.api;
    requires static org.jspecify;
    requires kafka.clients;
    requires org.slf4j;

    exports io.worldstream.wsp.adapter.kafka;
}
