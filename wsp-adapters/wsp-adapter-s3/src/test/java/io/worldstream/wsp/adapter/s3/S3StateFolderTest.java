package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.adapter.s3.FaultyNetwork.Fault;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease.Grant;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("server")
final class S3StateFolderTest {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));

    /** A connection that no test uses. */
    private static final S3Connection NOWHERE =
            S3Connection.builder().region("eu-central-1").build();

    private final StateBucket bucket = new StateBucket();

    @AfterEach
    void close() {
        bucket.close();
    }

    @Nested
    class Configuration {
        @ParameterizedTest
        @ValueSource(strings = {"s3://", "/var/lib/wsp", "s3://bucket/a//b", "s3://bucket/../b"})
        void build_rootOfAnotherForm_isConfigInvalid(String root) {
            assertThatConfig(() -> new S3StateFolder(NOWHERE, root))
                    .hasMessageStartingWith(
                            "the root of run state must be s3://bucket or s3://bucket/prefix, not \"" + root + "\": ");
        }

        @Test
        void build_longPrefix_isConfigInvalid() {
            assertThatConfig(() -> new S3StateFolder(NOWHERE, "s3://bucket/" + "x".repeat(801)))
                    .hasMessageEndingWith("its prefix has more than 800 bytes");
        }

        @Test
        void toString_rootWithSlashAtItsEnd_isTheRootWithout() {
            assertThat(new S3StateFolder(NOWHERE, "s3://bucket/state/")).hasToString("s3://bucket/state");
        }
    }

    @Nested
    class ConditionalWrites {
        @Test
        void require_storeThatHasThem_asksOnce() throws Exception {
            bucket.folder().requireConditionalWrites();
            assertThat(bucket.network().requests()).hasSize(3);
            bucket.folder().requireConditionalWrites();
            new S3CheckpointStore(bucket.folder()).open(RUN, 1);
            assertThat(bucket.network().requests()).hasSize(5);
            assertThatCode(() -> bucket.folder(bucket.network().client(StateBucket.server()))
                            .requireConditionalWrites())
                    .as("the next start")
                    .doesNotThrowAnyException();
        }

        @ParameterizedTest
        @CsvSource({"If-None-Match, it ignores If-None-Match: *", "If-Match, it ignores If-Match"})
        void require_storeThatIgnoresAHeader_isConfigInvalid(String header, String evidence) {
            try (S3Client ignorant = without(header)) {
                S3StateFolder folder = bucket.folder(ignorant);
                assertThatConfig(folder::requireConditionalWrites)
                        .hasMessageStartingWith(
                                "the store of \"s3://" + bucket.bucket() + "/state/wsp\" has no conditional writes")
                        .hasMessageContaining(evidence);
            }
        }

        @Test
        void firstWrite_storeThatIgnoresHeaders_isRefusedAndLeavesNothing() {
            try (S3Client ignorant = without("If-None-Match")) {
                S3StateFolder folder = bucket.folder(ignorant);
                assertThatConfig(
                        () -> new S3RunLease(folder, Clock.system(), Duration.ofSeconds(30), "a host").acquire(RUN));
                assertThatConfig(() -> new S3CheckpointStore(folder).open(RUN, 1));
                assertThatConfig(() -> new S3DeadLetterStore(folder).open(RUN, 1));
                assertThatConfig(() -> new S3DeadLetterStore(folder).record(1, letter()));
                assertThat(bucket.keys()).containsExactly("conditional-writes");
            }
        }

        @Test
        void require_storeThatDoesNotImplementThem_isConfigInvalid() {
            bucket.network().faultWrites(Fault.NOT_IMPLEMENTED);
            assertThatConfig(() -> bucket.folder().requireConditionalWrites())
                    .hasMessageContaining("it answered 501 NotImplemented");
        }

        @Test
        void require_storeWithoutEntityTags_isConfigInvalid() {
            try (S3Client client = client(new ExecutionInterceptor() {
                @Override
                public SdkHttpResponse modifyHttpResponse(
                        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
                    return context.httpResponse().copy(http -> http.removeHeader("ETag"));
                }
            })) {
                assertThatConfig(() -> bucket.folder(client).requireConditionalWrites())
                        .hasMessageContaining("it gives no entity tags");
            }
        }

        /** A client whose requests lack a header, as if a gateway dropped it. */
        private S3Client without(String header) {
            return client(new ExecutionInterceptor() {
                @Override
                public SdkHttpRequest modifyHttpRequest(
                        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                    return context.httpRequest().copy(http -> http.removeHeader(header));
                }
            });
        }

        private S3Client client(ExecutionInterceptor interceptor) {
            return bucket.network()
                    .builder(StateBucket.server())
                    .overrideConfiguration(override -> override.addExecutionInterceptor(interceptor))
                    .build();
        }
    }

    /** The HTTP client and the settings of {@link S3Connection}, over real connections. */
    @Test
    void state_overTheClientThatThisAdapterMakes_passesAroundARun() throws Exception {
        try (S3Client client = ProxyServer.clientBuilder(StateBucket.server().url())
                .serviceConfiguration(s3 -> s3.expectContinueEnabled(false).chunkedEncodingEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build()) {
            S3StateFolder folder = bucket.folder(client);
            S3RunLease lease = new S3RunLease(folder, Clock.system(), Duration.ofMinutes(5), "a host");
            for (long epoch = 1; epoch <= 3; epoch++) {
                Grant grant = lease.acquire(RUN).orElseThrow();
                assertThat(grant.epoch()).isEqualTo(epoch);
                assertThat(lease.acquire(RUN)).isEmpty();
                S3CheckpointStore checkpoints = new S3CheckpointStore(folder);
                assertThat(checkpoints.open(RUN, epoch).isPresent()).isEqualTo(epoch > 1);
                checkpoints.save(RUN, epoch, new byte[100]);
                S3DeadLetterStore deadLetters = new S3DeadLetterStore(folder);
                deadLetters.open(RUN, epoch);
                deadLetters.record(epoch, letter());
                assertThat(grant.renew()).isTrue();
                grant.release();
                assertThat(grant.renew()).isFalse();
            }
            assertThatThrownBy(() -> new S3CheckpointStore(folder).save(RUN, 2, new byte[1]))
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.LEASE_LOST));
        }
    }

    @Nested
    class Failures {
        @Test
        void require_noBucket_isConfigInvalid() {
            S3StateFolder folder = new S3StateFolder(
                    S3Connection.of(bucket.network().client(StateBucket.server())), "s3://no-such-bucket/state");
            assertThatConfig(folder::requireConditionalWrites)
                    .hasMessageContaining(
                            "there is no bucket \"no-such-bucket\"; make it, or check the root and s3.endpoint");
            assertThatConfig(folder::requireReadable)
                    .hasMessageStartingWith("cannot list the saved runs")
                    .hasMessageContaining("there is no bucket \"no-such-bucket\"");
        }

        @Test
        void require_accessDenied_isAnIoExceptionThatNamesThePermission() {
            bucket.network().faultWrites(Fault.DENIED);
            assertThatIOException()
                    .isThrownBy(() -> bucket.folder().requireConditionalWrites())
                    .withMessageContaining("access denied (403 AccessDenied: a fault of the test)")
                    .withMessageContaining("grant s3:PutObject and s3:GetObject on bucket \"" + bucket.bucket());
        }

        @Test
        void require_slowDown_isAnIoExceptionAndIsAskedAgain() throws Exception {
            bucket.network().faultWrites(Fault.NONE, Fault.SLOW_DOWN);
            assertThatIOException()
                    .isThrownBy(() -> bucket.folder().requireConditionalWrites())
                    .withMessageContaining("the store answered 503 SlowDown");
            bucket.folder().requireConditionalWrites();
            assertThat(bucket.network().requests()).hasSize(5);
        }
    }

    private static DeadLetter letter() {
        return DeadLetter.builder(
                        RUN,
                        new OutputId("o"),
                        new Violation(ReasonCode.ROW_INVALID, "part#row=1", "a reason"),
                        new Hex64("cd".repeat(32)))
                .build();
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertThatConfig(
            ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CONFIG_INVALID));
    }
}
