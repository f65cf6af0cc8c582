package io.worldstream.wsp.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Measures the ratios that {@code docs/performance.md} quotes for the data path: alternating rounds of each measurement
 * in one JVM, so that noise affects all alike, and medians of the rounds' ratios.
 *
 * <p>Arguments: rounds (9).
 */
public final class DataPathRatios {
    private static final int WARM_UP_ROUNDS = 5;

    private DataPathRatios() {}

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
        DataPathBenchmark benchmark = new DataPathBenchmark();
        benchmark.write();
        double[] tokenise = new double[rounds];
        double[] sha256 = new double[rounds];
        double[] survey = new double[rounds];
        double[] stream = new double[rounds];
        double[] surveyRatio = new double[rounds];
        double[] streamRatio = new double[rounds];
        double[] allocated = new double[rounds];
        try {
            for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
                double t = nanosPerRow(benchmark::tokenise);
                double d = nanosPerRow(() -> benchmark.sha256().length);
                double v = nanosPerRow(benchmark::survey);
                long before = allocatedBytes();
                double s = nanosPerRow(benchmark::stream);
                if (i >= 0) {
                    allocated[i] = (double) (allocatedBytes() - before) / DataPathBenchmark.ROWS;
                    tokenise[i] = t;
                    sha256[i] = d;
                    survey[i] = v;
                    stream[i] = s;
                    surveyRatio[i] = v / (t + 2 * d);
                    streamRatio[i] = s / t;
                }
            }
        } finally {
            benchmark.remove();
        }
        print("tokenise, ns per row", Median.of(tokenise));
        print("SHA-256 once, ns per row", Median.of(sha256));
        print("survey, ns per row", Median.of(survey));
        print("stream, ns per row", Median.of(stream));
        print("survey / (tokenise + 2 x SHA-256), at most 1.25", Median.of(surveyRatio));
        print("stream / tokenise, at most 1.6", Median.of(streamRatio));
        print("stream, bytes allocated per event, under 100", Median.of(allocated));
    }

    private static void print(String what, Median median) {
        System.out.printf(Locale.ROOT, "%-52s %s%n", what, median);
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static double nanosPerRow(Work work) throws IOException {
        long start = System.nanoTime();
        if (work.run() == 0) {
            throw new IllegalStateException("the measured work had no effect");
        }
        return (double) (System.nanoTime() - start) / DataPathBenchmark.ROWS;
    }

    private interface Work {
        long run() throws IOException;
    }
}
