package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.push.Push.State;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PushTest {
    private static final Map<State, Set<State>> AFTER = Map.of(
            State.QUEUED, Set.of(State.OUT),
            State.OUT, Set.of(State.WAITING, State.RECORDING, State.SETTLED),
            State.WAITING, Set.of(State.OUT, State.WAITING, State.RECORDING),
            State.RECORDING, Set.of(State.WAITING, State.SETTLED),
            State.SETTLED, Set.of());

    private static Push in(State state) {
        Push push = new Push(Events.event(1), 1);
        if (state != State.QUEUED) {
            push.sent(0);
        }
        if (state != State.QUEUED && state != State.OUT) {
            move(push, state);
        }
        return push;
    }

    private static void move(Push push, State next) {
        switch (next) {
            case QUEUED -> throw new IllegalArgumentException("no transition leads to " + next);
            case OUT -> push.sent(0);
            case WAITING -> push.retryAt(1);
            case RECORDING -> push.recording();
            case SETTLED -> push.settled(TerminalOutcome.ADMITTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void transition_eachState_onlyWhatMayFollow(State state) {
        for (State next : Set.of(State.OUT, State.WAITING, State.RECORDING, State.SETTLED)) {
            Push push = in(state);
            if (Objects.requireNonNull(AFTER.get(state)).contains(next)) {
                move(push, next);
                assertThat(push.state()).isEqualTo(next);
            } else {
                assertThatIllegalStateException()
                        .isThrownBy(() -> move(push, next))
                        .withMessageContaining("event 2 of the stream")
                        .withMessageContaining("cannot become " + next + " from " + state);
                assertThat(push.state()).isEqualTo(state);
            }
        }
    }

    @Test
    void outcome_open_isNull() {
        Push push = in(State.RECORDING);
        assertThat(push.outcome()).isNull();
        push.settled(TerminalOutcome.DEAD_LETTERED);
        assertThat(push.outcome()).isEqualTo(TerminalOutcome.DEAD_LETTERED);
    }

    @Test
    void sent_again_countsARetryAndKeepsTheFirstFailure() {
        Push push = in(State.QUEUED);
        assertThat(push.retries()).isZero();
        push.sent(5);
        push.failed("503", 10, 3);
        push.retryAt(20);
        push.sent(20);
        push.failed("timeout", 30, 4);
        assertThat(push.attempt()).isEqualTo(2);
        assertThat(push.retries()).isEqualTo(1);
        assertThat(push.lastFailure()).isEqualTo("timeout");
        assertThat(push.nanosFailing(30)).isEqualTo(20);
        assertThat(push.othersPass(3)).isFalse();
        assertThat(push.othersPass(4)).isTrue();
    }
}
