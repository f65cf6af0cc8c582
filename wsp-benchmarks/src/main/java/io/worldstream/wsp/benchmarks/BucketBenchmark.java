package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.adapter.s3.S3Connection;
import io.worldstream.wsp.adapter.s3.S3OracleReader;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Compares the survey of a world in a bucket with one GET of the same bytes, as one object. The bucket is a {@link DelayedBucket}
 * on loopback. Server, survey and GET have a process each; survey and GET alternate.
 *
 * <p>Arguments: the size of the world in MiB (2048); milliseconds that each call takes longer (30); the bytes per second of
 * each object that is read, in MB, or 0 for no limit (0); runs (5); a folder for the world, which a further run uses again (a
 * temporary one).
 */
public final class BucketBenchmark {
    /** An object with the bytes of all parts. */
    private static final String WHOLE = "whole";
    /** A row's bytes, about. */
    private static final int ROW_BYTES = 430;

    private static final int BUFFER = 1 << 16;

    private BucketBenchmark() {}

    public static void main(String[] args) throws IOException {
        switch (args.length > 0 ? args[0] : "") {
            case "survey" -> survey(Path.of(args[1]), args[2]);
            case "get" -> get(args[1]);
            default -> compare(args);
        }
    }

    private static void compare(String[] args) throws IOException {
        long mebibytes = args.length > 0 ? Long.parseLong(args[0]) : 2048;
        String delayMillis = args.length > 1 ? args[1] : "30";
        String megabytesPerSecond = args.length > 2 ? args[2] : "0";
        int runs = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        Path store = args.length > 4 ? Path.of(args[4]) : Files.createTempDirectory("wsp-bucket");
        Path world = world(store, mebibytes);
        double[] ratios = new double[runs];
        try (MeasuredProcess server = java(DelayedBucket.class, store.toString(), delayMillis, megabytesPerSecond)) {
            String url = Objects.requireNonNull(server.readLine(), "the server did not start");
            // The first run of each is a warm-up of the server.
            for (int i = -1; i < runs; i++) {
                double get = seconds("get", url);
                double survey = seconds("survey", world.toString(), url);
                System.out.printf(Locale.ROOT, "GET %.2f s, survey %.2f s%n", get, survey);
                if (i >= 0) {
                    ratios[i] = survey / get;
                }
            }
        } finally {
            if (args.length <= 4) {
                Folders.remove(store);
            }
        }
        System.out.println("survey / GET, at most 1.5: " + Median.of(ratios));
    }

    private static Path world(Path store, long mebibytes) throws IOException {
        Path world = store.resolve(DelayedBucket.NAME);
        if (Files.notExists(world)) {
            ArrivalWorld.write(Files.createDirectories(world), (mebibytes << 20) / ROW_BYTES / 8 * 8, false);
            List<Path> parts = new StoredWorld(world, Limits.DEFAULTS, List.of()).parts();
            try (OutputStream whole = Files.newOutputStream(world.resolve(WHOLE))) {
                for (Path part : parts) {
                    Files.copy(part, whole);
                }
            }
        }
        return world;
    }

    private static double seconds(String... arguments) throws IOException {
        try (MeasuredProcess process = java(BucketBenchmark.class, arguments)) {
            return Double.parseDouble(Objects.requireNonNull(process.readLine(), "the process printed nothing"));
        }
    }

    private static MeasuredProcess java(Class<?> main, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 4];
        command[0] = "-Xmx512m";
        command[1] = "-cp";
        command[2] = System.getProperty("java.class.path");
        command[3] = main.getName();
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return new MeasuredProcess(command);
    }

    private static void survey(Path world, String url) throws IOException {
        long start = System.nanoTime();
        try (S3Connection connection = S3Connection.of(client(url));
                S3OracleReader oracle = S3OracleReader.builder(connection)
                        .objectStoreRoot("s3://" + DelayedBucket.NAME + "/object_store", "object_store")
                        .oracleRoot("s3://" + DelayedBucket.NAME + "/oracle", "oracle")
                        .build()) {
            new StoredWorld(world, oracle, Limits.DEFAULTS, List.of(), null)
                    .survey(Runtime.getRuntime().availableProcessors());
        }
        print(start);
    }

    private static void get(String url) throws IOException {
        long start = System.nanoTime();
        byte[] buffer = new byte[BUFFER];
        try (S3Client client = client(url);
                InputStream whole = client.getObject(
                        request -> request.bucket(DelayedBucket.NAME).key(WHOLE))) {
            int read;
            do {
                read = whole.read(buffer);
            } while (read >= 0);
        }
        print(start);
    }

    private static void print(long startNanos) {
        System.out.printf(Locale.ROOT, "%.3f%n", (System.nanoTime() - startNanos) / 1e9);
    }

    private static S3Client client(String url) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("benchmark", "benchmark")))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(URI.create(url))
                .build();
    }
}
