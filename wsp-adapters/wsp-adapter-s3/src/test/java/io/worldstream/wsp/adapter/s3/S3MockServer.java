package io.worldstream.wsp.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** s3mock in a process of its own, since it is an application with other versions of many libraries. */
final class S3MockServer extends BucketServer {
    /** Copied there by the build. */
    private static final Path JAR = Path.of("target", "s3mock", "s3mock.jar");

    private static final Pattern STARTED = Pattern.compile("Tomcat started on ports? .*?(\\d+) \\(http\\)");
    private static final int MINUTES = 4;

    private final Process process;

    private S3MockServer(Process process, int port) {
        super(URI.create("http://127.0.0.1:" + port));
        this.process = process;
    }

    /** Starts it with its objects in a folder. */
    static S3MockServer start(Path folder) throws Exception {
        if (!Files.exists(JAR)) {
            throw new AssertionError("there is no " + JAR + ": the build copies it before the tests");
        }
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "--spring.main.banner-mode=off",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--com.adobe.testing.s3mock.http-port=0",
                        "--com.adobe.testing.s3mock.store.root=" + folder))
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new S3MockServer(process, port(process));
    }

    private static int port(Process process) throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Queue<String> said = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> read(process, said, port), "s3mock-log");
        reader.setDaemon(true);
        reader.start();
        try {
            return port.get(MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("s3mock did not start within " + MINUTES + " minutes: " + said, e);
        }
    }

    /** Reads all that it says, as it would wait otherwise. */
    private static void read(Process process, Queue<String> said, CompletableFuture<Integer> port) {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher started = STARTED.matcher(line);
                if (started.find()) {
                    port.complete(Integer.valueOf(started.group(1)));
                } else if (!port.isDone()) {
                    said.add(line);
                }
            }
            port.completeExceptionally(new AssertionError("s3mock ended: " + said));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    @Override
    boolean writesInSteps() {
        return true;
    }

    @Override
    public void close() {
        super.close();
        process.destroyForcibly();
    }
}
