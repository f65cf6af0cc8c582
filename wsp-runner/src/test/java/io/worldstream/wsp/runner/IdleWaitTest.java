package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class IdleWaitTest {
    private final ManualClock clock = new ManualClock();
    private final OutageBudget remote = new OutageBudget(clock, "a.key", Duration.ofSeconds(3));

    private boolean permits(
            @Nullable OutageBudget bus, @Nullable OutageBudget state, @Nullable OutageBudget audit, ReasonCode code) {
        return new IdleWait(clock, bus, state, audit).permitsAnotherTry(new WspException(code, "away"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKPOINT_UNAVAILABLE", "ACKNOWLEDGEMENT_UNAVAILABLE"})
    void permitsAnotherTry_stateOnAnotherMachine_untilItsBudgetIsSpent(ReasonCode code) {
        assertThat(permits(null, remote, null, code)).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(permits(null, remote, null, code)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "OBJECT_UNREADABLE")
    void permitsAnotherTry_busOnAnotherMachine_untilItsBudgetIsSpent(ReasonCode code) {
        assertThat(permits(remote, null, null, code)).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(permits(remote, null, null, code)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "AUDIT_UNAVAILABLE")
    void permitsAnotherTry_auditTrailOnAnotherMachine_untilItsBudgetIsSpent(ReasonCode code) {
        assertThat(permits(null, null, remote, code)).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(permits(null, null, remote, code)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void permitsAnotherTry_allOnThisMachine_never(ReasonCode code) {
        assertThat(permits(null, null, null, code)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"CHECKPOINT_UNAVAILABLE", "ACKNOWLEDGEMENT_UNAVAILABLE", "OBJECT_UNREADABLE", "AUDIT_UNAVAILABLE"})
    void permitsAnotherTry_whereWaitingDoesNotHelp_never(ReasonCode code) {
        assertThat(permits(remote, remote, remote, code)).isFalse();
    }
}
