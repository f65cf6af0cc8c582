package io.worldstream.wsp.policy;

import io.worldstream.wsp.policy.PolicySetting.Form;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The settings of {@link ReadPolicy}. */
final class ReadSettings {
    private static final SettingType<Optional<StartAt>> START_AT = new SettingType<>(
            "an event time, or an event time, `/` and the `event_id` of an event at that time",
            EnumSet.of(Form.TEXT),
            text -> Optional.of(StartAt.of(text)),
            start -> start.map(StartAt::toString).orElse(""));
    private static final SettingType<Optional<SecondLook>> SECOND_LOOK =
            SettingType.oneOf(SecondLook.class).optional();

    static final List<PolicySetting> ALL = List.of(
            PolicySetting.of(
                    "policy.start_at",
                    START_AT,
                    policy -> Optional.ofNullable(policy.read().startAt()),
                    (policy, value) -> policy.withRead(read -> read.withStartAt(value.orElse(null))),
                    "Place at which streams start. Events before it are not streamed. The option `--start-at`"
                            + " overrides it."),
            PolicySetting.of(
                    "policy.key_check",
                    SettingType.oneOf(KeyCheck.class),
                    policy -> policy.read().keyCheck(),
                    (policy, value) -> policy.withRead(read -> read.withKeyCheck(value)),
                    "Scope of the check for rows with equal primary keys. `instant`: the rows of one instant."
                            + " `world`: all rows of an output, before the first event; this requires a sort of the world."),
            PolicySetting.of(
                    "policy.max_disorder",
                    SettingType.DURATIONS,
                    policy -> policy.read().maxDisorder(),
                    (policy, value) -> policy.withRead(read -> read.withMaxDisorder(value)),
                    "For each output, the time by which the event time of a row may lag the latest one before it"
                            + " in the same part. Parts of these outputs are reordered while they are read; parts of other"
                            + " outputs are sorted first if they are out of order. A row that lags further is a refusal."),
            PolicySetting.of(
                    "policy.survey_trust",
                    SettingType.oneOf(SurveyTrust.class),
                    policy -> policy.read().surveyTrust(),
                    (policy, value) -> policy.withRead(read -> read.withSurveyTrust(value)),
                    "Verification of the sealed bytes before a stored survey is used. `digest`: read and hash all"
                            + " bytes again. `survey`: trust the survey and read nothing. Either way, each chunk is checked"
                            + " against its digest before any of its rows is used."),
            PolicySetting.of(
                    "policy.second_look",
                    SECOND_LOOK,
                    policy -> Optional.ofNullable(policy.read().secondLook()),
                    (policy, value) -> policy.withRead(read -> read.withSecondLook(value.orElse(null))),
                    "Digest by which bytes are checked when they are read again, chunk by chunk. By default CRC32C where"
                            + " the store promises that bytes never change (an S3 version id) and for sorted views, and"
                            + " SHA-256 elsewhere. `sha256`: always SHA-256. `crc32c`: always CRC32C, which is faster,"
                            + " finds damage and finds no forgery: an operator who sets it vouches for everyone who can"
                            + " write to the store."),
            PolicySetting.of(
                    "policy.read_retry_budget_ms",
                    SettingType.millis("a whole number of milliseconds, from 0 to a day"),
                    policy -> policy.read().retryBudget(),
                    (policy, value) -> policy.withRead(read -> read.withRetryBudget(value)),
                    "Retry budget of one read of sealed bytes, counted from its first failure; 0 disables"
                            + " retries. When it is spent, the run is refused or halts. A retry resumes at the failed"
                            + " position. Missing objects, objects out of reach and bytes that do not match their seal are"
                            + " not retried. `run --once` waits as long for a Kafka or Kinesis bus that is away."));

    private ReadSettings() {}
}
