package io.worldstream.wsp.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM that a benchmark runs, whose standard output it reads and whose costs it asks the kernel for. */
final class MeasuredProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    /** Starts a JVM of this JDK; what it writes to standard error is shown. */
    MeasuredProcess(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns the next line of its output; null after the last one. */
    @Nullable String readLine() throws IOException {
        return output.readLine();
    }

    /** Returns the processor time that it has used, in user and kernel mode. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Returns its peak memory in MiB, as the kernel reports it. */
    long peakRssMebibytes() throws IOException {
        return peakRssMebibytes(Long.toString(process.pid()));
    }

    /** Returns the peak memory of a process in MiB, by its id or {@code self}; -1 without one. */
    static long peakRssMebibytes(String pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return -1;
    }

    /** Ends the process if it runs, and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
