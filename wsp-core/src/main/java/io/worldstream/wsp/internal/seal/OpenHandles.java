package io.worldstream.wsp.internal.seal;

import io.worldstream.wsp.api.PartContent;
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
 * handle: where there is no room, the one that was idle for longest is closed and opened again when it is next read. A
 * thread holds at most one handle, and only while it reads, so a merge of more parts than the bound goes on. Any thread.
 */
final class OpenHandles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenHandles.class);

    /** Between two looks at whether a thread that waits for room is still wanted. */
    private static final long LOOK_MILLIS = 5;

    private final int most;
    /** Contents that have a handle which no thread reads through, the one that was idle for longest first. */
    private final Set<RetryingContent> idle = new LinkedHashSet<>();
    /** Handles that are open, being opened or being closed. */
    private int open;

    /** @param most how many may be open at once, at least 1 */
    OpenHandles(int most) {
        this.most = most;
    }

    /**
     * Takes a content's handle for one read. It is then given back, or else disposed of.
     *
     * @return the handle, or null if the content has none; there is room then for one that the caller opens
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

    /** Gives a handle back after a read. */
    synchronized void give(RetryingContent content, PartContent handle) {
        content.handle = handle;
        idle.add(content);
        notifyAll();
    }

    /** Closes a handle that was taken and is of no more use; null if opening it failed. */
    void dispose(@Nullable PartContent handle) {
        try {
            closeQuietly(handle);
        } finally {
            released();
        }
    }

    /** Closes the handle of a content that is read no more, if it has one. */
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

    /** While every handle is being read through by a thread; none of those waits here. */
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
                LOG.warn("a part could not be closed; reading goes on through another handle", e);
            }
        }
    }
}
