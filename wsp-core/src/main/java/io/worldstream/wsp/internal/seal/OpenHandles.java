package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how many parts a producer has open at once, over all its runs. Reads are positioned, so an open part is only a
 * handle: when the bound is reached, the handle that has been idle longest is closed, and reopened when its part is
 * next read. A thread holds at most one handle, and only while it reads, so a merge of more parts than the bound still
 * makes progress. Any thread.
 */
final class OpenHandles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenHandles.class);

    /** The time between two checks for cancellation while a thread waits for room. */
    private static final long LOOK_MILLIS = 5;

    private final int most;
    /** Contents with a handle that no thread reads through, the one that has been idle longest first. */
    private final Set<RetryingContent> idle = new LinkedHashSet<>();
    /** The number of handles that are open, being opened or being closed. */
    private int open;

    /** @param most how many handles may be open at once, at least 1 */
    OpenHandles(int most) {
        this.most = most;
    }

    /**
     * Takes a content's handle for one read. The caller must then {@link #give} or {@link #dispose} it.
     *
     * @return the handle, or null if the content has none; room for one is then reserved for the caller to open
     */
    @Nullable PartContent take(RetryingContent content, Cancellation cancellation) {
        PartContent evicted;
        synchronized (this) {
            if (idle.remove(content)) {
                return content.handle;
            }
            awaitRoom(cancellation);
            if (open < most) {
                open++;
                return null;
            }
            Iterator<RetryingContent> longest = idle.iterator();
            RetryingContent victim = longest.next();
            longest.remove();
            evicted = victim.handle;
            victim.handle = null;
        }
        closeQuietly(evicted);
        return null;
    }

    /** Returns a handle after a read. */
    synchronized void give(RetryingContent content, PartContent handle) {
        content.handle = handle;
        idle.add(content);
        notifyAll();
    }

    /** Closes a taken handle that is not usable any more; null if opening it failed. */
    void dispose(@Nullable PartContent handle) {
        try {
            closeQuietly(handle);
        } finally {
            released();
        }
    }

    /** Closes the handle, if any, of a content that is not read any more. */
    void close(RetryingContent content) throws IOException {
        PartContent handle;
        synchronized (this) {
            if (!idle.remove(content)) {
                return;
            }
            handle = content.handle;
            content.handle = null;
        }
        try {
            if (handle != null) {
                handle.close();
            }
        } finally {
            released();
        }
    }

    private synchronized void released() {
        open--;
        notifyAll();
    }

    /** Waits while threads are reading through every handle; a thread that reads never waits here. */
    private synchronized void awaitRoom(Cancellation cancellation) {
        try {
            while (open == most && idle.isEmpty()) {
                cancellation.throwIfCancelled();
                wait(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("reading was interrupted").initCause(e);
        }
    }

    private static void closeQuietly(@Nullable PartContent handle) {
        if (handle != null) {
            try {
                handle.close();
            } catch (IOException e) {
                LOG.warn(
                        "a part could not be closed; reading continues through another handle: {}",
                        LogText.path(e.toString()));
            }
        }
    }
}
