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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gate that answers 429 to some tries whatever it is sent gets most of what it would get from a fixed window: a minute in
 * virtual time, always another event due, and the retry policy that is the default.
 */
class NoisyGateTest {
    private static final RunId RUN = new RunId("c".repeat(32));
    private static final int SEEDS = 6;
    private static final long MILLI = 1_000_000L;
    private static final long MINUTE = 60_000 * MILLI;

    @ParameterizedTest(name = "{0} of the tries, {1} in flight, {2} ms, {3} a second at most")
    @CsvSource({
        "0.05, 8, 5, 0",
        "0.05, 64, 5, 0",
        "0.05, 64, 5, 1000",
        "0.2, 8, 5, 0",
        "0.2, 64, 5, 0",
        "0.2, 64, 5, 1000",
        "0.5, 8, 5, 0",
        "0.5, 64, 5, 0",
        "0.5, 64, 5, 500",
        "0.2, 64, 50, 0",
        "0.2, 8, 0, 0"
    })
    void refusalsAtRandomAreNoReasonToHoldBack(double share, int window, int latencyMillis, int mostPerSecond) {
        compare(share, window, latencyMillis, mostPerSecond);
    }

    @ParameterizedTest(name = "{0} in flight, {1} ms")
    @CsvSource({"8, 5", "64, 5", "64, 0", "8, 0"})
    void theFirstTryOfEachEventIsRefused(int window, int latencyMillis) {
        compare(-1, window, latencyMillis, 0);
    }

    private static void compare(double share, int window, int latencyMillis, int mostPerSecond) {
        long mostOfAll = 0;
        long takenOfAll = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Play fixed = new Play(share, latencyMillis, mostPerSecond, seed);
            Play adaptive = new Play(share, latencyMillis, mostPerSecond, seed);
            int most = fixed.forAMinute(new FixedControl(window), window, seed);
            int taken = adaptive.forAMinute(new AdaptiveControl(window), window, seed);
            // One event that is refused many times in a row holds up all: with half of them refused, either way.
            assertThat(taken).as("seed %d", seed).isGreaterThan(most * 4 / 10);
            mostOfAll += most;
            takenOfAll += taken;
        }
        assertThat(takenOfAll).isGreaterThan(mostOfAll * 7 / 10);
    }

    private static final class Play implements IngressSink, Dispatcher.QuarantineListener {
        private final Deque<FramedEvent> free = new ArrayDeque<>();
        private final Deque<Answer> answers = new ArrayDeque<>();
        private final SplittableRandom random;
        private final double share;
        private final long latency;
        private final int mostPerSecond;
        private long now;
        private double tokens;
        private long tokensNanos;
        private int next;
        private int taken;

        /** @param share of the tries that is refused, or below 0 for the first try of each event */
        Play(double share, int latencyMillis, int mostPerSecond, long seed) {
            this.share = share;
            this.latency = Math.max(latencyMillis * MILLI, MILLI / 10);
            this.mostPerSecond = mostPerSecond;
            random = new SplittableRandom(seed);
        }

        int forAMinute(FlowControl control, int window, long seed) {
            StreamPolicy policy = StreamPolicy.builder()
                    .maxInFlight(window)
                    .ordering(Ordering.NONE)
                    .build();
            Dispatcher dispatcher = new Dispatcher(
                    RUN, this, policy, control, seed, Cursor.START, free::add, this, EvidenceWriter.NONE, () -> {});
            while (now < MINUTE) {
                for (Answer answer = answers.peek(); answer != null && answer.atNanos <= now; answer = answers.peek()) {
                    answers.remove();
                    answer.callback.onOutcome(answer.outcome);
                }
                dispatcher.doWork(now);
                while (dispatcher.hasRoom(now)) {
                    FramedEvent event = free.poll();
                    dispatcher.push(event == null ? Events.event(next++) : event, now);
                }
                long wait = dispatcher.nanosToNextWork(now);
                Answer answer = answers.peek();
                long answerAt = answer == null ? MINUTE : answer.atNanos;
                now = wait == Long.MAX_VALUE ? answerAt : Math.min(now + Math.max(wait, 1), answerAt);
            }
            assertThat(dispatcher.halt()).isNull();
            return taken;
        }

        @Override
        public void push(LentEnvelope envelope, PushCallback callback) {
            PushOutcome outcome;
            if (share < 0 ? envelope.attempt() == 1 : random.nextDouble() < share) {
                outcome = new Throttled("429", null);
            } else {
                outcome = mostPerSecond == 0 || token() ? admitted(envelope) : new Throttled("429", null);
            }
            taken += outcome instanceof Decided ? 1 : 0;
            answers.add(new Answer(now + latency, callback, outcome));
        }

        private boolean token() {
            tokens = Math.min(mostPerSecond / 10.0, tokens + (now - tokensNanos) * mostPerSecond / 1e9);
            tokensNanos = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
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
