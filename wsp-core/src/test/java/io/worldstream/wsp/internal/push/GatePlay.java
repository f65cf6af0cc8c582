package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The dispatcher before a gate that a test makes up, in virtual time, with always another event due. One thread. */
abstract class GatePlay implements IngressSink, Dispatcher.OutcomeListener {
    static final long SECOND = 1_000_000_000L;
    static final PushOutcome THROTTLED = new PushOutcome.Throttled("429", null);

    /** So that every flow has a few events open at times. */
    private static final int FLOWS = 40;

    final Dispatcher dispatcher;
    long now;
    int taken;
    int deadLettered;
    private final long latencyNanos;
    private final Deque<FramedEvent> free = new ArrayDeque<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private int next;

    /** @param latencyNanos of each answer */
    GatePlay(StreamPolicy policy, FlowControl control, long seed, long latencyNanos) {
        this.latencyNanos = latencyNanos;
        dispatcher = new Dispatcher(
                new RunId("c".repeat(32)),
                policy.push(),
                policy.outcomes(),
                control,
                seed,
                Cursor.START,
                new Dispatcher.Ports(this, (evidence, done) -> done.accept(null), this, this::recycle, () -> {}));
    }

    /** Returns the gate's answer to an attempt. */
    abstract PushOutcome answer(Push push);

    /** Returns the next event of the stream. Unless overridden, one of a few flows in turn. */
    FramedEvent event(int number) {
        FramedEvent event = free.poll();
        return event == null ? Events.event(number, number % FLOWS) : event;
    }

    /** Takes back a settled event. */
    void recycle(FramedEvent event) {
        free.add(event);
    }

    /** When the gate answers the try that it has just got; not before it answers those before. */
    long answeredAtNanos() {
        return now + latencyNanos;
    }

    /** Plays until so many events are settled, an instant is reached, or the dispatcher halts. */
    final void play(int events, long untilNanos) {
        while (now < untilNanos && dispatcher.halt() == null && (next < events || !dispatcher.settled())) {
            for (Answer answer = answers.peek(); answer != null && answer.atNanos <= now; answer = answers.peek()) {
                answers.remove();
                answer.callback.onOutcome(answer.outcome);
            }
            int work = dispatcher.doWork(now);
            while (work > 0) {
                work = dispatcher.doWork(now);
            }
            while (next < events && dispatcher.hasRoom(now)) {
                dispatcher.push(event(next), now);
                next++;
            }
            long wait = dispatcher.nanosToNextWork(now);
            Answer answer = answers.peek();
            long answerAt = answer == null ? untilNanos : answer.atNanos;
            now = wait == Long.MAX_VALUE ? answerAt : Math.min(now + Math.max(wait, 1), answerAt);
        }
    }

    static PushOutcome admitted(EnvelopeView envelope) {
        Receipt.BusPosition position = new Receipt.BusPosition("topic", "0", "1");
        return new Decided(
                Decision.ADMIT, new Receipt(envelope.eventId().value(), null, List.of(), List.of(), position));
    }

    @Override
    public final void push(EnvelopeView envelope, PushCallback callback) {
        PushOutcome outcome = answer((Push) envelope);
        taken += outcome instanceof Decided ? 1 : 0;
        answers.add(new Answer(answeredAtNanos(), callback, outcome));
    }

    @Override
    public final void close() {}

    @Override
    public final void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {}

    @Override
    public final void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {
        deadLettered++;
    }

    private record Answer(long atNanos, PushCallback callback, PushOutcome outcome) {}
}
