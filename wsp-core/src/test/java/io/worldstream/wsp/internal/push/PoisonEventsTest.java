package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.Backpressure;
import io.worldstream.wsp.Ordering;
import io.worldstream.wsp.OutcomePolicy;
import io.worldstream.wsp.OutcomePolicy.OnFailure;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.StreamPolicy.RetryPolicy;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.LentEnvelope;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gate that fails for a few events whenever they come, and takes all others at once. */
class PoisonEventsTest {
    private static final int EVENTS = 300;
    /** The last poison is told from a gate that is away by those behind it. */
    private static final int SOUND_AT_THE_END = 20;

    private static final int WINDOW = 16;
    private static final int SEEDS = 40;
    private static final long LATENCY_NANOS = 5_000_000L;

    @ParameterizedTest
    @EnumSource(Backpressure.class)
    void theyAreSetAsideAndTheOthersPass(Backpressure backpressure) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean[] poison = new boolean[EVENTS];
            int poisoned = 0;
            for (int i = 0; i < EVENTS; i++) {
                poison[i] = random.nextInt(100) < 8 && i < EVENTS - SOUND_AT_THE_END;
                poisoned += poison[i] ? 1 : 0;
            }
            Play play = new Play(backpressure, seed, ordinal -> poison[(int) ordinal]);
            play.run();
            assertThat(play.dispatcher.halt()).as("seed %s", seed).isNull();
            assertThat(play.setAside).as("seed %s", seed).isEqualTo(poisoned);
            assertThat(play.taken).as("seed %s", seed).isEqualTo(EVENTS - poisoned);
        }
    }

    private static final class Play implements IngressSink, Dispatcher.QuarantineListener {
        private final Deque<Answer> answers = new ArrayDeque<>();
        private final LongPredicate poison;
        private final Dispatcher dispatcher;
        private long now;
        private int next;
        private int taken;
        private int setAside;

        Play(Backpressure backpressure, long seed, LongPredicate poison) {
            this.poison = poison;
            StreamPolicy policy = StreamPolicy.builder()
                    .maxInFlight(WINDOW)
                    .ordering(Ordering.NONE)
                    .backpressure(backpressure)
                    .retry(new RetryPolicy(
                            Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(2), 3, Set.of()))
                    .outcomes(OutcomePolicy.DEFAULTS.withOnRetryExhausted(OnFailure.QUARANTINE))
                    .build();
            dispatcher = new Dispatcher(
                    new RunId("d".repeat(32)),
                    this,
                    policy,
                    seed,
                    Cursor.START,
                    event -> {},
                    this,
                    (evidence, done) -> done.accept(null),
                    () -> {});
        }

        void run() {
            while (dispatcher.halt() == null && (next < EVENTS || !dispatcher.settled())) {
                for (Answer answer = answers.peek(); answer != null && answer.atNanos <= now; answer = answers.peek()) {
                    answers.remove();
                    answer.callback.onOutcome(answer.outcome);
                }
                while (dispatcher.doWork(now) > 0) {
                    // Evidence is written at once.
                }
                while (next < EVENTS && dispatcher.hasRoom(now)) {
                    dispatcher.push(Events.event(next, next++), now);
                }
                Answer answer = answers.peek();
                long wait = dispatcher.nanosToNextWork(now);
                long step = wait == Long.MAX_VALUE ? LATENCY_NANOS : Math.max(wait, 1);
                now = answer == null ? now + step : Math.min(now + step, answer.atNanos);
            }
        }

        @Override
        public void push(LentEnvelope envelope, PushCallback callback) {
            boolean fails = poison.test(((PushSlot) envelope).ordinal);
            taken += fails ? 0 : 1;
            answers.add(new Answer(
                    now + LATENCY_NANOS, callback, fails ? new Unavailable("503", null) : admitted(envelope)));
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
        public void onSetAside(OutputId eventType, EventId eventId, ReasonCode code) {
            setAside++;
        }
    }

    private record Answer(long atNanos, PushCallback callback, PushOutcome outcome) {}
}
