package io.worldstream.wsp.adapter.s3;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** s3proxy in this process, which keeps its objects in memory. */
final class ProxyServer extends BucketServer {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("identity", "secret"));

    private final S3Proxy server;

    private ProxyServer(S3Proxy server) {
        super(URI.create("http://127.0.0.1:" + server.getPort()));
        this.server = server;
    }

    static ProxyServer start() throws Exception {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "identity", "secret")
                .build();
        server.start();
        return new ProxyServer(server);
    }

    /** Returns a client of a server on loopback, without retries. */
    static S3Client client(URI url) {
        return clientBuilder(url)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    static S3ClientBuilder clientBuilder(URI url) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(CREDENTIALS)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(url);
    }

    @Override
    boolean writesInSteps() {
        return false;
    }

    @Override
    public void close() {
        super.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server cannot be stopped", e);
        }
    }
}
