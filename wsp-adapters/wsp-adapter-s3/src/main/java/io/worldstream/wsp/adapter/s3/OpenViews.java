package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Hex64;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The views that this process has open. Each has a marker in the store, which one daemon thread writes again from time to
 * time, so that other hosts see it in use. Thread-safe.
 */
final class OpenViews implements Closeable {
    /** Several times within {@link SortedObjects#LIFE}, so that a store that is away for a while costs no view. */
    static final Duration REFRESH = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(OpenViews.class);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final SortedObjects objects;
    private final Duration refresh;
    private final ScheduledThreadPoolExecutor scheduler;

    /** @param refresh the time after which a marker is written again */
    OpenViews(SortedObjects objects, Duration refresh) {
        this.objects = objects;
        this.refresh = refresh;
        scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "wsp-s3-sorted");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        scheduler.allowCoreThreadTimeOut(true);
    }

    /** Marks a view as open, until the use ends. */
    Use begin(Hex64 key) throws IOException {
        String nonce = SortedObjects.nonce();
        objects.mark(key, SortedObject.Kind.OPEN, nonce);
        try {
            return new Use(key, nonce);
        } catch (RejectedExecutionException e) {
            objects.remove(key, SortedObject.Kind.OPEN, nonce);
            throw new IOException("the store of sorted views is closed", e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    /** One open view. */
    final class Use {
        private final Hex64 key;
        private final String nonce;
        private final ScheduledFuture<?> refreshed;
        private boolean ended;

        Use(Hex64 key, String nonce) {
            this.key = key;
            this.nonce = nonce;
            refreshed = scheduler.scheduleWithFixedDelay(
                    this::refresh, refresh.toNanos(), refresh.toNanos(), TimeUnit.NANOSECONDS);
        }

        private synchronized void refresh() {
            if (ended) {
                return;
            }
            try {
                objects.mark(key, SortedObject.Kind.OPEN, nonce);
            } catch (IOException e) {
                LOG.warn(
                        "another host may remove the sorted view {}, which is open here, if this lasts for an hour: {}",
                        objects.view(key).quoted(),
                        e.getMessage());
            }
        }

        /** Ends the use. A marker that cannot be removed counts for a while, as that of a process that was killed. */
        synchronized void end() {
            if (ended) {
                return;
            }
            ended = true;
            refreshed.cancel(false);
            try {
                objects.remove(key, SortedObject.Kind.OPEN, nonce);
            } catch (IOException e) {
                LOG.warn(
                        "the sorted view {} seems in use for another hour: {}",
                        objects.view(key).quoted(),
                        e.getMessage());
            }
        }
    }
}
