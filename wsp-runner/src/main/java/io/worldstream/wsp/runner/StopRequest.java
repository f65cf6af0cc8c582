package io.worldstream.wsp.runner;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the command was asked to stop, by Ctrl-C or SIGTERM. Until a command {@linkplain #heed says} that it heeds the
 * request, a signal ends the process as it always does. Any thread may call it.
 */
final class StopRequest {
    /** Shorter than the 30 seconds after which service managers kill. */
    private static final long PATIENCE_SECONDS = 25;

    private final boolean bySignal;
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private @Nullable Thread worker;

    private StopRequest(boolean bySignal) {
        this.bySignal = bySignal;
    }

    /** Hears the signals of this process. */
    static StopRequest bySignal() {
        return new StopRequest(true);
    }

    /** Hears only {@link #request}. */
    static StopRequest byCall() {
        return new StopRequest(false);
    }

    /** From now on a request interrupts the calling thread, which then has time to stop in its own way. */
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
        // In this order: the interrupt is what ends a wait, and must not come later, when the worker is busy stopping.
        if (worker != null) {
            worker.interrupt();
        }
        requested.complete(null);
    }

    /** Whether it was asked to stop. */
    synchronized boolean isRequested() {
        return requested.isDone();
    }

    /** Waits for the request. */
    void await() throws InterruptedException {
        await(new CompletableFuture<>());
    }

    /**
     * Waits for the request.
     *
     * @param other ends the wait too when it completes
     */
    void await(CompletableFuture<Void> other) throws InterruptedException {
        try {
            CompletableFuture.anyOf(requested, other).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither is completed by a failure", e);
        }
        if (Thread.interrupted()) {
            // A future that completes at once keeps the interrupt, which would then end what the command does to stop.
            throw new InterruptedException();
        }
    }

    /** The command has ended with this code. */
    void ended(int code) {
        exitCode.complete(code);
    }

    /**
     * Runs on every way out. If the command has not ended, the reason is a signal: it is told, awaited, and the process ends
     * with the command's code instead of the signal's.
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
