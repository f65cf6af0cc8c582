package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings, without a broker. */
class KafkaReadySourceBuilderTest {
    /** A close waits for the call in progress. */
    private static final Timing HASTY =
            new Timing(Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(1));

    /** Nothing listens there: a source can be created, and cannot read. */
    private static KafkaReadySource.Builder builder() {
        return KafkaReadySource.builder().bootstrapServers("localhost:1").timing(HASTY);
    }

    private static AbstractStringAssert<?> refusal(KafkaReadySource.Builder builder) {
        WspException[] refused = new WspException[1];
        assertThatThrownBy(builder::build).isInstanceOfSatisfying(WspException.class, e -> refused[0] = e);
        assertThat(refused[0].code()).isEqualTo(ReasonCode.CONFIG_INVALID);
        return assertThat(refused[0].getMessage());
    }

    @Test
    void build_defaults_areThePlatforms() {
        try (KafkaReadySource source = builder().build()) {
            assertThat(source.topic()).isEqualTo(ReadySource.DEFAULT_TOPIC);
            assertThat(source.group()).isEqualTo("wsp");
        }
    }

    @Test
    void build_serversMissing_namesTheKey() {
        refusal(KafkaReadySource.builder()).startsWith("control_bus.kafka.bootstrap.servers: missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:port", "localhost:99999999", ","})
    void build_serversInvalid_namesTheKey(String servers) {
        refusal(builder().bootstrapServers(servers)).startsWith("control_bus.kafka.bootstrap.servers: ");
    }

    @Test
    void build_severalFaults_namesAll() {
        refusal(KafkaReadySource.builder()
                        .topic("a/b")
                        .groupId(" ")
                        .scope("a b")
                        .maxMessageBytes(0)
                        .property("enable.auto.commit", "true"))
                .contains(
                        "control_bus.topic: expected a name",
                        "control_bus.kafka.group.id: must not be blank",
                        "security.platform_run_id: ",
                        "limits.max_message_bytes: expected 1 to 1073741824, found 0",
                        "control_bus.kafka.enable.auto.commit: cannot be set, since WSP commits",
                        "control_bus.kafka.bootstrap.servers: missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enable.auto.commit",
                "auto.commit.interval.ms",
                "auto.offset.reset",
                "allow.auto.create.topics",
                "isolation.level",
                "key.deserializer",
                "value.deserializer",
                "interceptor.classes",
                "check.crcs",
                "max.poll.records",
                "fetch.max.bytes",
                "max.partition.fetch.bytes"
            })
    void build_propertyThatBreaksAGuarantee_isRefused(String name) {
        refusal(builder().property(name, "1")).startsWith("control_bus.kafka." + name + ": cannot be set, since WSP ");
    }

    @ParameterizedTest
    @CsvSource({
        "sasl.mechansim, sasl.mechanism",
        "sesion.timeout.ms, session.timeout.ms",
        "securty.protocol, security.protocol"
    })
    void build_unknownProperty_suggestsTheNearest(String name, String nearest) {
        refusal(builder().property(name, "1"))
                .isEqualTo("control_bus.kafka." + name
                        + ": not a property of Kafka's consumer; the nearest is control_bus.kafka." + nearest);
    }

    @Test
    void build_unknownPropertyThatIsNearNone_suggestsNone() {
        refusal(builder().property("application.title", "1"))
                .isEqualTo("control_bus.kafka.application.title: not a property of Kafka's consumer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transactional.id", "acks"})
    void build_propertyOfProducers_isUnknown(String name) {
        refusal(builder().property(name, "1")).contains("not a property of Kafka's consumer");
    }

    @ParameterizedTest
    @CsvSource({"session.timeout.ms, soon", "security.protocol, SASL", "max.poll.interval.ms, 59999"})
    void build_invalidValue_namesKeyAndValue(String name, String value) {
        refusal(builder().property(name, value))
                .startsWith("control_bus.kafka." + name + ": ")
                .contains(value);
    }

    @Test
    void build_clientCannotBeCreated_saysWhyWithoutTheSecret() {
        refusal(builder()
                        .property("security.protocol", "SASL_PLAINTEXT")
                        .property("sasl.mechanism", "PLAIN")
                        .property("sasl.jaas.config", "no.such.Module required password=\"s3cret\";"))
                .startsWith("control_bus.kafka")
                .contains("no.such.Module")
                .doesNotContain("s3cret");
    }

    @Test
    void properties_guarantees_areSetWhateverIsGiven() {
        Map<String, Object> all = ClientSettings.of(Map.of("client.id", "x", "metadata.max.age.ms", "5000"), "g", 100);
        assertThat(all)
                .containsEntry("client.id", "x")
                .containsEntry("group.id", "g")
                .containsEntry("metadata.max.age.ms", "5000")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("allow.auto.create.topics", "false")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("max.partition.fetch.bytes", 65536)
                .containsEntry("fetch.max.bytes", 4 << 20);
        assertThat(ClientSettings.of(Map.of(), "g", 1 << 30)).containsEntry("fetch.max.bytes", 1 << 30);
    }

    @Test
    void build_scope_hasAGroupOfItsOwn() {
        List<String> groups = List.of("run_1", "run_2").stream()
                .map(scope -> {
                    try (KafkaReadySource source =
                            builder().groupId("g").scope(scope).build()) {
                        return source.group();
                    }
                })
                .toList();
        assertThat(groups).containsExactly("g.run_1", "g.run_2");
    }
}
