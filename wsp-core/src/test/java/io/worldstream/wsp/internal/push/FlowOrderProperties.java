package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The order of events at the gate, whatever it answers and when, and the cursor meanwhile (I6, I7, I8). */
class FlowOrderProperties {
    private static final int EVENTS = 150;

    private static StreamPolicy policy(Ordering ordering, int window) {
        return StreamPolicy.defaults()
                .withPush(push -> push.withOrdering(ordering)
                        .withMaxInFlight(window)
                        .withRetry(new RetryPolicy(
                                Duration.ofDays(1), Duration.ofMillis(5), Duration.ofMillis(50), 1, Set.of())))
                .withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnRejected(OnFailure.DEAD_LETTER));
    }

    @Property(tries = 60)
    void theGateSeesEachFlowInOrderAndEveryEventIsSettledOnce(
            @ForAll Ordering ordering,
            @ForAll @IntRange(min = 1, max = 9) int window,
            @ForAll @IntRange(min = 1, max = 12) int flows,
            @ForAll long seed) {
        Play play = new Play(policy(ordering, window), flows, seed, Cursor.START);
        play.toTheEnd(EVENTS);
        assertThat(play.dispatcher.halt()).isNull();
        assertThat(play.dispatcher.settled()).isTrue();
        assertThat(play.dispatcher.counts(EVENTS, 0, 0).settled()).isEqualTo(EVENTS);
        assertThat(play.dispatcher.cursor().events()).isEqualTo(EVENTS);
        assertThat(play.dispatcher.prefixDigest()).isEqualTo(play.digestOf(EVENTS));
        boolean oneByOne = ordering == Ordering.GLOBAL || (window == 1 && ordering != Ordering.NONE);
        assertThat(play.mostOut).isLessThanOrEqualTo(oneByOne ? 1 : window);
    }

    /** A run that dies anywhere and goes on from its cursor ends like one that never stopped, whatever was in flight. */
    @Property(tries = 60)
    void goingOnFromACursorGivesTheSameStream(
            @ForAll Ordering ordering,
            @ForAll @IntRange(min = 1, max = 9) int window,
            @ForAll @IntRange(max = 2_000) int deathAt,
            @ForAll long seed) {
        StreamPolicy policy = policy(ordering, window);
        Play first = new Play(policy, 5, seed, Cursor.START);
        for (int turn = 0; turn < deathAt; turn++) {
            first.turn(EVENTS);
        }
        Cursor cursor = first.dispatcher.cursor();
        Play second = new Play(policy, 5, seed + 1, cursor);
        assertThat(second.dispatcher.counts(EVENTS, 0, 0).settled()).isEqualTo(cursor.events());
        second.toTheEnd(EVENTS);
        assertThat(second.dispatcher.cursor().events()).isEqualTo(EVENTS);
        assertThat(second.dispatcher.prefixDigest()).isEqualTo(first.digestOf(EVENTS));
        assertThat(second.dispatcher.counts(EVENTS, 0, 0).settled()).isEqualTo(EVENTS);
    }

    @Example
    void otherFlowsGoOnWhileOneIsTriedAgain() {
        Play play = new Play(policy(Ordering.PER_KEY, 4), 2, 1, Cursor.START);
        play.push(0);
        play.push(1);
        play.push(2);
        play.push(3);
        assertThat(play.out).extracting(Try::number).containsExactly(0, 1);
        play.answer(0, new PushOutcome.Unavailable("503", null));
        play.answer(1, play.admit(1));
        play.dispatcher.doWork(play.now);
        assertThat(play.out)
                .extracting(Try::number)
                .as("3 follows 1; 2 waits for 0")
                .containsExactly(3);
        play.now += Duration.ofSeconds(1).toNanos();
        play.dispatcher.doWork(play.now);
        assertThat(play.out).extracting(Try::number).containsExactly(3, 0);
    }

    private record Try(int number, PushCallback callback) {}

    /** A gate that answers anything at any time, and checks what it sees; and a lane that turns the dispatcher. */
    private static final class Play implements IngressSink, Dispatcher.OutcomeListener {
        private final StreamPolicy policy;
        private final int flows;
        private final SplittableRandom random;
        private final List<Try> out = new ArrayList<>();
        private final List<FramedEvent> events = new ArrayList<>();
        private final Map<EventId, Integer> numbers = new HashMap<>();
        private final boolean[] ended = new boolean[EVENTS];
        private final List<Runnable> evidence = new ArrayList<>();
        private final Dispatcher dispatcher;
        private long now = Long.MAX_VALUE - 1_000_000;
        private int next;
        private int mostOut;

        Play(StreamPolicy policy, int flows, long seed, Cursor from) {
            this.policy = policy;
            this.flows = flows;
            random = new SplittableRandom(seed);
            for (int i = 0; i < EVENTS; i++) {
                events.add(Events.event(i, i % flows));
                numbers.put(events.get(i).eventId(), i);
            }
            next = (int) from.events();
            Arrays.fill(ended, 0, next, true);
            dispatcher = new Dispatcher(
                    new RunId("c".repeat(32)),
                    policy.push(),
                    policy.outcomes(),
                    seed,
                    from,
                    new Dispatcher.Ports(
                            this,
                            (written, done) -> evidence.add(() -> done.accept(null)),
                            this,
                            event -> {},
                            () -> {}));
        }

        void toTheEnd(int events) {
            for (int turn = 0; turn < 200_000 && (next < events || !dispatcher.settled()); turn++) {
                turn(events);
            }
        }

        void turn(int events) {
            if (next < events && random.nextBoolean() && dispatcher.hasRoom(now)) {
                push(next);
            }
            if (!out.isEmpty() && random.nextInt(3) > 0) {
                answer(out.get(random.nextInt(out.size())));
            }
            if (!evidence.isEmpty() && random.nextInt(4) == 0) {
                evidence.remove(random.nextInt(evidence.size())).run();
            }
            dispatcher.doWork(now);
            checkCursor();
            long wait = dispatcher.nanosToNextWork(now);
            now += out.isEmpty() && wait != Long.MAX_VALUE ? wait : random.nextInt(2_000_000);
        }

        void push(int number) {
            next = number + 1;
            dispatcher.push(events.get(number), now);
        }

        private void answer(Try answered) {
            int number = answered.number;
            PushOutcome outcome = switch (random.nextInt(8)) {
                case 0 -> new PushOutcome.Unavailable("503", null);
                case 1 -> new PushOutcome.Throttled("429", random.nextBoolean() ? Duration.ofMillis(3) : null);
                case 2 -> new PushOutcome.Unknown("reset");
                case 3 -> new PushOutcome.Rejected("400");
                default -> admit(number);
            };
            answer(number, outcome);
        }

        void answer(int number, PushOutcome outcome) {
            Try answered = out.stream()
                    .filter(tried -> tried.number == number)
                    .findFirst()
                    .orElseThrow();
            out.remove(answered);
            ended[number] = outcome instanceof Decided || outcome instanceof PushOutcome.Rejected;
            answered.callback.onOutcome(outcome);
        }

        Decided admit(int number) {
            String id = events.get(number).eventId().value();
            return new Decided(
                    Decision.ADMIT,
                    new Receipt(id, "out", List.of(), List.of(), new Receipt.BusPosition("topic", "0", "1")));
        }

        @Override
        public void push(EnvelopeView envelope, PushCallback callback) {
            int number = Objects.requireNonNull(numbers.get(envelope.eventId()));
            assertThat(ended[number]).as("event %d again", number).isFalse();
            boolean global = policy.push().ordering() == Ordering.GLOBAL
                    || (policy.push().maxInFlight() == 1 && policy.push().ordering() == Ordering.PER_KEY);
            for (int earlier = 0; earlier < number; earlier++) {
                boolean bound =
                        global || (policy.push().ordering() == Ordering.PER_KEY && earlier % flows == number % flows);
                assertThat(ended[earlier] || !bound)
                        .as("event %d while %d is open", number, earlier)
                        .isTrue();
            }
            out.add(new Try(number, callback));
            mostOut = Math.max(mostOut, out.size());
        }

        /** I8: the cursor is never beyond the first event that has not ended. */
        private void checkCursor() {
            int prefix = 0;
            while (prefix < EVENTS && ended[prefix]) {
                prefix++;
            }
            Cursor cursor = dispatcher.cursor();
            assertThat(cursor.events()).isLessThanOrEqualTo(prefix);
            if (evidence.isEmpty()) {
                assertThat(cursor.events()).isEqualTo(prefix);
            }
            if (cursor.events() > 0) {
                FramedEvent last = events.get((int) cursor.events() - 1);
                assertThat(cursor.lastEvent()).isEqualTo(last.eventId());
                assertThat(cursor.tsMicros()).isEqualTo(last.tsMicros());
            }
        }

        Hex64 digestOf(int count) {
            StreamDigest digest = new StreamDigest();
            events.subList(0, count).forEach(event -> digest.add(event.id()));
            return digest.value();
        }

        @Override
        public void close() {}

        @Override
        public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {}

        @Override
        public void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {}
    }
}
