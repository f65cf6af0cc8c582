package io.worldstream.wsp.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Seeds, dealt out to as many threads as there are cores; a schedule itself is of one thread. */
final class Seeds {
    private Seeds() {}

    /** Has each seed looked at; the first failure ends it. */
    static void each(long from, long count, LongConsumer look) throws Exception {
        int threads = Math.max(Runtime.getRuntime().availableProcessors(), 1);
        AtomicLong next = new AtomicLong(from);
        Callable<Void> worker = () -> {
            for (long seed = next.getAndIncrement(); seed < from + count; seed = next.getAndIncrement()) {
                try {
                    look.accept(seed);
                } catch (RuntimeException | Error e) {
                    next.set(from + count);
                    throw e;
                }
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(worker));
            }
            for (Future<Void> each : workers) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
