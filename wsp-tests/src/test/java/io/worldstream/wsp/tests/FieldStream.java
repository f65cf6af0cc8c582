package io.worldstream.wsp.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A Kinesis server, a process on loopback, and the publisher's side of it. */
final class FieldStream implements AutoCloseable {
    static final String REGION = "eu-west-1";

    private static final Path FOLDER = Path.of("../wsp-adapters/wsp-adapter-kinesis/target/kinesis-local");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Ends with its standard input, and so with this JVM, however that ends. */
    private static final String PROGRAM =
            "process.stdin.resume(); process.stdin.on('end', () => process.exit()); require('./main.js');";

    private final Process process;
    private final Path log;
    private final int port;
    private final KinesisClient client;

    private FieldStream(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
        client = KinesisClient.builder()
                .region(Region.of(REGION))
                .endpointOverride(URI.create(url()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Starts the server; skips the test where it is not installed. */
    static FieldStream start(Path temp) throws IOException {
        assumeTrue(
                Files.exists(FOLDER.resolve("main.js")),
                "NOT TESTED: run wsp-adapters/wsp-adapter-kinesis/install-kinesis-local, which needs npm");
        int port = freePort();
        Path log = temp.resolve("kinesis.log");
        ProcessBuilder node = new ProcessBuilder("node", "-e", PROGRAM).directory(FOLDER.toFile());
        node.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
        node.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(freePort()));
        node.environment().put("CREATE_STREAM_DURATION", "1ms");
        FieldStream stream = new FieldStream(
                node.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log, port);
        stream.until("the Kinesis server listens", stream::listens);
        return stream;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Creates a stream with one shard. */
    void create(String name) throws IOException {
        client.createStream(create -> create.streamName(name).shardCount(1));
        until(
                "the stream " + name + " is active",
                () -> client.describeStreamSummary(stream -> stream.streamName(name))
                                .streamDescriptionSummary()
                                .streamStatus()
                        == StreamStatus.ACTIVE);
    }

    void publish(String name, byte[] message) {
        client.putRecord(put -> put.streamName(name).partitionKey("key").data(SdkBytes.fromByteArray(message)));
    }

    private boolean listens() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void until(String what, BooleanSupplier so) throws IOException {
        long start = System.nanoTime();
        while (!so.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("waited until " + what + "; the server says:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
