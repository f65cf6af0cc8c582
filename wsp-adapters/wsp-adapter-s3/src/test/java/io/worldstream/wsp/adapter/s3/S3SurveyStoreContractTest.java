package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.testkit.contract.SurveyStoreContract;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("server")
final class S3SurveyStoreContractTest extends SurveyStoreContract {
    private static ProxyServer server;

    private final AtomicBoolean cut = new AtomicBoolean();
    private String bucket;
    private S3Client client;

    @BeforeAll
    static void start() throws Exception {
        server = ProxyServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        bucket = server.newBucket(false);
        client = ProxyServer.clientBuilder(server.url())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                        if (cut.get()) {
                            throw SdkClientException.create("the network is cut");
                        }
                    }
                }))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Override
    protected SurveyStore store() {
        return new S3SurveyStore(S3Connection.of(client), "s3://" + bucket + "/state/surveys");
    }

    @Override
    protected void damage(Hex64 key) {
        String object = "state/surveys/" + key.value() + ".survey";
        byte[] bytes = server.get(bucket, object);
        bytes[bytes.length / 2] ^= 1;
        server.put(bucket, object, bytes);
    }

    @Override
    protected void cutOff() {
        cut.set(true);
    }

    @Override
    protected void restore() {
        cut.set(false);
    }
}
