package io.worldstream.wsp.tests.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs inputs through a target and stops at the first that is not read as it should be, which is kept under {@code
 * target/fuzz}. The total allocation of an input bounds the memory that it can hold at once and does not depend on the
 * machine; the time limit catches endless loops. One thread.
 */
final class Campaign implements AutoCloseable {
    /** Of the processor: it does not matter what else a machine does. */
    private static final long MOST_NANOS = 1_000_000 * Long.getLong("fuzz.millis", 10_000);

    /** Then it hangs. */
    private static final long MOST_MINUTES = 5;

    private static final long MOST_ALLOCATED = 256L << 20;

    private final Target target;
    private final ExecutorService reader;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private volatile @Nullable Thread thread;
    private long slowestNanos;
    private long mostAllocated;

    Campaign(Target target) {
        this.target = target;
        reader = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, "fuzz-" + target);
            created.setDaemon(true);
            thread = created;
            return created;
        });
    }

    /** Reads one input; gives the outcome. */
    String run(String name, byte[] input) throws IOException {
        String outcome;
        try {
            outcome = reader.submit(() -> measured(input)).get(MOST_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError(found(name, input, "ended in " + e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            Thread stuck = thread;
            String where = stuck == null ? "" : Arrays.toString(stuck.getStackTrace());
            throw new AssertionError(found(name, input, "hangs in " + where), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        if (slowestNanos > MOST_NANOS) {
            throw new AssertionError(found(name, input, "took " + slowestMillis() + " ms of a processor"));
        }
        if (mostAllocated > MOST_ALLOCATED) {
            throw new AssertionError(found(name, input, "took " + mostAllocated + " bytes of memory"));
        }
        outcomes.merge(outcome, 1, Integer::sum);
        return outcome;
    }

    /** How often each outcome was. */
    Map<String, Integer> outcomes() {
        return outcomes;
    }

    long slowestMillis() {
        return slowestNanos / 1_000_000;
    }

    long mostAllocated() {
        return mostAllocated;
    }

    private String measured(byte[] input) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(self);
        long started = threads.getCurrentThreadCpuTime();
        String outcome = target.reading().read(input);
        slowestNanos = Math.max(slowestNanos, threads.getCurrentThreadCpuTime() - started);
        mostAllocated = Math.max(mostAllocated, threads.getThreadAllocatedBytes(self) - before);
        return outcome;
    }

    private String found(String name, byte[] input, String what) throws IOException {
        Path file = Path.of("target", "fuzz", target + "-" + name);
        Files.createDirectories(file.getParent());
        Files.write(file, input);
        return "input " + name + " of " + target + " (" + input.length + " bytes, kept in " + file + ") " + what
                + "; once mended, it belongs in src/test/resources/fuzz/" + target;
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
