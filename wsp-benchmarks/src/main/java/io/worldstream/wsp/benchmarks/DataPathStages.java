package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.internal.format.JsonLinesFormat;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.VerifiedRowReader;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Splits the stream's processor time by stage: runs the data path up to each of its stages, in alternating rounds in one JVM, and
 * for comparison the hashes and a copy of the bytes alone.
 *
 * <p>Arguments: rounds (15), digest of the second look (sha256).
 */
public final class DataPathStages {
    private static final int WARM_UP_ROUNDS = 5;
    /**
     * Text that the id of a row is the hash of: output, five key fields and four pins, with separators; five blocks.
     */
    private static final int ID_INPUT_BYTES = 260;

    private final DataPathBenchmark benchmark;
    private final StoredWorld world;
    private final Survey survey;
    private final byte[] block = new byte[64 << 10];
    private final byte[] envelope = new byte[2 << 10];

    private DataPathStages(DataPathBenchmark benchmark, StoredWorld world) {
        this.benchmark = benchmark;
        this.world = world;
        this.survey = world.survey();
    }

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        SecondLook look = args.length > 1 ? SecondLook.valueOf(args[1].toUpperCase(Locale.ROOT)) : SecondLook.SHA256;
        Path folder = Files.createTempDirectory("wsp-benchmark");
        DataPathBenchmark benchmark = new DataPathBenchmark();
        try {
            benchmark.write();
            ArrivalWorld.write(folder, DataPathBenchmark.ROWS, false);
            StoredWorld world = new StoredWorld(folder, Limits.DEFAULTS, List.of()).withSecondLook(look);
            new DataPathStages(benchmark, world).measure(rounds);
        } finally {
            benchmark.remove();
            Folders.remove(folder);
        }
    }

    private void measure(int rounds) throws IOException {
        Map<String, Work> works = new LinkedHashMap<>();
        works.put("tokenise", benchmark::tokenise);
        works.put("alone: SHA-256 of the bytes", () -> benchmark.sha256().length);
        works.put("alone: CRC32C of the bytes", benchmark::crc32c);
        works.put("alone: SHA-256 of each id's text", this::ids);
        works.put("alone: one copy of each row", this::copies);
        works.put("read and verify", this::verify);
        works.put("... and cut into lines", this::lines);
        works.put("... and parse", this::parse);
        works.put("... and merge", this::merge);
        works.put("... and frame: the stream", this::stream);
        Map<String, Taken> taken = new LinkedHashMap<>();
        for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
            double tokenise = 0;
            for (Map.Entry<String, Work> work : works.entrySet()) {
                double nanos = nanosPerRow(work.getValue());
                tokenise = tokenise == 0 ? nanos : tokenise;
                if (i >= 0) {
                    Taken all = taken.computeIfAbsent(work.getKey(), name -> new Taken(rounds));
                    all.nanos[i] = nanos;
                    all.ratios[i] = nanos / tokenise;
                }
            }
        }
        taken.forEach((name, all) -> System.out.printf(
                Locale.ROOT, "%-34s %-26s ns, %s x tokenise%n", name, Median.of(all.nanos), Median.of(all.ratios)));
    }

    private long ids() {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        byte[] id = new byte[32];
        try {
            for (int row = 0; row < DataPathBenchmark.ROWS; row++) {
                sha256.update(block, row & 0xfff, ID_INPUT_BYTES);
                sha256.digest(id, 0, id.length);
            }
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
        return 1L + (id[0] & 0xff);
    }

    private long copies() throws IOException {
        return benchmark.copy(envelope);
    }

    private long verify() throws IOException {
        long bytes = 0;
        for (SurveyedPart part : survey.parts().toList()) {
            try (PartContent content = content(part)) {
                int count = content.read(0, ByteBuffer.wrap(block));
                for (long at = count; count >= 0; at += count) {
                    bytes += count;
                    count = content.read(at, ByteBuffer.wrap(block));
                }
            }
        }
        return bytes;
    }

    private long lines() throws IOException {
        long bytes = 0;
        for (SurveyedPart part : survey.parts().toList()) {
            try (RowReader reader = reader(part)) {
                while (reader.advance()) {
                    bytes += reader.length();
                }
            }
        }
        return bytes;
    }

    private long parse() throws IOException {
        Row row = new Row();
        long sum = 0;
        for (int output = 0; output < survey.outputs().size(); output++) {
            RowParser parser = world.access().parser(world.plan(), output, FlowKey.NONE);
            for (SurveyedPart part : survey.outputs().get(output).parts()) {
                try (VerifiedRowReader reader = world.access().open(part, parser, Long.MIN_VALUE)) {
                    while (reader.advance(row)) {
                        sum += row.tsMicros();
                    }
                } catch (RowFault e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return sum;
    }

    private long merge() throws IOException {
        long sum = 0;
        try (OrderedRows rows = world.rows(survey, Long.MIN_VALUE)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                sum += row.tsMicros();
            }
        }
        return sum;
    }

    private long stream() throws IOException {
        return world.stream(survey, Long.MIN_VALUE, Long.MAX_VALUE).events();
    }

    private RowReader reader(SurveyedPart part) throws IOException {
        return new JsonLinesFormat().open(content(part), Limits.DEFAULTS.maxRowBytes());
    }

    private PartContent content(SurveyedPart part) throws IOException {
        return world.access().opener().open(part.sealed());
    }

    private static double nanosPerRow(Work work) throws IOException {
        long start = ThreadCosts.processorNanos();
        if (work.run() == 0) {
            throw new IllegalStateException("the measured work had no effect");
        }
        return (double) (ThreadCosts.processorNanos() - start) / DataPathBenchmark.ROWS;
    }

    /** Times of one measurement, by round. */
    private static final class Taken {
        private final double[] nanos;
        private final double[] ratios;

        Taken(int rounds) {
            nanos = new double[rounds];
            ratios = new double[rounds];
        }
    }

    private interface Work {
        long run() throws IOException;
    }
}
