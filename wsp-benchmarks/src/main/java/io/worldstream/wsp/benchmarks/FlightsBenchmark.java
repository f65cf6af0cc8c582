package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.adapter.parquet.LocalTimestamps;
import io.worldstream.wsp.adapter.parquet.ParquetFormat;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Compares three million real rows from Parquet to framed envelopes with the same rows from JSON Lines: alternating
 * rounds of both worlds in one JVM. The comparison in {@code docs/performance.md} also reads the columns into objects
 * first; this one omits that, and so is stricter.
 *
 * <p>Arguments: the file that {@code wsp-tests/install-flights} downloads, rounds (5).
 */
public final class FlightsBenchmark {
    private static final int MAX_ROW_BYTES = 1 << 20;
    private static final ParquetFormat FORMAT = new ParquetFormat().withLocalTimestamps(LocalTimestamps.UTC);
    private static final Catalogue.Output ENTRY = new Catalogue.Output(
            new OutputId("us_flights"),
            List.of("date", "origin", "destination", "delay", "distance"),
            List.of("gate.flights"),
            "scope_manifest_fingerprint",
            false,
            "date",
            Catalogue.TimeFormat.RFC3339);

    private FlightsBenchmark() {}

    public static void main(String[] args) throws IOException {
        byte[] file = Files.readAllBytes(Path.of(args[0]));
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path folder = Files.createTempDirectory("wsp-flights");
        try {
            StoredWorld parquet = world(folder.resolve("parquet"), PartRows.stored(file, 3_000_000));
            StoredWorld lines = world(folder.resolve("lines"), PartRows.stored(lines(file), 3_000_000));
            compare(parquet, lines, rounds);
        } finally {
            Folders.remove(folder);
        }
    }

    private static void compare(StoredWorld parquet, StoredWorld lines, int rounds) throws IOException {
        Survey ofParquet = parquet.survey();
        Survey ofLines = lines.survey();
        double[] one = new double[rounds];
        double[] other = new double[rounds];
        double[] ratio = new double[rounds];
        for (int i = -2; i < rounds; i++) {
            long start = System.nanoTime();
            StoredWorld.Streamed first = parquet.stream(ofParquet, Long.MIN_VALUE, Long.MAX_VALUE);
            long middle = System.nanoTime();
            StoredWorld.Streamed second = lines.stream(ofLines, Long.MIN_VALUE, Long.MAX_VALUE);
            long end = System.nanoTime();
            if (!first.equals(second)) {
                throw new IllegalStateException("the streams differ: " + first + " and " + second);
            }
            if (i >= 0) {
                one[i] = (middle - start) / 1e9;
                other[i] = (end - middle) / 1e9;
                ratio[i] = one[i] / other[i];
            }
        }
        System.out.printf(Locale.ROOT, "Parquet to envelopes, s       %s%n", Median.of(one));
        System.out.printf(Locale.ROOT, "JSON Lines to envelopes, s    %s%n", Median.of(other));
        System.out.printf(Locale.ROOT, "Parquet / JSON Lines          %s%n", Median.of(ratio));
    }

    private static StoredWorld world(Path folder, PartRows rows) throws IOException {
        World.ofRows().nonTraffic(false).output(ENTRY, rows).writeTo(folder);
        return new StoredWorld(folder, Limits.DEFAULTS, List.of(FORMAT));
    }

    private static byte[] lines(byte[] file) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (RowReader reader = FORMAT.open(new InMemory(file), MAX_ROW_BYTES)) {
            while (reader.advance()) {
                lines.write(reader.buffer(), reader.offset(), reader.length());
                lines.write('\n');
            }
        }
        return lines.toByteArray();
    }

    private static final class InMemory implements PartContent {
        private final byte[] bytes;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) {
            if (position >= bytes.length) {
                return -1;
            }
            int count = (int) Math.min(target.remaining(), bytes.length - position);
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void close() {
            // Holds no resources.
        }
    }
}
