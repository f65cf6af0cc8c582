package io.worldstream.wsp.benchmarks;

import java.io.IOException;
import java.util.Locale;

/**
 * Measures the ratios that {@code docs/performance.md} quotes for the data path: alternating rounds of each measurement
 * in one JVM, so that noise affects all alike, and medians of the rounds' ratios. Times are processor times.
 *
 * <p>Arguments: rounds (9).
 */
public final class DataPathRatios {
    private static final int WARM_UP_ROUNDS = 5;

    private final DataPathBenchmark benchmark;
    private final int rounds;

    private DataPathRatios(DataPathBenchmark benchmark, int rounds) {
        this.benchmark = benchmark;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
        DataPathBenchmark benchmark = new DataPathBenchmark();
        try {
            benchmark.write();
            new DataPathRatios(benchmark, rounds).measure();
        } finally {
            benchmark.remove();
        }
    }

    private void measure() throws IOException {
        Series tokenise = new Series(benchmark::tokenise);
        Series sha256 = new Series(() -> benchmark.sha256().length);
        Series survey = new Series(benchmark::survey);
        Series stream = new Series(benchmark::stream);
        Series crc32c = new Series(benchmark::streamCrc32c);
        Series views = new Series(benchmark::streamViews);
        Series viewsSha256 = new Series(benchmark::streamViewsSha256);
        double[] bar = new double[rounds];
        for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
            for (Series series : new Series[] {tokenise, sha256, survey, stream, crc32c, views, viewsSha256}) {
                series.run(i);
            }
            if (i >= 0) {
                bar[i] = survey.nanos[i] / (tokenise.nanos[i] + 2 * sha256.nanos[i]);
            }
        }
        print("tokenise, ns per row", Median.of(tokenise.nanos));
        print("SHA-256, ns per row", Median.of(sha256.nanos));
        print("survey, ns per row", Median.of(survey.nanos));
        print("stream by SHA-256, ns per row", Median.of(stream.nanos));
        print("stream by CRC32C, ns per row", Median.of(crc32c.nanos));
        print("stream from views by SHA-256, ns per row", Median.of(viewsSha256.nanos));
        print("stream from views by CRC32C, ns per row", Median.of(views.nanos));
        print("survey / (tokenise + 2 x SHA-256), at most 1.25", Median.of(bar));
        print("stream by SHA-256 / tokenise", stream.over(tokenise));
        print("stream by CRC32C / tokenise, at most 1.6", crc32c.over(tokenise));
        print("stream from views by SHA-256 / tokenise", viewsSha256.over(tokenise));
        print("stream from views by CRC32C / tokenise, at most 1.6", views.over(tokenise));
        print("stream, bytes allocated per event, under 100", Median.of(stream.allocated));
        print("stream from views, bytes allocated per event", Median.of(views.allocated));
    }

    private static void print(String what, Median median) {
        System.out.printf(Locale.ROOT, "%-52s %s%n", what, median);
    }

    /** Processor time and allocation of one measurement, by round. */
    private final class Series {
        private final Work work;
        private final double[] nanos = new double[rounds];
        private final double[] allocated = new double[rounds];

        Series(Work work) {
            this.work = work;
        }

        void run(int round) throws IOException {
            long before = ThreadCosts.allocatedBytes();
            long start = ThreadCosts.processorNanos();
            if (work.run() == 0) {
                throw new IllegalStateException("the measured work had no effect");
            }
            long end = ThreadCosts.processorNanos();
            if (round >= 0) {
                nanos[round] = (double) (end - start) / DataPathBenchmark.ROWS;
                allocated[round] = (double) (ThreadCosts.allocatedBytes() - before) / DataPathBenchmark.ROWS;
            }
        }

        /** Returns the ratio to another measurement of the same rounds. */
        Median over(Series other) {
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ratios[i] = nanos[i] / other.nanos[i];
            }
            return Median.of(ratios);
        }
    }

    private interface Work {
        long run() throws IOException;
    }
}
