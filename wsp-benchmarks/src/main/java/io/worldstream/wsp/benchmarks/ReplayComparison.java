package io.worldstream.wsp.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Compares whole processes over worlds on disk: growth of the time per row with size, cost of a sort, cost of a seek,
 * and required memory. The processes run one after another, those that are compared alternate, and ratios are medians
 * of pairs.
 *
 * <p>Arguments: one of {@code scale}, {@code sort}, {@code sorted}, {@code memory}, {@code seek}; rows (for {@code scale}: of the
 * largest world); runs (5); a folder for the worlds (a temporary one).
 */
public final class ReplayComparison {
    private static final long DEFAULT_SORT_BYTES = 64L << 20;

    private final int runs;
    private final Path folder;

    private ReplayComparison(int runs, Path folder) {
        this.runs = runs;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String what = args[0];
        long rows = Long.parseLong(args[1]);
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        Path folder = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("wsp-replay");
        ReplayComparison comparison = new ReplayComparison(runs, folder);
        switch (what) {
            case "scale" -> comparison.scale(rows);
            case "sort" -> comparison.sort(rows);
            case "sorted" -> comparison.sorted(rows);
            case "memory" -> comparison.memory(rows);
            case "seek" -> comparison.seek(rows);
            default ->
                throw new IllegalArgumentException("expected scale, sort, sorted, memory or seek, found " + what);
        }
        if (args.length <= 3) {
            Folders.remove(folder);
        }
    }

    /** Compares the time per row of a small world and of the largest. */
    private void scale(long rows) throws IOException, InterruptedException {
        Path small = world(100_000, false);
        Path large = world(rows, false);
        double[] growth = new double[runs];
        for (int i = 0; i < runs; i++) {
            // A small world ends before the JVM is warm, so its later passes are compared.
            double one = perRow(replay(small, "-Xmx512m", DEFAULT_SORT_BYTES, 0, 20));
            double other = perRow(replay(large, "-Xmx512m", DEFAULT_SORT_BYTES, 0, 1));
            growth[i] = other / one;
            System.out.printf(Locale.ROOT, "100,000 rows: %.0f ns a row; %,d rows: %.0f ns a row%n", one, rows, other);
        }
        System.out.println("growth of time per row, at most 1.15: " + Median.of(growth));
    }

    /** Compares a shuffled world of ten times the sort budget with the sorted one. */
    private void sort(long rows) throws IOException, InterruptedException {
        Path sorted = world(rows, false);
        Path shuffled = world(rows, true);
        long budget = size(shuffled.resolve("oracle")) / 10;
        double[] ratios = new double[runs];
        double[] overHeap = new double[runs];
        int heap = (int) ((budget * 2) >> 20) + 96;
        for (int i = 0; i < runs; i++) {
            Map<String, String> one = replay(sorted, "-Xmx" + heap + "m", budget, 0, 1);
            Map<String, String> other = replay(shuffled, "-Xmx" + heap + "m", budget, 0, 1);
            requireSameDigest(one, other);
            ratios[i] = seconds(other) / seconds(one);
            overHeap[i] = number(other, "peak_rss_mb") - heap;
            System.out.println("sorted   " + one);
            System.out.println("shuffled " + other);
        }
        System.out.println("world " + (size(shuffled.resolve("oracle")) >> 20) + " MiB, sort budget " + (budget >> 20)
                + " MiB, -Xmx" + heap + "m");
        System.out.println("shuffled / sorted, survey and stream, at most 4: " + Median.of(ratios));
        System.out.println("peak RSS beyond -Xmx, MiB, at most 150: " + Median.of(overHeap));
    }

