package io.worldstream.wsp.policy;

import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The settings of {@link PacingPolicy}. */
final class PacingSettings {
    private static final SettingType<Speedup> SPEEDUP = new SettingType<>(
            "a decimal from 0.000001 to 1000000000000 with at most 9 places, or `max`",
            EnumSet.of(Form.TEXT, Form.NUMBER),
            Speedup::of,
            Speedup::toString);
    private static final SettingType<LatePolicy> LATE_POLICY = SettingType.word(
            "`coupled`, `catch-up`, `catch-up(FACTOR)`, `halt(NUMBERms)` or `halt(NUMBERs)`", LatePolicy::of);
    private static final SettingType<PacingProfile> PROFILE =
            SettingType.word("`continuous`, or `stepwise(TICK)` with a duration such as 1h", PacingProfile::of);
    private static final SettingType<IdleGap> IDLE_GAP =
            SettingType.word("`keep`, or `cap(DURATION)` with a duration such as 10s", IdleGap::of);

    static final List<PolicySetting> ALL = List.of(
            PolicySetting.of(
                    "policy.stream_speedup",
                    SPEEDUP,
                    policy -> policy.pacing().speedup(),
                    (policy, value) -> policy.withPacing(pacing -> pacing.withSpeedup(value)),
                    "Seconds of event time per second of wall time. `1` is real time, `60` is a minute per"
                            + " second, `max` is as fast as the gate accepts."),
            PolicySetting.of(
                    "policy.pacing",
                    PROFILE,
                    policy -> policy.pacing().profile(),
                    (policy, value) -> policy.withPacing(pacing -> pacing.withProfile(value)),
                    "How simulated time moves. `continuous`: an event is due at its event time. `stepwise`: the events"
                            + " of each TICK of event time, counted from 1970-01-01T00:00:00Z, are due together when the"
                            + " tick ends. The stream is the same. No effect at `policy.stream_speedup: max`."),
            PolicySetting.of(
                    "policy.idle_gap",
                    IDLE_GAP,
                    policy -> policy.pacing().idleGap(),
                    (policy, value) -> policy.withPacing(pacing -> pacing.withIdleGap(value)),
                    "Policy for long times without an event. `keep`: wait as long as the speed says. `cap`: release"
                            + " the next event at the latest DURATION of wall time after the one before it, or after the"
                            + " start of the stream. The stream is the same; pauses, the gate and the rate cap may hold"
                            + " it longer."),
            PolicySetting.of(
                    "policy.late_policy",
                    LATE_POLICY,
                    policy -> policy.pacing().latePolicy(),
                    (policy, value) -> policy.withPacing(pacing -> pacing.withLatePolicy(value)),
                    "Policy for a gate slower than the schedule. `coupled`: the schedule waits for the gate."
                            + " `catch-up`: the stream keeps the schedule and catches up at no more than FACTOR (default 2)"
                            + " times its speed. `halt`: the run halts once an event is later than the given time."),
            PolicySetting.of(
                    "policy.rate_cap_eps",
                    RateCapType.RATE_CAP,
                    policy -> Optional.ofNullable(policy.pacing().rateSchedule()),
                    (policy, value) -> policy.withPacing(pacing -> pacing.withRateSchedule(value.orElse(null))),
                    "Maximum number of events per second of wall time. Events above it wait; none is dropped. In"
                            + " a list, each `eps` applies from `after` on, counted from the first release and excluding"
                            + " pauses. `burst` is how much unused capacity accumulates, as time."));

    private PacingSettings() {}
}
