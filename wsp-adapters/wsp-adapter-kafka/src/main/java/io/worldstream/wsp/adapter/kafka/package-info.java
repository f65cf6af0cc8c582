/**
 * Control bus on Apache Kafka: {@link io.worldstream.wsp.adapter.kafka.KafkaReadySource} delivers the READY messages of
 * one topic. Nothing in this package can produce a record. Imports {@code wsp-api}, the consumer of {@code
 * kafka-clients}, and SLF4J.
 */
@NullMarked
package io.worldstream.wsp.adapter.kafka;

import org.jspecify.annotations.NullMarked;
