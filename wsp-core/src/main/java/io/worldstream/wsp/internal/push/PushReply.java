package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** Receives the sink's answer to one attempt, from any thread; ignores all answers but the first (SNK-05). */
final class PushReply implements PushCallback, ReplyQueue.Reply {
    private static final AtomicReferenceFieldUpdater<PushReply, @Nullable PushOutcome> OUTCOME =
            AtomicReferenceFieldUpdater.newUpdater(PushReply.class, PushOutcome.class, "outcome");

    private final Push push;
    private final Outcomes outcomes;
    private volatile @Nullable PushOutcome outcome;

    PushReply(Push push, Outcomes outcomes) {
        this.push = push;
        this.outcomes = outcomes;
    }

    @Override
    public void onOutcome(PushOutcome heard) {
        if (OUTCOME.compareAndSet(this, null, heard)) {
            outcomes.replies.add(this);
        }
    }

    @Override
    public void apply(long nowNanos) {
        PushOutcome heard = outcome;
        if (heard != null) {
            outcomes.onAnswer(push, heard, nowNanos);
        }
    }
}
