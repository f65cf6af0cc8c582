package io.worldstream.wsp.runner;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request to stop the command, by Ctrl-C or SIGTERM. Until the command calls {@link #heed}, a signal ends the process
 * as usual. Thread-safe.
 */
final class StopRequest {
    /** Time for the command to stop: shorter than the 30 seconds after which service managers kill. */
    private static final long PATIENCE_SECONDS = 25;

    private final boolean bySignal;
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private @Nullable Thread worker;

    private StopRequest(boolean bySignal) {
        this.bySignal = bySignal;
    }

    /** Returns a request that signals of this process complete. */
    static StopRequest bySignal() {
        return new StopRequest(true);
    }

    /** Returns a request that only {@link #request} completes. */
    static StopRequest byCall() {
        return new StopRequest(false);
    }

    /** Lets a request interrupt the calling thread, which then stops in its own way. */
    synchronized void heed() {
        boolean first = worker == null;
        worker = Thread.currentThread();
        if (isRequested()) {
            worker.interrupt();
        } else if (bySignal && first) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "wsp-stop"));
        }
    }

    /** Asks the command to stop. */
    synchronized void request() {
        // The interrupt comes first: it ends a wait, and must not hit the worker later, while it stops.
        if (worker != null) {
            worker.interrupt();
        }
        requested.complete(null);
    }

    /** Returns whether a stop was requested. */
    synchronized boolean isRequested() {
        return requested.isDone();
    }

    /** Blocks until a stop is requested. */
    void await() throws InterruptedException {
        await(new CompletableFuture<>());
    }

    /**
     * Blocks until a stop is requested.
     *
     * @param other also ends the wait when it completes
     */
    void await(CompletableFuture<Void> other) throws InterruptedException {
        try {
            CompletableFuture.anyOf(requested, other).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither is completed by a failure", e);
        }
        if (Thread.interrupted()) {
            // get() keeps the interrupt if the future is already complete; it would then disturb the stop.
            throw new InterruptedException();
        }
    }

    /** Records that the command ended with this code. */
    void ended(int code) {
        exitCode.complete(code);
    }

    /**
     * Runs on every exit. If the command has not ended, the reason is a signal: requests the stop, waits for the
     * command, and exits with its code instead of the signal's.
     */
    private void onShutdown() {
        if (exitCode.isDone()) {
            return;
        }
        request();
        try {
            Runtime.getRuntime().halt(exitCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            Runtime.getRuntime().halt(ExitCode.HALTED.code());
        }
    }
}
