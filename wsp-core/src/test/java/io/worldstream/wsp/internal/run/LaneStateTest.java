package io.worldstream.wsp.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.report.RunProgress.Phase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneStateTest {
    private static final Map<LaneState, Set<LaneState>> AFTER = Map.of(
            LaneState.ACQUIRING, Set.of(LaneState.PREPARING, LaneState.DRAINING, LaneState.ENDED),
            LaneState.PREPARING,
                    Set.of(LaneState.STREAMING, LaneState.PAUSED, LaneState.HELD, LaneState.DRAINING, LaneState.ENDED),
            LaneState.STREAMING, Set.of(LaneState.PAUSED, LaneState.HELD, LaneState.DRAINING, LaneState.ENDED),
            LaneState.PAUSED, Set.of(LaneState.STREAMING, LaneState.HELD, LaneState.DRAINING, LaneState.ENDED),
            LaneState.HELD, Set.of(LaneState.STREAMING, LaneState.DRAINING, LaneState.ENDED),
            LaneState.DRAINING, Set.of(LaneState.CLOSING, LaneState.ENDED),
            LaneState.CLOSING, Set.of(LaneState.ENDED),
            LaneState.ENDED, Set.of(LaneState.ENDED));

    @ParameterizedTest
    @EnumSource
    void mayBecome_eachState_onlyWhatMayFollow(LaneState state) {
        for (LaneState next : LaneState.values()) {
            assertThat(state.mayBecome(next))
                    .as("from %s to %s", state, next)
                    .isEqualTo(Objects.requireNonNull(AFTER.get(state)).contains(next));
        }
    }

    @ParameterizedTest
    @EnumSource
    void releasesNothingMore_whereNoReleaseMayFollow_isTrue(LaneState state) {
        Set<LaneState> reachable = EnumSet.of(state);
        while (Arrays.stream(LaneState.values())
                .filter(next -> reachable.stream().anyMatch(from -> from.mayBecome(next)))
                .anyMatch(reachable::add)) {}
        assertThat(state.releasesNothingMore()).isNotEqualTo(reachable.contains(LaneState.STREAMING));
    }

    @Test
    void phase_ofEachState_isWhatAHostSees() {
        assertThat(LaneState.values())
                .extracting(LaneState::phase)
                .containsExactly(
                        Phase.PREPARING,
                        Phase.PREPARING,
                        Phase.STREAMING,
                        Phase.PAUSED,
                        Phase.HELD,
                        Phase.DRAINING,
                        Phase.DRAINING,
                        Phase.ENDED);
    }
}
