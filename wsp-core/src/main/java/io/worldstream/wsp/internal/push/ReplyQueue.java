package io.worldstream.wsp.internal.push;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What sink and evidence have said and the stream's turn has yet to hear. Any thread adds; one hears. */
final class ReplyQueue {
    private final Queue<Reply> waiting = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;

    /** @param wakeUp called, from any thread, when a reply waits */
    ReplyQueue(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    void add(Reply reply) {
        waiting.add(reply);
        wakeUp.run();
    }

    /** Hears all that waits; says how much that was. */
    int hear(long nowNanos) {
        int heard = 0;
        for (Reply reply = waiting.poll(); reply != null; reply = waiting.poll()) {
            heard++;
            reply.apply(nowNanos);
        }
        return heard;
    }

    /** What somebody else has said, as a step that takes the time of the turn in which it is heard. */
    @FunctionalInterface
    interface Reply {
        void apply(long nowNanos);
    }
}
