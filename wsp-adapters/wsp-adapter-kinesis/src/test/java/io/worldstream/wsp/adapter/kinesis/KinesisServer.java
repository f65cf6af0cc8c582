package io.worldstream.wsp.adapter.kinesis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A Kinesis server on loopback, one process for all tests of this JVM, and the publisher's side of it. */
final class KinesisServer {
    static final String REGION = "eu-west-1";

    private static final Path FOLDER = Path.of("target", "kinesis-local");
    private static final long MOST_SECONDS = 120;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final AtomicInteger STREAMS = new AtomicInteger();

    /** Ends with its standard input, and so with this JVM, however that ends. */
    private static final String PROGRAM =
            "process.stdin.resume(); process.stdin.on('end', () => process.exit()); require('./main.js');";

    private static @Nullable KinesisServer running;

    private final URI uri;
    private final KinesisClient client;

    private KinesisServer(URI uri) {
        this.uri = uri;
        client = KinesisClient.builder()
                .region(Region.of(REGION))
                .endpointOverride(uri)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Returns the server; skips the test where it is not installed. */
    static synchronized KinesisServer get() {
        assumeTrue(
                Files.exists(FOLDER.resolve("main.js")),
                "NOT TESTED: run wsp-adapters/wsp-adapter-kinesis/install-kinesis-local, which needs npm");
        if (running == null) {
            System.setProperty("aws.accessKeyId", "test");
            System.setProperty("aws.secretAccessKey", "test");
            System.setProperty("aws.disableEc2Metadata", "true");
            running = start();
        }
        return running;
    }

    URI uri() {
        return uri;
    }

    KinesisClient client() {
        return client;
    }

    /** Returns a name that no other test uses. */
    static String newName() {
        return "control-" + STREAMS.incrementAndGet();
    }

    /** Creates a stream and waits until it is active; returns its name. */
    String newStream(int shards) {
        return create(newName(), shards);
    }

    String create(String name, int shards) {
        client.createStream(each -> each.streamName(name).shardCount(shards));
        awaitActive(name);
        return name;
    }

    void awaitActive(String name) {
        for (long end = end(); ; LockSupport.parkNanos(PAUSE_NANOS)) {
            StreamStatus status = client.describeStreamSummary(each -> each.streamName(name))
                    .streamDescriptionSummary()
                    .streamStatus();
            if (status == StreamStatus.ACTIVE) {
                return;
            }
            requireTime(end, "the stream " + name + " to become active, it is " + status);
        }
    }

    /** Deletes a stream, and waits for the next second: sequence numbers begin with the second of their creation. */
    void delete(String name) {
        client.deleteStream(each -> each.streamName(name));
        long second = Instant.now().getEpochSecond();
        for (long end = end();
                client.listStreams().streamNames().contains(name)
                        || Instant.now().getEpochSecond() == second;
                LockSupport.parkNanos(PAUSE_NANOS)) {
            requireTime(end, "the stream " + name + " to be deleted");
        }
    }

    /** Publishes a message; returns its sequence number. */
    String publish(String stream, byte[] message) {
        return client.putRecord(
                        each -> each.streamName(stream).partitionKey("key").data(SdkBytes.fromByteArray(message)))
                .sequenceNumber();
    }

    String publish(String stream, String message) {
        return publish(stream, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes a message to an open shard. */
    void publishTo(String stream, Shard shard, String message) {
        client.putRecord(each -> each.streamName(stream)
                .partitionKey("key")
                .explicitHashKey(shard.hashKeyRange().startingHashKey())
                .data(SdkBytes.fromUtf8String(message)));
    }

    /** Splits the one open shard in the middle; returns its children. */
    List<Shard> split(String stream) {
        Shard parent = openShards(stream).get(0);
        String middle = new BigInteger(parent.hashKeyRange().endingHashKey())
                .add(new BigInteger(parent.hashKeyRange().startingHashKey()))
                .shiftRight(1)
                .toString();
        client.splitShard(
                each -> each.streamName(stream).shardToSplit(parent.shardId()).newStartingHashKey(middle));
        awaitActive(stream);
        return openShards(stream).stream()
                .filter(shard -> parent.shardId().equals(shard.parentShardId()))
                .toList();
    }

    /** Merges the two open shards; returns their child. */
    Shard merge(String stream) {
        List<Shard> open = openShards(stream);
        client.mergeShards(each -> each.streamName(stream)
                .shardToMerge(open.get(0).shardId())
                .adjacentShardToMerge(open.get(1).shardId()));
        awaitActive(stream);
        return openShards(stream).get(0);
    }

    List<Shard> openShards(String stream) {
        return client.listShards(each -> each.streamName(stream)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    private static KinesisServer start() {
        try {
            int plain = freePort();
            int tls = freePort();
            ProcessBuilder node = new ProcessBuilder("node", "-e", PROGRAM).directory(FOLDER.toFile());
            node.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(plain));
            node.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(tls));
            node.environment().put("SHARD_LIMIT", "1000");
            for (String each : new String[] {"CREATE_STREAM", "DELETE_STREAM", "SPLIT_SHARD", "MERGE_SHARDS"}) {
                node.environment().put(each + "_DURATION", "1ms");
            }
            File log = Files.createTempFile(Path.of("target"), "kinesis-local-", ".log")
                    .toFile();
            Process process = node.redirectErrorStream(true).redirectOutput(log).start();
            awaitPort(plain, process, log);
            return new KinesisServer(URI.create("http://127.0.0.1:" + plain));
        } catch (IOException e) {
            throw new UncheckedIOException("the Kinesis server of the tests did not start", e);
        }
    }

    private static void awaitPort(int port, Process process, File log) {
        for (long end = end(); ; LockSupport.parkNanos(PAUSE_NANOS)) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the Kinesis server of the tests ended; see " + log, e);
                }
                requireTime(end, "the Kinesis server to listen; see " + log);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static long end() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    }

    private static void requireTime(long end, String awaited) {
        if (System.nanoTime() - end > 0) {
            throw new AssertionError("waited " + MOST_SECONDS + " s for " + awaited);
        }
    }
}
