package io.worldstream.wsp.runner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.RateSchedule.Segment;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateCapTest {
    private static final RateSchedule STEADY_THEN_BURST = new RateSchedule(List.of(
            new Segment(Duration.ZERO, new BigDecimal("3000")),
            new Segment(Duration.ofMinutes(10), new BigDecimal("6000.5"), Duration.ofMillis(250))));

    @TempDir
    Path folder;

    private ConfigFixture complete() {
        return new ConfigFixture(folder);
    }

    @Test
    void aFileHoldsAList() throws IOException {
        ConfigFixture file = complete().add("""
                policy:
                  rate_cap_eps:
                    - {after: 0s, eps: 3000}
                    - {after: 10m, eps: 6000.5, burst: 0.25s}
                """);
        assertThat(file.read().policy().pacing().rateSchedule()).isEqualTo(STEADY_THEN_BURST);
    }

    @Test
    void aSettingAndAVariableHoldItAsJson() throws IOException {
        String json =
                " [{\"after\": \"0s\", \"eps\": 3000}, {\"after\": \"600s\", \"burst\": \"250ms\", \"eps\": 6000.5}]";
        assertThat(complete()
                        .set("policy.rate_cap_eps=" + json)
                        .read()
                        .policy()
                        .pacing()
                        .rateSchedule())
                .isEqualTo(STEADY_THEN_BURST);
        assertThat(complete()
                        .environment("WSP_POLICY_RATE_CAP_EPS", json)
                        .read()
                        .policy()
                        .pacing()
                        .rateSchedule())
                .isEqualTo(STEADY_THEN_BURST);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                | a rate schedule has at least one segment",
                "[7]                                               | segment 1: expected a map of after, eps and, optionally, burst, found the JSON value \"7\"",
                "[{eps: 1}]                                        | segment 1: after: missing",
                "[{after: 0s}]                                     | segment 1: eps: missing",
                "[{after: 0s, eps: 1, brust: 1s}]                  | segment 1: \"brust\": unknown field; a segment has after, eps and burst",
                "[{after: 0, eps: 1}]                              | segment 1: after: expected a duration such as 0s, 200us, 250ms, 0.25s, 10m or 2h, found the JSON value \"0\"",
                "[{after: 0s, eps: 1}, {after: 1 min, eps: 1}]     | segment 2: after: expected a duration such as 0s, 200us, 250ms, 0.25s, 10m or 2h, found \"1 min\"",
                "[{after: 0s, eps: \"1\"}]                         | segment 1: eps: expected a number of events per second, found \"1\"",
                "[{after: 0s, eps: 0}]                             | segment 1: a rate cap is above 0 and at most 1e9 events per second with at most 9 places, not 0",
                "[{after: 0s, eps: 1, burst: 366h}, {after: 0s, eps: 1}] | segment 2 of a rate schedule begins after PT0S, which is not later than the PT0S of the one before it",
                "[{after: 0s, eps: 1, burst: 9000h}]               | segment 1: a burst is from 0 to 365 days, not PT9000H",
                "[{after: 0s, eps: 1, burst: 0.0001us}]            | segment 1: burst: expected a whole number of nanoseconds, found \"0.0001us\"",
                "[{after: 1s, eps: 1}]                             | the first segment of a rate schedule begins after 0, not after PT1S",
                "fast                                              | expected a number of events per second, none, or a list of segments, found \"fast\"",
                "{after: 0s, eps: 1}                               | expected a decimal above 0 and at most 1e9 with at most 9 places; or `none`; or a list of `{after: DURATION, eps: NUMBER, burst: DURATION}`, the first with `after: 0s`; `burst` defaults to `10ms`, found a map",
                "0                                                 | a rate cap is above 0 and at most 1e9 events per second with at most 9 places, not 0",
            })
    void aFaultNamesSegmentAndField(String written, String fault) throws IOException {
        assertThat(complete().add("policy:\n  rate_cap_eps: " + written + "\n").faults())
                .containsExactly("policy.rate_cap_eps (wsp.yaml): " + fault);
    }
}
