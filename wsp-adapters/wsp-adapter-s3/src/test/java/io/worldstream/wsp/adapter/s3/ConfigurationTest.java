package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

@Timeout(300)
final class ConfigurationTest {
    private static final AwsRegionProvider NOWHERE = () -> {
        throw SdkClientException.create("no region");
    };

    private static S3Connection.Builder builder(AwsRegionProvider... regions) {
        return S3Connection.builder(new RegionSearch(List.of(regions), NOWHERE, Duration.ofMinutes(4)));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertInvalid(ThrowingCallable build) {
        return assertThatThrownBy(build)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }

    @Test
    void build_noRegionFromAnywhere_namesTheKeys() {
        assertInvalid(builder(NOWHERE)::build)
                .hasMessageContainingAll("s3.region is missing", "AWS_REGION", "s3.endpoint");
    }

    @Test
    void build_regionFromTheChain_counts() {
        builder(NOWHERE, () -> Region.of("eu-west-3")).build().close();
    }

    @Test
    void build_severalFaults_namesAll() {
        assertInvalid(builder(NOWHERE).endpoint("localhost:9000")::build)
                .hasMessageContainingAll("s3.endpoint is not a URL", "s3.region is missing");
    }

    @Test
    void build_severalRootsThatAreNone_namesAll() {
        S3OracleReader.Builder reader = S3OracleReader.builder(
                        builder().region("eu-west-3").build())
                .objectStoreRoot("s3://")
                .oracleRoot("/srv/oracle")
                .oracleAlias("old", "s3://a/../b");
        assertInvalid(reader::build)
                .hasMessageContainingAll(
                        "object_store.root must be s3://bucket or s3://bucket/prefix, not \"s3://\": it names no bucket",
                        "oracle.root must be s3://bucket or s3://bucket/prefix, not \"/srv/oracle\"",
                        "oracle.aliases must be s3://bucket or s3://bucket/prefix, not \"s3://a/../b\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eu west", "https://eu-west-3", "eu-west-3\n"})
    void build_regionThatIsNone_isNamed(String region) {
        assertInvalid(builder().region(region)::build).hasMessageContaining("s3.region is not the name of a region");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "ftp://host",
                "http://",
                "http://user:secret@host",
                "http://a b",
                "http://host?x=1"
            })
    void build_endpointThatIsNone_isNamedWithoutItsText(String endpoint) {
        assertInvalid(builder().region("eu-west-3").endpoint(endpoint)::build)
                .hasMessageContaining("s3.endpoint is not a URL")
                .hasMessageNotContaining("secret");
    }

    /** Off EC2 nothing may answer there. */
    @Test
    void regionSearch_instanceThatDoesNotAnswer_isGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        AwsRegionProvider hangs = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Region.of("late");
        };
        assertThat(new RegionSearch(List.of(NOWHERE), hangs, Duration.ofMillis(1)).find())
                .isNull();
    }

    @Test
    void regionSearch_firstProviderThatHasOne_wins() {
        assertThat(new RegionSearch(
                                List.of(NOWHERE, () -> Region.of("a"), () -> Region.of("b")),
                                () -> Region.of("c"),
                                Duration.ofMinutes(4))
                        .find())
                .isEqualTo("a");
        assertThat(new RegionSearch(List.of(NOWHERE), () -> Region.of("c"), Duration.ofMinutes(4)).find())
                .isEqualTo("c");
    }

    @Test
    void limits_outOfRange_areRefused() {
        S3OracleReader.Builder builder =
                S3OracleReader.builder(builder().region("eu-west-3").build());
        assertThatIllegalArgumentException().isThrownBy(() -> builder.memoryBytes((1 << 20) - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.parallelReads(3));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.parallelReads(257));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b, s3://b",
        "s3://b/, s3://b",
        "s3://b/a, s3://b/a",
        "s3://b/a/c//, s3://b/a/c",
        "s3://my.bucket-1/a b, s3://my.bucket-1/a b"
    })
    void root_valid_isWithoutSlashesAtItsEnd(String text, String root) {
        assertThat(S3Location.root(text)).hasToString(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "b/a",
                "s3:/b",
                "S3://b",
                "s3://",
                "s3:///a",
                "s3://b//a",
                "s3://b/./a",
                "s3://b/..",
                "/s3://b"
            })
    void root_invalid_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> S3Location.root(text));
    }

    @Test
    void contains_wholeSegmentsOnly() {
        S3Location root = S3Location.root("s3://b/a");
        assertThat(root.contains(new S3Location("b", "a/c"))).isTrue();
        assertThat(root.contains(new S3Location("b", "a"))).isTrue();
        assertThat(root.contains(new S3Location("b", "ab"))).isFalse();
        assertThat(root.contains(new S3Location("b", ""))).isFalse();
        assertThat(root.contains(new S3Location("c", "a/c"))).isFalse();
        assertThat(S3Location.root("s3://b").contains(new S3Location("b", "x"))).isTrue();
    }
}
