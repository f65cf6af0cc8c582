package io.worldstream.wsp.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.worldstream.wsp.adapter.file.FileSortedStore;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Benchmarks of the data path on one thread, per event: Jackson and SHA-256 alone over the same bytes, the survey, and
 * the stream to a sink that drops. Run it with {@code -prof gc} to measure allocation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6)
@Measurement(iterations = 9)
@Fork(
        value = 1,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
public class DataPathBenchmark {
    static final int ROWS = 200_000;

    private final JsonFactory json = new JsonFactory();
    private final List<byte[]> parts = new ArrayList<>();
    private Path folder = Path.of("");
    private @Nullable StoredWorld world;
    private @Nullable Survey survey;
    private @Nullable StoredWorld shuffled;
    private @Nullable Survey sorted;

    /** Writes a world of eight sorted parts, and the same rows out of order with their sorted views. */
    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("wsp-benchmark");
        ArrivalWorld.write(folder.resolve("sorted"), ROWS, false);
        StoredWorld stored = new StoredWorld(folder.resolve("sorted"), Limits.DEFAULTS, List.of());
        world = stored;
        survey = stored.survey();
        ArrivalWorld.write(folder.resolve("shuffled"), ROWS, true);
        StoredWorld unordered = new StoredWorld(
                folder.resolve("shuffled"), Limits.DEFAULTS, List.of(), new FileSortedStore(folder.resolve("views")));
        shuffled = unordered;
        sorted = unordered.survey();
        for (Path part : stored.parts()) {
            parts.add(Files.readAllBytes(part));
        }
    }

    /** Removes the world. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        Folders.remove(folder);
    }

    /** Walks all tokens of all rows with Jackson's streaming parser. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long tokenise() throws IOException {
        long tokens = 0;
        for (byte[] part : parts) {
            try (JsonParser parser = json.createParser(part)) {
                while (parser.nextToken() != null) {
                    tokens++;
                }
            }
        }
        return tokens;
    }

    /** Computes CRC32C of the same bytes once, in blocks of the chunk size; a stage for {@link DataPathStages}. */
    long crc32c() {
        CRC32C crc32c = new CRC32C();
        for (byte[] part : parts) {
            for (int at = 0; at < part.length; at += 256 << 10) {
                crc32c.update(part, at, Math.min(256 << 10, part.length - at));
            }
        }
        return 1 + crc32c.getValue();
    }

    /** Computes SHA-256 of the same bytes once, in blocks of the chunk size. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public byte[] sha256() {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        for (byte[] part : parts) {
            for (int at = 0; at < part.length; at += 256 << 10) {
                sha256.update(part, at, Math.min(256 << 10, part.length - at));
            }
        }
        return sha256.digest();
    }

    /** Copies every row's bytes once; a stage for {@link DataPathStages}, not a benchmark. */
    long copy(byte[] target) {
        long copied = 0;
        for (byte[] part : parts) {
            int length = part.length / (ROWS / parts.size());
            for (int at = 0; at + length <= part.length; at += length) {
                System.arraycopy(part, at, target, 0, length);
                copied += target[0];
            }
        }
        return copied;
    }

    /** Runs the survey: hash, chunk digests, strict parsing of every row, index. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long survey() {
        return Objects.requireNonNull(world).survey().rows();
    }

    /** Runs the stream: read, verify by SHA-256, merge, frame, drop. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long stream() throws IOException {
        return stream(world, survey, SecondLook.SHA256);
    }

    /** Runs the same stream, verified by CRC32C. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long streamCrc32c() throws IOException {
        return stream(world, survey, SecondLook.CRC32C);
    }

    /** Runs the stream of the same rows from sorted views: read, verify by CRC32C, inflate, merge, frame, drop. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long streamViews() throws IOException {
        return stream(shuffled, sorted, SecondLook.CRC32C);
    }

    /** Runs the stream from sorted views, verified by SHA-256. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long streamViewsSha256() throws IOException {
        return stream(shuffled, sorted, SecondLook.SHA256);
    }

    private static long stream(@Nullable StoredWorld world, @Nullable Survey survey, SecondLook look)
            throws IOException {
        return Objects.requireNonNull(world).withSecondLook(look).stream(
                        Objects.requireNonNull(survey), Long.MIN_VALUE, Long.MAX_VALUE)
                .events();
    }
}
