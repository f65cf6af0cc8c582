package io.worldstream.wsp.runner.config;

/** The kind of a control bus. */
public enum ControlBusKind {
    /** A folder of message files. */
    FILE,
    /** A topic of Apache Kafka. */
    KAFKA,
    /** A data stream of Amazon Kinesis. */
    KINESIS
}
