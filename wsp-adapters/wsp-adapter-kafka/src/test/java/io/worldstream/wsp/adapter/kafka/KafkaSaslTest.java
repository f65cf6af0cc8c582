package io.worldstream.wsp.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import org.apache.kafka.common.test.JaasUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Properties that reach the client: a broker that asks for a name and a password. */
@Tag("server")
class KafkaSaslTest {
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.startWithSasl();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static KafkaReadySource.Builder withPassword(TestBus bus, String password) {
        return bus.builder()
                .property("security.protocol", "SASL_PLAINTEXT")
                .property("sasl.mechanism", "PLAIN")
                .property("sasl.jaas.config", TestCluster.login(JaasUtils.KAFKA_PLAIN_ADMIN, password));
    }

    @Test
    void credentials_right_areUsed() throws Exception {
        try (TestBus bus = new TestBus(cluster, "right").withTopic(1)) {
            bus.publish(0, "a");
            KafkaReadySource source = bus.open(withPassword(bus, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD));
            assertThat(TestBus.text(TestBus.next(source))).isEqualTo("a");
        }
    }

    @Test
    void credentials_wrong_pollSaysWhatToCheck() throws Exception {
        try (TestBus bus = new TestBus(cluster, "wrong").withTopic(1)) {
            KafkaReadySource source = bus.open(withPassword(bus, "gu3ss"));
            Await.until("the source is refused", source::isFaulty);
            assertThatThrownBy(source::poll)
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.OBJECT_UNREADABLE))
                    .hasMessageContaining("refuse the credentials; check control_bus.kafka.security.protocol")
                    .hasMessageNotContaining("gu3ss");
        }
    }
}
