package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.Ordering;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.LentEnvelope;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.PushOutcome.Throttled;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gate that takes a few events a second, or fewer, and answers 429 to the rest gets each of them before its retry budget is
 * gone: an hour in virtual time, always another event due, 64 in flight, and the retry policy that is the default.
 */
class SlowGateTest {
    private static final RunId RUN = new RunId("c".repeat(32));
    private static final int WINDOW = 64;
    private static final int SEEDS = 24;
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    /** So that every flow has a few events open at times. */
    private static final int FLOWS = 40;

    @ParameterizedTest
    @CsvSource({"5, 1, 60", "1, 1, 60", "1, 2, 60", "1, 5, 300"})
    void noEventIsStarvedWhileTheGateTakesOthers(int taken, int seconds, int longestSeconds) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Play play = new Play(taken, seconds * SECOND, seed);
            play.forAnHour();
            String which = "seed " + seed;
            assertThat(play.dispatcher.halt()).as(which).isNull();
            assertThat(play.longest).as(which).isLessThan(longestSeconds * SECOND);
            assertThat(play.taken).as(which).isGreaterThan(3600 / seconds * taken / 2);
        }
    }

    /** What is out, divided by a latency of nothing, was a rate that no 429 could bring down again. */
    @Test
    void answersThatTakeNoTimeAreNoReasonForARateWithoutEnd() {
        AdaptiveControl control = new AdaptiveControl(WINDOW);
        for (int i = 0; i < 40; i++) {
            control.onThrottled(SECOND, SECOND, 1, null);
        }
        assertThat(control.nanosToNextSend(SECOND)).isGreaterThan(SECOND / 2);
    }

    /** The gate counts by the span, or refills a bucket; it answers at once, or takes its time. */
    private static final class Play implements IngressSink, Dispatcher.QuarantineListener {
        private final Deque<FramedEvent> free = new ArrayDeque<>();
        private final Deque<Answer> answers = new ArrayDeque<>();
        private final Dispatcher dispatcher;
        private final int perSpan;
        private final long span;
        private final boolean bucket;
        private final long latency;
        private final long phase;
        private long now;
        private long spanNow = -1;
        private double left;
        private long refilled;
        private int next;
        private int taken;
        private long longest;

        Play(int perSpan, long span, long seed) {
            this.perSpan = perSpan;
            this.span = span;
            SplittableRandom random = new SplittableRandom(seed);
            bucket = random.nextBoolean();
            latency = random.nextInt(3) == 0 ? 0 : random.nextLong(SECOND / 5);
            phase = random.nextLong(span);
            Ordering ordering = random.nextBoolean() ? Ordering.PER_KEY : Ordering.NONE;
            StreamPolicy policy = StreamPolicy.builder()
                    .maxInFlight(WINDOW)
                    .ordering(ordering)
                    .build();
            dispatcher = new Dispatcher(
                    RUN, this, policy, seed, Cursor.START, free::add, this, EvidenceWriter.NONE, () -> {});
        }

        void forAnHour() {
            while (now < HOUR && dispatcher.halt() == null) {
                for (Answer answer = answers.peek(); answer != null && answer.atNanos <= now; answer = answers.peek()) {
                    answers.remove();
                    answer.callback.onOutcome(answer.outcome);
                }
                dispatcher.doWork(now);
                while (dispatcher.hasRoom(now)) {
                    FramedEvent event = free.poll();
                    dispatcher.push(event == null ? Events.event(next, next++ % FLOWS) : event, now);
                }
                long wait = dispatcher.nanosToNextWork(now);
                Answer answer = answers.peek();
                long answerAt = answer == null ? HOUR : answer.atNanos;
                now = wait == Long.MAX_VALUE ? answerAt : Math.min(now + Math.max(wait, 1), answerAt);
            }
        }

        @Override
        public void push(LentEnvelope envelope, PushCallback callback) {
            PushSlot slot = (PushSlot) envelope;
            boolean takes = takes();
            if (takes) {
                taken++;
                longest = Math.max(longest, slot.attempt() == 1 ? 0 : now - slot.firstFailureNanos);
            }
            answers.add(new Answer(now + latency, callback, takes ? admitted(envelope) : new Throttled("429", null)));
        }

        private boolean takes() {
            if (bucket) {
                left = Math.min(perSpan, left + (double) (now - refilled) * perSpan / span);
                refilled = now;
            } else if ((now + phase) / span != spanNow) {
                spanNow = (now + phase) / span;
                left = perSpan;
            }
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }

        private static PushOutcome admitted(LentEnvelope envelope) {
            return new Decided(
                    Decision.ADMIT,
                    new Receipt(
                            envelope.eventId().value(),
                            null,
                            List.of(),
                            List.of(),
                            new Receipt.BusPosition("topic", "0", "1")));
        }

        @Override
        public void close() {}

        @Override
        public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {}

        @Override
        public void onSetAside(OutputId eventType, EventId eventId, ReasonCode code) {}
    }

    private record Answer(long atNanos, PushCallback callback, PushOutcome outcome) {}
}
