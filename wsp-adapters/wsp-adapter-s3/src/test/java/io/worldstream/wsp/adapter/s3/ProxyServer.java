package io.worldstream.wsp.adapter.s3;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A real S3 server in this process, on loopback, that keeps its objects in memory. */
final class ProxyServer implements AutoCloseable {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("identity", "secret"));

    private final AtomicInteger buckets = new AtomicInteger();
    private final S3Proxy server;
    private final S3Client client;

    private ProxyServer(S3Proxy server) {
        this.server = server;
        // With retries: the server may close a connection that a PUT is about to use.
        client = clientBuilder(url()).build();
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

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getPort());
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

    S3Client client() {
        return client;
    }

    /** Makes a bucket that no other test has. */
    String newBucket(boolean versioned) {
        String bucket = "bucket-" + buckets.incrementAndGet();
        client.createBucket(request -> request.bucket(bucket));
        if (versioned) {
            keepVersions(bucket);
        }
        return bucket;
    }

    /** Makes a bucket keep the versions of its objects from now on. */
    void keepVersions(String bucket) {
        client.putBucketVersioning(request -> request.bucket(bucket)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }

    void put(String bucket, String key, byte[] bytes) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
    }

    byte[] get(String bucket, String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    /** Removes an object with all its versions. */
    void remove(String bucket, String key) {
        client.listObjectVersions(request -> request.bucket(bucket).prefix(key))
                .versions()
                .forEach(version -> client.deleteObject(
                        request -> request.bucket(bucket).key(version.key()).versionId(version.versionId())));
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    /** Removes an object as a user does: a bucket with versions keeps them. */
    void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server cannot be stopped", e);
        }
    }
}
