package io.worldstream.wsp.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

/** A bucket on a real S3 server in this process, on loopback, that keeps its objects in memory. */
final class FieldBucket implements AutoCloseable {
    static final String NAME = "worlds";

    /** Credentials of the server, for a process. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("AWS_ACCESS_KEY_ID", "identity", "AWS_SECRET_ACCESS_KEY", "secret");

    private final S3Proxy server;
    private final S3Client client;

    private FieldBucket(S3Proxy server) {
        this.server = server;
        client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("identity", "secret")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(URI.create(url()))
                // The server may have closed each of the five idle connections that the JDK keeps for the next PUT.
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(10)
                                .build()))
                .build();
        client.createBucket(create -> create.bucket(NAME));
    }

    static FieldBucket start() throws Exception {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "identity", "secret")
                .build();
        server.start();
        return new FieldBucket(server);
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getPort();
    }

    /** Uploads all files below a folder to keys that begin with a prefix. */
    void upload(Path folder, String prefix) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> objects = files.filter(Files::isRegularFile).toList();
            for (Path object : objects) {
                String key = prefix + "/" + folder.relativize(object);
                client.putObject(put -> put.bucket(NAME).key(key), RequestBody.fromFile(object));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of objects whose keys begin with a prefix. */
    int objects(String prefix) {
        return client.listObjectsV2(list -> list.bucket(NAME).prefix(prefix)).keyCount();
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
