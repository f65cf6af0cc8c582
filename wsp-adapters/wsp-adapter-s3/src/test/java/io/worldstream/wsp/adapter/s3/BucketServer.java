package io.worldstream.wsp.adapter.s3;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A real S3 server on loopback, with a client behind the back of what is tested. */
abstract class BucketServer implements AutoCloseable {
    private final AtomicInteger buckets = new AtomicInteger();
    private final URI url;
    private final S3Client client;

    BucketServer(URI url) {
        this.url = url;
        // The server may have closed each of the five idle connections that the JDK keeps for the next PUT.
        client = ProxyServer.clientBuilder(url)
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(10)
                                .build()))
                .build();
    }

    URI url() {
        return url;
    }

    /** Returns whether a read may find half of a write, which S3 does at once. */
    abstract boolean writesInSteps();

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
    }
}
