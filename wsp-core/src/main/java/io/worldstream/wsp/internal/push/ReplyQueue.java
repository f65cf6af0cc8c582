package io.worldstream.wsp.internal.push;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Queues the answers of the sink and the evidence writer for the lane. Any thread adds; the lane's thread drains. */
final class ReplyQueue {
    private final Queue<Reply> waiting = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;

    /** @param wakeUp called, from any thread, when a reply is added */
    ReplyQueue(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    void add(Reply reply) {
        waiting.add(reply);
        wakeUp.run();
    }

    /** Applies all queued replies; returns their number. */
    int hear(long nowNanos) {
        int heard = 0;
        for (Reply reply = waiting.poll(); reply != null; reply = waiting.poll()) {
            heard++;
            reply.apply(nowNanos);
        }
        return heard;
    }

    /** A message from another thread, run on the lane's thread with that turn's time. */
    @FunctionalInterface
    interface Reply {
        void apply(long nowNanos);
    }
}
