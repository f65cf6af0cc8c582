package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacingFormsTest {
    @Test
    void from_bothForms_areReadAndWrittenAlike() {
        StreamPolicy policy =
                StreamPolicy.from(Map.of("policy.pacing", "stepwise(1.5h)", "policy.idle_gap", "CAP(10s)"));
        assertThat(policy.pacing().profile()).isEqualTo(new PacingProfile.Stepwise(Duration.ofMinutes(90)));
        assertThat(policy.pacing().idleGap()).isEqualTo(new IdleGap.Cap(Duration.ofSeconds(10)));
        assertThat(policy).hasToString("StreamPolicy{policy.pacing=stepwise(90m), policy.idle_gap=cap(10s)}");
        assertThat(StreamPolicy.from(Map.of("policy.pacing", "continuous", "policy.idle_gap", "keep")))
                .isEqualTo(StreamPolicy.defaults());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1us", "200us", "250ms", "1s", "90m", "8760h"})
    void toString_anyTickOrCap_isReadBack(String duration) {
        PacingProfile profile = PacingProfile.of("stepwise(" + duration + ")");
        assertThat(PacingProfile.of(profile.toString())).isEqualTo(profile);
        IdleGap gap = IdleGap.of("cap(" + duration + ")");
        assertThat(IdleGap.of(gap.toString())).isEqualTo(gap);
    }

    @ParameterizedTest
    @CsvSource({
        "stepwise, allowed are continuous and stepwise(TICK)",
        "stepwise(), allowed are continuous and stepwise(TICK)",
        "stepwise(1h)x, allowed are continuous and stepwise(TICK)",
        "stepwise(1), expected a duration such as",
        "stepwise(-1s), expected a duration such as",
        "stepwise(0s), a tick is 1us to 365 days",
        "stepwise(0.5us), a tick is 1us to 365 days",
        "stepwise(1.5us), a tick is 1us to 365 days",
        "stepwise(8761h), a tick is 1us to 365 days"
    })
    void of_noProfile_isRefused(String text, String words) {
        assertThatThrownBy(() -> PacingProfile.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "cap, allowed are keep and cap(DURATION)",
        "cap(none), expected a duration such as",
        "cap(0s), above 0 and at most 365 days",
        "cap(8761h), above 0 and at most 365 days"
    })
    void of_noPolicyForGaps_isRefused(String text, String words) {
        assertThatThrownBy(() -> IdleGap.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
