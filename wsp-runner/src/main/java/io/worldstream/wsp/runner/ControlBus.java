package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileReadySource;
import io.worldstream.wsp.adapter.kafka.KafkaReadOnlySource;
import io.worldstream.wsp.adapter.kafka.KafkaReadySource;
import io.worldstream.wsp.adapter.kinesis.KinesisReadySource;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.StateKind;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The control bus that a configuration selects: a folder, a Kafka topic or a Kinesis stream. */
final class ControlBus {
    private final WspConfig config;
    private final Consumer<Runnable> opened;

    /** @param opened takes what closes a source that holds connections */
    ControlBus(WspConfig config, Consumer<Runnable> opened) {
        this.config = config;
        this.opened = opened;
    }

    /**
     * Returns the bus of a host that settles what it takes.
     *
     * @param positions opens the store of acknowledgements that the state has, unless it is in files
     */
    ReadySource readySource(Supplier<PositionStore> positions) {
        return switch (config.get(ConfigTable.CONTROL_BUS_KIND)) {
            case FILE -> folder(positions);
            case KAFKA -> kafka();
            case KINESIS -> kinesis(positions.get());
        };
    }

    /** Returns the bus in a folder. Its acknowledgements go where the state goes. */
    private ReadySource folder(Supplier<PositionStore> positions) {
        if (config.get(ConfigTable.STATE_KIND) == StateKind.FILE) {
            return folder(config.get(ConfigTable.STATE_ROOT).path());
        }
        return new FileReadySource(
                config.get(ConfigTable.CONTROL_BUS_ROOT).path(),
                config.get(ConfigTable.CONTROL_BUS_TOPIC),
                positions.get(),
                config.policy().limits().maxMessageBytes(),
                config.policy().admission().platformRunId());
    }

    private ReadySource kafka() {
        KafkaReadySource source = kafkaBuilder().build();
        opened.accept(source::close);
        return source;
    }

    private KafkaReadySource.Builder kafkaBuilder() {
        KafkaReadySource.Builder builder = KafkaReadySource.builder()
                .topic(config.get(ConfigTable.CONTROL_BUS_TOPIC))
                .bootstrapServers(config.get(ConfigTable.KAFKA_SERVERS))
                .groupId(config.get(ConfigTable.KAFKA_GROUP))
                .maxMessageBytes(config.policy().limits().maxMessageBytes())
                .scope(config.policy().admission().platformRunId());
        config.members(ConfigTable.KAFKA_PROPERTIES).forEach(builder::property);
        return builder;
    }

    private ReadySource kinesis(PositionStore positions) {
        KinesisReadySource source = kinesisBuilder().positions(positions).build();
        opened.accept(source::close);
        return source;
    }

    private KinesisReadySource.Builder kinesisBuilder() {
        return KinesisReadySource.builder().stream(config.get(ConfigTable.KINESIS_STREAM))
                .topic(config.get(ConfigTable.CONTROL_BUS_TOPIC))
                .region(config.find(ConfigTable.KINESIS_REGION).orElse(null))
                .endpoint(config.find(ConfigTable.KINESIS_ENDPOINT)
                        .map(URI::create)
                        .orElse(null))
                .maxMessageBytes(config.policy().limits().maxMessageBytes())
                .scope(config.policy().admission().platformRunId());
    }

    /** Returns the whole bus, acknowledged messages included, for callers that settle nothing and thus write no state. */
    ReadySource whole() throws IOException {
        return switch (config.get(ConfigTable.CONTROL_BUS_KIND)) {
            case FILE -> {
                Path nowhere = Files.createTempDirectory("wsp");
                Files.delete(nowhere);
                yield folder(nowhere);
            }
            case KAFKA -> {
                KafkaReadOnlySource source = kafkaBuilder().buildReadOnly();
                opened.accept(source::close);
                yield source;
            }
            case KINESIS -> {
                KinesisReadySource source = kinesisBuilder().buildReadOnly();
                opened.accept(source::close);
                yield source;
            }
        };
    }

    private ReadySource folder(Path state) {
        return new FileReadySource(
                config.get(ConfigTable.CONTROL_BUS_ROOT).path(),
                config.get(ConfigTable.CONTROL_BUS_TOPIC),
                state,
                config.policy().limits().maxMessageBytes(),
                config.policy().admission().platformRunId());
    }

    /** Returns the bus in words. */
    static String describe(WspConfig config) {
        return switch (config.get(ConfigTable.CONTROL_BUS_KIND)) {
            case FILE -> config.get(ConfigTable.CONTROL_BUS_ROOT).path().toString();
            case KAFKA -> config.get(ConfigTable.CONTROL_BUS_TOPIC) + " at " + config.get(ConfigTable.KAFKA_SERVERS);
            case KINESIS -> "the Kinesis stream " + config.get(ConfigTable.KINESIS_STREAM);
        };
    }
}
