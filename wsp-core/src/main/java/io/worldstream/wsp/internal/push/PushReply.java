package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Receives the sink's reply to one attempt, from any thread; ignores all replies but the first (SNK-05). */
final class PushReply implements PushCallback, LongConsumer {
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
            outcomes.post(this);
        }
    }

    @Override
    public void accept(long nowNanos) {
        PushOutcome heard = outcome;
        if (heard != null) {
            outcomes.onReply(push, heard, nowNanos);
        }
    }
}
