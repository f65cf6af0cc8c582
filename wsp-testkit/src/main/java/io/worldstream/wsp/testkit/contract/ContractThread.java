package io.worldstream.wsp.testkit.contract;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * The thread that runs a class's tests one by one, so that a hung test never blocks the build's own thread. A thread
 * that hangs is abandoned and replaced.
 */
final class ContractThread implements AutoCloseable {
    private static final int LOOK_MILLIS = 10;

    private ExecutorService runner = newRunner();

    /** Runs an invocation; throws {@link HeldUpError} once it takes too long. */
    synchronized <T> T run(Invocation<T> invocation, BiPredicate<Thread, Duration> isHeldUp) throws Throwable {
        CompletableFuture<T> result = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(1);
        CompletableFuture<Thread> started = new CompletableFuture<>();
        runner.execute(() -> {
            started.complete(Thread.currentThread());
            try {
                result.complete(invocation.proceed());
            } catch (Throwable e) { // rethrown on JUnit's own thread
                result.completeExceptionally(e);
            }
            ended.countDown();
        });
        try {
            Thread thread = started.get();
            long start = System.nanoTime();
            while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                if (isHeldUp.test(thread, taken)) {
                    throw new HeldUpError(taken, thread);
                }
            }
        } catch (HeldUpError | InterruptedException e) {
            runner.shutdownNow();
            runner = newRunner();
            throw e;
        }
        return outcome(result);
    }

    private static <T> T outcome(CompletableFuture<T> result) throws Throwable {
        if (result.isCompletedExceptionally()) {
            Throwable failure = result.handle((value, thrown) -> thrown).join();
            throw failure;
        }
        return result.join();
    }

    @Override
    public synchronized void close() {
        runner.shutdownNow();
    }

    private static ExecutorService newRunner() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "contract");
            thread.setDaemon(true);
            return thread;
        });
    }
}
