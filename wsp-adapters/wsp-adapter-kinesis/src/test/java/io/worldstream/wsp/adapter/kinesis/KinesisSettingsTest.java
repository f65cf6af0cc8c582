package io.worldstream.wsp.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Settings that are refused, each by the key that a configuration has for it. */
class KinesisSettingsTest {
    static Stream<Arguments> invalid() {
        return Stream.of(
                invalid("control_bus.kinesis.stream", each -> each.stream("")),
                invalid("control_bus.kinesis.stream", each -> each.stream("a/b")),
                invalid("control_bus.kinesis.stream", each -> each.stream("x".repeat(129))),
                invalid("control_bus.kinesis.region", each -> each.region("Ireland")),
                invalid("control_bus.kinesis.endpoint", each -> each.endpoint(URI.create("ftp://host"))),
                invalid("control_bus.kinesis.endpoint", each -> each.endpoint(URI.create("localhost"))),
                invalid("control_bus.topic", each -> each.topic(" ")),
                invalid("limits.max_message_bytes", each -> each.maxMessageBytes(0)),
                invalid("limits.max_message_bytes", each -> each.maxMessageBytes((10 << 20) + 1)),
                invalid("security.platform_run_id", each -> each.scope("..")));
    }

    private static Arguments invalid(String key, UnaryOperator<KinesisReadySource.Builder> setting) {
        return Arguments.of(key, setting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void build_ofAnInvalidSetting_namesItsKey(String key, UnaryOperator<KinesisReadySource.Builder> setting) {
        KinesisReadySource.Builder builder = setting.apply(valid());
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(builder::build)
                .withMessageStartingWith(key + ": expected ")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }

    @Test
    void build_withoutStreamOrStore_isRefused() {
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> KinesisReadySource.builder().build())
                .withMessageStartingWith("control_bus.kinesis.stream");
        assertThatExceptionOfType(WspException.class)
                .isThrownBy(() -> KinesisReadySource.builder().stream("a").build())
                .withMessageContaining("positions need a store");
    }

    @Test
    void topic_isTheDefault_orTheOneThatIsSet() {
        try (KinesisReadySource source = valid().build();
                KinesisReadySource other = valid().topic("other").build()) {
            assertThat(source.topic()).isEqualTo(ReadySource.DEFAULT_TOPIC);
            assertThat(other.topic()).isEqualTo("other");
        }
    }

    @Test
    void poll_withoutARegion_saysWhereToSetIt() {
        System.setProperty("aws.disableEc2Metadata", "true");
        assumeTrue(
                System.getenv("AWS_REGION") == null
                        && System.getProperty("aws.region") == null
                        && !Files.exists(Path.of(System.getProperty("user.home"), ".aws", "config")),
                "this machine has a region");
        try (KinesisReadySource source = valid().region(null).build()) {
            assertThatExceptionOfType(WspException.class)
                    .isThrownBy(source::poll)
                    .withMessageContaining("control_bus.kinesis.region, AWS_REGION")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
        }
    }

    @Test
    void credentials_thatAreMissing_areNamed() {
        SdkClientException failure = SdkClientException.create("Unable to load credentials from any of the providers");
        assertThat(StreamFailure.inWords(failure, settings()))
                .hasMessageContaining("no credentials for ")
                .hasMessageContaining("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role")
                .hasMessageNotContaining("any of the providers")
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }

    private static KinesisSettings settings() {
        return new KinesisSettings("control", "eu-west-1", null, 1, Duration.ZERO, Clock.system());
    }

    private static KinesisReadySource.Builder valid() {
        return KinesisReadySource.builder().stream("control")
                .region("eu-west-1")
                .positions(new InMemoryPositionStore());
    }
}