    /** Compares the starts of a shuffled world with and without its sorted views, and the sort with a survey. */
    private void sorted(long rows) throws IOException, InterruptedException {
        Path world = world(rows, true);
        Path views = folder.resolve("views");
        double[] second = new double[runs];
        double[] resumed = new double[runs];
        double[] sort = new double[runs];
        for (int i = 0; i < runs; i++) {
            Folders.remove(views);
            double survey = number(start(world, "none", 0), "prepared_s");
            Map<String, String> first = start(world, views.toString(), 0);
            double one = number(first, "first_s");
            second[i] = number(start(world, views.toString(), 0), "first_s") / one;
            resumed[i] = number(start(world, views.toString(), 0.9), "first_s") / one;
            sort[i] = (number(first, "prepared_s") - survey) / survey;
            System.out.printf(Locale.ROOT, "survey %.1f s, first start %s%n", survey, first);
        }
        System.out.println("first envelope, second start / first, under 0.03: " + Median.of(second));
        System.out.println("first envelope, start at 90 % / first start, under 0.03: " + Median.of(resumed));
        System.out.println("sort / survey, at most 3: " + Median.of(sort));
        System.out.println("views / world, bytes: " + (double) size(views) / size(world.resolve("oracle")));
    }

    private static Map<String, String> start(Path world, String views, double skipped)
            throws IOException, InterruptedException {
        return run("-Xmx512m", StartProcess.class, world.toString(), views, Double.toString(skipped));
    }

    /** Runs with small heaps. */
    private void memory(long rows) throws IOException, InterruptedException {
        Map<String, String> sorted = replay(world(rows, false), "-Xmx96m", DEFAULT_SORT_BYTES, 0, 1);
        System.out.println("sorted   at -Xmx96m:  " + sorted);
        Map<String, String> shuffled = replay(world(rows, true), "-Xmx192m", DEFAULT_SORT_BYTES, 0, 1);
        System.out.println("shuffled at -Xmx192m: " + shuffled);
        requireSameDigest(sorted, shuffled);
        System.out.println("equal stream_digest");
    }

    /** Compares the time to the first envelope after nine tenths of the span with a full pass. */
    private void seek(long rows) throws IOException, InterruptedException {
        Path world = world(rows, false);
        double[] ratios = new double[runs];
        for (int i = 0; i < runs; i++) {
            Map<String, String> result = replay(world, "-Xmx512m", DEFAULT_SORT_BYTES, 0.9, 1);
            System.out.println(result);
            ratios[i] = number(result, "first_s") / number(result, "stream_s");
        }
        System.out.println("first envelope at 90 % / full pass, under 0.03: " + Median.of(ratios));
    }

    private Path world(long rows, boolean shuffled) throws IOException {
        Path world = folder.resolve((shuffled ? "shuffled-" : "sorted-") + rows);
        if (!Files.exists(world.resolve("catalogue.json"))) {
            ArrivalWorld.write(Files.createDirectories(world), rows, shuffled);
        }
        return world;
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(ReplayComparison::sizeOf)
                    .sum();
        }
    }

    private static long sizeOf(Path file) {
        return file.toFile().length();
    }

    private static double perRow(Map<String, String> result) {
        return seconds(result) / number(result, "events") * 1e9;
    }

    private static double seconds(Map<String, String> result) {
        return number(result, "survey_s") + number(result, "stream_s");
    }

    private static double number(Map<String, String> result, String key) {
        return Double.parseDouble(Objects.requireNonNull(result.get(key), key));
    }

    private static void requireSameDigest(Map<String, String> one, Map<String, String> other) {
        if (!Objects.equals(one.get("digest"), other.get("digest"))) {
            throw new IllegalStateException("the streams differ: " + one + " and " + other);
        }
    }

    /** Runs a {@link ReplayProcess}. */
    private static Map<String, String> replay(Path world, String heap, long sortBytes, double skipped, int passes)
            throws IOException, InterruptedException {
        return run(
                heap,
                ReplayProcess.class,
                world.toString(),
                Long.toString(sortBytes),
                Double.toString(skipped),
                Integer.toString(passes));
    }

    /** Runs a program and returns the pairs that it prints last. */
    private static Map<String, String> run(String heap, Class<?> program, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = "";
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line;
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the process failed: " + command);
        }
        Map<String, String> result = new HashMap<>();
        for (String pair : List.of(last.split(" ", -1))) {
            int equals = pair.indexOf('=');
            result.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return result;
    }
}
