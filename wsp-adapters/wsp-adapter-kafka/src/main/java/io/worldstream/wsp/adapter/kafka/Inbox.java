package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.WspException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be delivered, and the state of the bus: handed over from the poll thread to the caller of {@code
 * poll}. Bounded by count and bytes; the poll thread stops to fetch when it {@link #isFull}. Thread-safe.
 */
final class Inbox {
    /** Number of messages from which on no more are fetched. */
    private static final int FULL = 64;
    /** Bytes from which on no more are fetched, in multiples of the largest message. */
    private static final int FULL_MESSAGES = 4;

    private final long fullBytes;
    private final Fault noAnswerYet;
    private final Deque<Message> messages = new ArrayDeque<>();
    private long bytes;
    private boolean full;
    private boolean caughtUp;
    private @Nullable Fault fault;
    private boolean isFinal;

    /**
     * @param maxMessageBytes maximum size of a message
     * @param noAnswerYet thrown if the source does not catch up with the topic in time
     */
    Inbox(int maxMessageBytes, Fault noAnswerYet) {
        fullBytes = (long) FULL_MESSAGES * maxMessageBytes;
        this.noAnswerYet = noAnswerYet;
    }

    synchronized void add(Message message) {
        messages.add(message);
        bytes += message.payload().size();
        full = messages.size() >= FULL || bytes >= fullBytes;
        notifyAll();
    }

    synchronized int size() {
        return messages.size();
    }

    /** Returns whether nothing more is to be fetched, until half of the messages are delivered. */
    synchronized boolean isFull() {
        return full;
    }

    /** Removes the messages of a partition and returns them. */
    synchronized List<Message> drop(TopicPartition partition) {
        List<Message> dropped = new ArrayList<>();
        for (Iterator<Message> all = messages.iterator(); all.hasNext(); ) {
            Message message = all.next();
            if (message.partition().equals(partition)) {
                all.remove();
                dropped.add(message);
                onRemoved(message);
            }
        }
        return dropped;
    }

    private void onRemoved(Message message) {
        bytes -= message.payload().size();
        full = full && (messages.size() > FULL / 2 || bytes > fullBytes / 2);
    }

    /** Notes that all messages which were on the bus at the start have been read. */
    synchronized void catchUp() {
        caughtUp = true;
        notifyAll();
    }

    /** Makes {@link #take} throw until {@link #recover}. */
    synchronized void fail(Fault cause) {
        if (!isFinal) {
            fault = cause;
            notifyAll();
        }
    }

    /** Makes {@link #take} throw from now on; the first such fault stays. */
    synchronized void end(Fault cause) {
        fail(cause);
        isFinal = true;
    }

    /** Undoes {@link #fail}. */
    synchronized void recover() {
        if (!isFinal) {
            fault = null;
        }
    }

    /** Returns the reason why the bus cannot be read, or null if it can. */
    synchronized @Nullable Fault fault() {
        return fault;
    }

    /**
     * Removes and returns the next message, or returns null if there is none. Waits only until the source has caught up
     * with the bus once, or the thread is interrupted.
     *
     * @throws WspException if the bus cannot be read, or the source did not catch up in time
     */
    synchronized @Nullable Message take(long patienceNanos) {
        long start = System.nanoTime();
        while (true) {
            if (fault != null) {
                throw fault.toException();
            }
            Message message = messages.poll();
            if (message != null) {
                onRemoved(message);
                return message;
            }
            if (caughtUp) {
                return null;
            }
            long rest = patienceNanos - (System.nanoTime() - start);
            if (rest <= 0) {
                throw noAnswerYet.toException();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(rest, TimeUnit.MILLISECONDS.toNanos(1)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }
}
