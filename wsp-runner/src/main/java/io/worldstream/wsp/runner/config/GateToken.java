package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.WspException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate's token, kept up to date with its source. A source that cannot be used leaves the last good token in place, which one
 * warning says. Thread-safe. {@link #get} does not block.
 */
final class GateToken implements Supplier<String>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");
    /** The whole source is read each time: comparing times and sizes of files would miss some changes. */
    private static final long SECONDS = 1;

    private final Supplier<String> source;
    private final String name;
    private final Consumer<String> warnings;
    private final @Nullable ScheduledExecutorService refreshes;
    private volatile String token;
    private boolean warned; // confined to the thread that refreshes

    /**
     * Reads a token.
     *
     * @param changes whether it is read again every second
     */
    GateToken(Supplier<String> source, String name, boolean changes, Consumer<String> warnings) {
        this.source = source;
        this.name = name;
        this.warnings = warnings;
        token = source.get();
        refreshes = changes ? Executors.newSingleThreadScheduledExecutor(GateToken::daemon) : null;
        if (refreshes != null) {
            Future<?> unused =
                    refreshes.scheduleWithFixedDelay(this::refreshSafely, SECONDS, SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Returns a token that does not change. */
    static GateToken fixed(String token) {
        return new GateToken(() -> token, "", false, LOG::warn);
    }

    /**
     * Reads a token, and again every second until it is closed.
     *
     * @param source reads it, or throws a {@link WspException} that shows nothing of it
     * @param name the key of the source, for messages
     * @throws WspException if the first read fails
     */
    static GateToken following(Supplier<String> source, String name) {
        return new GateToken(source, name, true, LOG::warn);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "wsp-gate-token");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String get() {
        return token;
    }

    /** Reads the source once. */
    void refresh() {
        String read;
        try {
            read = source.get();
        } catch (WspException e) {
            if (!warned) {
                warnings.accept(name + ": the last good token stays in use: " + e.getMessage());
            }
            warned = true;
            return;
        }
        boolean changed = !read.equals(token);
        token = read;
        if (warned || changed) {
            LOG.info("{}: the gate's token has been {}", name, changed ? "replaced" : "read again; it is the same");
        }
        warned = false;
    }

    /** A task that throws would not run again. */
    private void refreshSafely() {
        try {
            refresh();
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the gate's token could not be read again; the last good one stays in use", name, e);
        }
    }

    /** Ends the refreshes. Idempotent. */
    @Override
    public void close() {
        if (refreshes != null) {
            refreshes.shutdownNow();
        }
    }

    /** Returns the name of the source, never the token. */
    @Override
    public String toString() {
        return "GateToken[" + name + "]";
    }
}
