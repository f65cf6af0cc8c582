package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands deliveries from the reader's thread over to the thread that polls, with the state of reading: whether all of the
 * stream has been read, and the failure of the last attempt. Bounded: above {@link #MOST_DELIVERIES} or
 * {@link #MOST_BYTES} nothing more is read, so that at most one answer of AWS (10 MiB) comes on top.
 *
 * <p>Thread-safe.
 */
final class Inbox {
    static final int MOST_DELIVERIES = 64;
    static final int MOST_BYTES = 4 << 20;

    private final Deque<KinesisDelivery> deliveries = new ArrayDeque<>();
    private long bytes;
    private long startedAttempts;
    private long finishedAttempts;
    private boolean complete;
    private @Nullable WspException failure;
    private @Nullable Throwable defect;
    private boolean reading;
    private boolean closed;

    /** Adds a delivery. */
    synchronized void put(KinesisDelivery delivery) {
        deliveries.add(delivery);
        bytes += delivery.size();
        notifyAll();
    }

    /** Returns whether more may be read. */
    synchronized boolean hasRoom() {
        return deliveries.size() < MOST_DELIVERIES && bytes < MOST_BYTES;
    }

    /** Marks the start of an attempt to read. */
    synchronized void start() {
        startedAttempts++;
    }

    /**
     * Marks the end of the attempt.
     *
     * @param failed why the bus cannot be read, or null
     * @param readAll whether all records that were on the bus are read
     */
    synchronized void finish(@Nullable WspException failed, boolean readAll) {
        finishedAttempts = startedAttempts;
        failure = failed;
        complete = readAll;
        notifyAll();
    }

    /** Returns true if no thread reads; the caller then starts one. */
    synchronized boolean claimReading() {
        boolean mayStart = !reading && !closed && defect == null;
        reading |= mayStart;
        return mayStart;
    }

    /**
     * Notes that the reader's thread is about to end, and no longer reads.
     *
     * @param cause the defect that ended it, which the next {@link #take} throws; null if the inbox is closed
     */
    synchronized void end(@Nullable Throwable cause) {
        reading = false;
        defect = cause;
        complete = false;
        notifyAll();
    }

    /** Ends all waits. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits until an attempt is due and there is room, or the inbox is closed. */
    synchronized void awaitAttempt(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; !closed && (left > 0 || !hasRoom()); left = end - System.nanoTime()) {
            if (left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } else {
                wait();
            }
        }
    }

    /**
     * Takes the next delivery. Waits, up to a limit, until all of the stream is read once, and after a failure for an
     * attempt that began after this call.
     *
     * @return null if no message is left
     * @throws WspException if the bus cannot be read
     */
    synchronized @Nullable KinesisDelivery take(long mostNanos) {
        long before = startedAttempts;
        long end = System.nanoTime() + mostNanos;
        while (true) {
            KinesisDelivery next = next();
            if (next != null || (failure == null && complete)) {
                return next;
            }
            if (failure != null && finishedAttempts > before) {
                throw new WspException(failure.code(), failure.getMessage(), failure);
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw late();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WspException(
                        ReasonCode.OBJECT_UNREADABLE, "interrupted while waiting for the control bus", e);
            }
        }
    }

    private @Nullable KinesisDelivery next() {
        if (closed) {
            throw new IllegalStateException("the source is closed");
        }
        Throwable cause = defect;
        if (cause != null) {
            defect = null;
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a defect ended the reading of the control bus", cause);
        }
        KinesisDelivery next = deliveries.poll();
        if (next != null) {
            bytes -= next.size();
            notifyAll();
        }
        return next;
    }

    private WspException late() {
        WspException last = failure;
        return last != null
                ? new WspException(last.code(), last.getMessage(), last)
                : new WspException(
                        ReasonCode.OBJECT_UNREADABLE,
                        "the control bus is still being read: its end has not been reached yet; nothing is lost");
    }
}
