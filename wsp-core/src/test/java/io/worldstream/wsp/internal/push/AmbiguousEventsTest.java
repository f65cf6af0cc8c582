package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.StreamPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events about which the gate says, at each attempt, that it does not know whether they are on the bus. */
class AmbiguousEventsTest {
    private static final int EVENTS = 10;
    private static final PushOutcome AMBIGUOUS = new PushOutcome.Ambiguous("503 PUBLISH_AMBIGUOUS_RETRY");
    private static final PushOutcome DOWN = new PushOutcome.Unavailable("503", null);
    /** Each such answer takes the gate two seconds. */
    private static final long LATENCY_NANOS = 2 * GatePlay.SECOND;

    private static final StreamPolicy HALTING = StreamPolicy.defaults();
    private static final StreamPolicy LENIENT =
            HALTING.withOutcomes(outcomes -> outcomes.withOnAmbiguous(OnFailure.DEAD_LETTER));

    private static StreamPolicy budget(StreamPolicy policy, Duration budget) {
        return policy.withPush(push -> push.withRetry(push.retry().withBudget(budget)));
    }

    private static Play played(StreamPolicy policy, Function<Push, PushOutcome> gate) {
        Play play = new Play(policy, gate);
        play.play(EVENTS, 3600 * GatePlay.SECOND);
        return play;
    }

    private static PushOutcome ambiguousAt(int ordinal, Push push) {
        return push.ordinal == ordinal ? AMBIGUOUS : GatePlay.admitted(push);
    }

    private static Violation haltOf(Play play) {
        return Objects.requireNonNull(play.dispatcher.halt(), "the dispatcher has not halted");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 9})
    void ambiguousForEver_default_haltsAfterTheThirdRetry(int ordinal) {
        Play play = played(HALTING, push -> ambiguousAt(ordinal, push));

        assertThat(haltOf(play).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(haltOf(play).path()).isEqualTo("stream#event=" + (ordinal + 1));
        assertThat(haltOf(play).message())
                .contains("PUBLISH_AMBIGUOUS_RETRY")
                .contains("policy.on_ambiguous")
                .contains("after 4 tries");
        assertThat(play.tries.get(ordinal)).isEqualTo(4);
        assertThat(play.lastTryNanos)
                .as("earlier events, three answers and three short backoffs")
                .isLessThan((ordinal + 3) * LATENCY_NANOS + GatePlay.SECOND);
    }

    @ParameterizedTest
    @CsvSource({"0, GLOBAL", "4, GLOBAL", "9, GLOBAL", "0, PER_KEY", "9, PER_KEY", "9, NONE"})
    void ambiguousForEver_deadLetterWithOneInFlight_othersAreAdmitted(int ordinal, Ordering ordering) {
        Play play = played(LENIENT.withPush(push -> push.withOrdering(ordering)), push -> ambiguousAt(ordinal, push));

        assertThat(play.dispatcher.halt()).isNull();
        assertThat(play.deadLettered).isEqualTo(1);
        assertThat(play.taken).isEqualTo(EVENTS - 1);
        assertThat(play.tries.get(ordinal)).isEqualTo(4);
    }

    @Test
    void ambiguous_thenAdmitted_isSettled() {
        Play play = played(HALTING, push -> push.attempt() <= 3 ? AMBIGUOUS : GatePlay.admitted(push));

        assertThat(play.dispatcher.halt()).isNull();
        assertThat(play.taken).isEqualTo(EVENTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3_000, 86_400_000})
    void ambiguousForEver_anyBudget_hasItsRetries(long budgetMillis) {
        Play play = played(budget(LENIENT, Duration.ofMillis(budgetMillis)), push -> ambiguousAt(0, push));

        assertThat(play.tries.get(0)).isEqualTo(4);
        assertThat(play.deadLettered).isEqualTo(1);
    }

    @Test
    void ambiguousRetries_noneByPolicy_decideAtOnce() {
        StreamPolicy none = HALTING.withPush(push -> push.withRetry(push.retry().withAmbiguousRetries(0)));
        Play play = played(none, push -> ambiguousAt(0, push));

        assertThat(haltOf(play).message()).contains("after 1 try,");
    }

    @Test
    void otherFailures_betweenAmbiguousAnswers_doNotCount() {
        Play play = played(
                LENIENT,
                push -> push.ordinal > 0 ? GatePlay.admitted(push) : push.attempt() % 2 == 1 ? DOWN : AMBIGUOUS);

        assertThat(play.tries.get(0)).isEqualTo(8);
        assertThat(play.deadLettered).isEqualTo(1);
    }

    @Test
    void otherFailure_afterAnAmbiguousAnswer_isBoundByTheBudget() {
        Play play = played(budget(LENIENT, Duration.ofSeconds(5)), push -> push.attempt() == 1 ? AMBIGUOUS : DOWN);

        assertThat(haltOf(play).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(haltOf(play).message()).contains("in 5000 ms, the last failure: unavailable: 503");
        assertThat(play.deadLettered).isZero();
    }

    @Test
    void silence_longerThanTheBudget_isWaitedOutByAnAmbiguousEvent() {
        StreamPolicy two = budget(LENIENT, Duration.ofSeconds(5))
                .withPush(push -> push.withMaxInFlight(2).withOrdering(Ordering.NONE));
        PushOutcome silence = new PushOutcome.Throttled("429", Duration.ofSeconds(4));
        Play play = played(
                two, push -> push.ordinal == 0 ? AMBIGUOUS : push.attempt() == 1 ? silence : GatePlay.admitted(push));

        assertThat(play.dispatcher.halt()).isNull();
        assertThat(play.tries.get(0)).isEqualTo(4);
        assertThat(play.deadLettered).isEqualTo(1);
        assertThat(play.taken).isEqualTo(EVENTS - 1);
    }

    private static final class Play extends GatePlay {
        private final Function<Push, PushOutcome> gate;
        private final Map<Integer, Integer> tries = new TreeMap<>();
        private long lastTryNanos;

        Play(StreamPolicy policy, Function<Push, PushOutcome> gate) {
            super(policy, new FixedControl(policy.push().maxInFlight()), 1, LATENCY_NANOS);
            this.gate = gate;
        }

        @Override
        PushOutcome answer(Push push) {
            lastTryNanos = now;
            tries.put((int) push.ordinal, push.attempt());
            return gate.apply(push);
        }
    }
}
