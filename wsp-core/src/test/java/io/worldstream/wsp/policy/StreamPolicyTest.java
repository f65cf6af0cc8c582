package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamPolicyTest {
    private static final OutputId OUTPUT = new OutputId("arrival_events_5B");
    private static final OutputId OTHER = new OutputId("other");
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A policy in which every component differs from its default. */
    private static final StreamPolicy CHANGED = StreamPolicy.defaults()
            .withPacing(pacing -> pacing.withSpeedup(Speedup.of("60"))
                    .withProfile(PacingProfile.of("stepwise(1h)"))
                    .withIdleGap(IdleGap.of("cap(10s)"))
                    .withLatePolicy(LatePolicy.of("catch-up"))
                    .withRateSchedule(new RateSchedule(List.of(
                            new RateSchedule.Segment(Duration.ZERO, new BigDecimal("12.5")),
                            new RateSchedule.Segment(SECOND, BigDecimal.TEN, Duration.ZERO)))))
            .withPush(push -> push.withMaxInFlight(65536)
                    .withOrdering(Ordering.NONE)
                    .withFlowKey(OUTPUT, "card")
                    .withBackpressure(Backpressure.FIXED)
                    .withRetry(new RetryPolicy(Duration.ZERO, SECOND, SECOND, 0, Set.of("BUSY"))))
            .withEnvelope(envelope -> envelope.withPayloadProfile(PayloadProfile.CANONICAL)
                    .withIdentityHints(IdentityHints.NONE.with(OUTPUT, Map.of("flow_id", "f")))
                    .withEventIdRecipe(EventIdRecipe.CANONICAL)
                    .withContract(EnvelopeContract.V1)
                    .withProducer("svc:other")
                    .withSchemaVersion("v2")
                    .withSchemaVersion(OUTPUT, null)
                    .withStampEmittedAt(true)
                    .withProvenance(Provenance.PACK))
            .withAdmission(admission -> admission
                    .withDeliveryModeAbsent(DeliveryModeAbsent.STREAM)
                    .withIgnorableFactsFields(Set.of("extra"))
                    .withAllowUngated(true)
                    .withLeaseHeld(LeaseHeld.LEAVE)
                    .withPlatformRunId("platform_20260201T000000Z")
                    .withOutputs(new OutputPolicy(Set.of(OTHER, OUTPUT), Set.of("truth*"))))
            .withSecurity(security -> security.withScope(scope -> scope.withWorlds(Set.of(new Hex64("a".repeat(64))))
                            .withScenarios(Set.of("stress_v1", "baseline_v1"))
                            .withRuns(Set.of(new RunId("b".repeat(32)))))
                    .withProducers(
                            ProducerPolicy.of(Map.of("svc:other", Set.of("s2_*", "trades"), "svc:z", Set.of("*")))))
            .withRead(read -> read.withRetryBudget(SECOND)
                    .withMaxDisorder(OUTPUT, Duration.ofMinutes(5))
                    .withMaxDisorder(OTHER, Duration.ZERO)
                    .withKeyCheck(KeyCheck.WORLD)
                    .withSurveyTrust(SurveyTrust.SURVEY)
                    .withSecondLook(SecondLook.CRC32C)
                    .withStartAt(new StartAt(Instant.EPOCH, new EventId("e".repeat(64)))))
            .withOutcomes(outcomes -> new OutcomePolicy(
                    new QuarantinePolicy(0, 0, new QuarantinePolicy.OnQuarantine.HaltAt(7)),
                    OutcomePolicy.OnFailure.DEAD_LETTER,
                    OutcomePolicy.OnBadRow.DEAD_LETTER,
                    OutcomePolicy.OnFailure.DEAD_LETTER,
                    OutcomePolicy.OnFailure.DEAD_LETTER,
                    true))
            .withCheckpoint(new CheckpointPolicy(7, Duration.ofMillis(7), Duration.ofMillis(7)))
            .withLimits(Limits.builder().maxParts(2).sortBytes(8).build());

    @Test
    void from_identityHints_needTheCanonicalFraming() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("policy.identity_hints", "{\"out\":{\"flow_id\":\"flow\",\"account_id\":\"acct\"}}");
        assertThatThrownBy(() -> StreamPolicy.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.identity_hints")
                .hasMessageContaining("identity hints need policy.framing: canonical");
        properties.put("policy.framing", "canonical");
        assertThat(StreamPolicy.from(properties).envelope().payload().identityHints())
                .isEqualTo(
                        IdentityHints.NONE.with(new OutputId("out"), Map.of("flow_id", "flow", "account_id", "acct")));
        for (String wrong : List.of("[]", "{\"out\":\"flow\"}", "{\"out\":{}}", "{\"out\":{\"a\":1}}")) {
            properties.put("policy.identity_hints", wrong);
            assertThatThrownBy(() -> StreamPolicy.from(properties))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("policy.identity_hints");
        }
    }

    @Test
    void theDefaultsAreThoseOfTheContracts() {
        StreamPolicy policy = StreamPolicy.defaults();
        assertThat(policy.pacing())
                .isEqualTo(new PacingPolicy(
                        Speedup.REAL_TIME, PacingProfile.CONTINUOUS, IdleGap.KEEP, LatePolicy.COUPLED, null));
        assertThat(policy.admission())
                .isEqualTo(new AdmissionPolicy(
                        DeliveryModeAbsent.REFUSE, Set.of(), false, LeaseHeld.WAIT, OutputPolicy.DEFAULTS, null));
        assertThat(policy.envelope().payloadProfile()).isEqualTo(PayloadProfile.LEGACY_PULL);
        assertThat(policy.envelope().eventIdRecipe()).isEqualTo(EventIdRecipe.LEGACY_PULL);
        assertThat(policy.envelope().contract()).isEqualTo(EnvelopeContract.V0);
        assertThat(policy.envelope().producer()).isEqualTo("svc:world_stream_producer");
        assertThat(policy.envelope().schemaVersions().of(OUTPUT)).contains("v1");
        assertThat(policy.envelope().stampEmittedAt()).isFalse();
        assertThat(policy.push().maxInFlight()).isEqualTo(1);
        assertThat(policy.push().retry().budget()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.push().retry().ambiguousRetries()).isEqualTo(3);
        assertThat(policy.outcomes().quarantine())
                .isEqualTo(new QuarantinePolicy(20, 1000, new QuarantinePolicy.OnQuarantine.Continue()));
        assertThat(policy.limits()).isEqualTo(Limits.DEFAULTS);
        assertThat(policy.read().maxDisorder(OUTPUT)).isNull();
        assertThat(policy.read().keyCheck()).isEqualTo(KeyCheck.INSTANT);
        assertThat(policy.read().surveyTrust()).isEqualTo(SurveyTrust.DIGEST);
        assertThat(policy.read().startAt()).isNull();
        assertThat(policy.read().secondLook()).isNull();
    }

    @Test
    void with_changesItsGroupOnly() {
        assertThat(CHANGED.withSpeedup(Speedup.MAX).pacing().speedup()).isEqualTo(Speedup.MAX);
        assertThat(CHANGED.withSpeedup(Speedup.of("60"))).isEqualTo(CHANGED).hasSameHashCodeAs(CHANGED);
        assertThat(CHANGED.withPush(push -> PushPolicy.DEFAULTS)).isNotEqualTo(CHANGED);
        assertThat(CHANGED.withPush(push -> PushPolicy.DEFAULTS).envelope()).isEqualTo(CHANGED.envelope());
    }

    @Test
    void from_theSettingsOfAPolicy_isThatPolicy() {
        Map<String, String> properties = new HashMap<>();
        PolicySetting.all().forEach(setting -> properties.put(setting.key(), setting.valueIn(CHANGED)));

        assertThat(StreamPolicy.from(properties)).isEqualTo(CHANGED);
        assertThat(StreamPolicy.from(Map.of())).isEqualTo(StreamPolicy.defaults());
    }

    /** Otherwise a component would have no key, and no failure message would show it. A verifier cannot be text. */
    @Test
    void eachComponentOfAGroup_hasASetting() {
        assertThat(PolicySetting.all())
                .filteredOn(setting -> !setting.key().startsWith("limits."))
                .allSatisfy(setting ->
                        assertThat(setting.valueIn(CHANGED)).as(setting.key()).isNotEqualTo(setting.fallback()))
                .hasSize(Stream.of(
                                PacingPolicy.class,
                                PushPolicy.class,
                                RetryPolicy.class,
                                EnvelopePolicy.class,
                                PayloadPolicy.class,
                                AdmissionPolicy.class,
                                RunScope.class,
                                SecurityPolicy.class,
                                OutputPolicy.class,
                                ReadPolicy.class,
                                OutcomePolicy.class,
                                QuarantinePolicy.class,
                                CheckpointPolicy.class)
                        .flatMap(group -> Arrays.stream(group.getRecordComponents()))
                        .map(RecordComponent::getType)
                        .filter(type -> type != RetryPolicy.class
                                && type != QuarantinePolicy.class
                                && type != PayloadPolicy.class
                                && type != OutputPolicy.class
                                && type != RunScope.class
                                && type != ReadySignatures.class)
                        .toList()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "platform_7", "PLATFORM_20260201T000000Z", "platform_20260201T000000Z\n"})
    void platformRunId_ofAnotherForm_isInvalid(String value) {
        assertThatThrownBy(() ->
                        StreamPolicy.from(Map.of("security.platform_run_id", value, "policy.envelope_contract", "v1")))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageStartingWith("security.platform_run_id: expected a platform run such as");
    }

    /** A host that takes all would be a surprise. */
    /** An empty list could mean all or none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "security.worlds    | []           | expected at least one entry, found an empty list",
                "security.scenarios | []           | expected at least one entry, found an empty list",
                "security.runs      | []           | expected at least one entry, found an empty list",
                "security.worlds    | [\"ab\"]   | hex64 (64 lowercase hex characters)",
                "security.scenarios | [\"\"]     | found an empty one",
                "security.scenarios | [7]          | expected a list of scenario ids, at least one",
                "security.scenarios | baseline     | expected a list of scenario ids, at least one",
                "security.scenarios | [\"a\",\"a\"] | \"a\" is named twice",
                "security.runs      | {}           | expected a list of run ids, at least one"
            })
    void allowlist_emptyOrOfAnotherForm_isInvalid(String key, String value, String why) {
        assertThatThrownBy(() -> StreamPolicy.from(Map.of(key, value)))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageStartingWith(key + ": ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | expected at least one principal, found an empty list",
                "{\"\":[\"*\"]}       | expected a principal of 1 to 128 characters",
                "{\"svc:a\":[]}         | expected at least one event type of \"svc:a\"",
                "{\"svc:a\":\"*\"}    | expected a map of principal to a list of event types",
                "{\"svc:a\":[\"*_x\"]} | found \"*_x\"",
                "{\"svc:a\":[\"a*b\"]} | found \"a*b\"",
                "{\"svc:a\":[\"a**\"]} | found \"a**\"",
                "{\"svc:a\":[\"a b\"]} | found \"a b\"",
                "{\"svc:a\":[\"a\",\"a\"]} | \"a\" is named twice",
                "{\"svc:a\":[\"a\"],\"svc:a\":[\"b\"]} | found text",
                "[\"svc:a\"]            | expected a map of principal to a list of event types",
                "producers.txt           | the list of a file is bound with ProducerPolicy.readFrom"
            })
    void producers_emptyOrOfAnotherForm_areInvalid(String value, String why) {
        assertThatThrownBy(() -> StreamPolicy.from(Map.of("security.producers", value)))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageStartingWith("security.producers: ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"s2_*, s2_flow, true", "s2_*, s2_, true", "s2_*, s3_flow, false", "s2, s2_flow, false", "*, x, true"})
    void producers_type_coversExactlyOrByItsStart(String type, String eventType, boolean covered) {
        Set<String> types = ProducerPolicy.of(Map.of("svc:a", Set.of(type))).typesOf("svc:a");
        assertThat(ProducerPolicy.covers(types, eventType)).isEqualTo(covered);
    }

    @Test
    void platformRunId_underV0_isInvalid() {
        assertThatThrownBy(() -> StreamPolicy.from(Map.of("security.platform_run_id", "platform_20260201T000000Z")))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessage("security.platform_run_id: needs policy.envelope_contract: v1; a READY under v0 names no"
                        + " platform run");
        StreamPolicy policy = StreamPolicy.defaults()
                .withAdmission(admission -> admission.withPlatformRunId("platform_20260201T000000Z"));
        assertThatThrownBy(policy::requireConsistent).hasMessageContaining("security.platform_run_id");
        assertThat(policy.withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1))
                        .requireConsistent()
                        .admission()
                        .platformRunId())
                .isEqualTo("platform_20260201T000000Z");
    }

    @Test
    void from_valuesThatAreAllowedOnlyTogether_inAnyOrder() {
        RetryPolicy retry = StreamPolicy.from(
                        Map.of("policy.retry_initial_ms", "20000", "policy.retry_max_ms", "60000"))
                .push()
                .retry();

        assertThat(retry.initial()).isEqualTo(Duration.ofSeconds(20));
        assertThat(retry.max()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void from_severalFaults_namesThemAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamPolicy.from(Map.of(
                        "policy.max_in_flight", "0",
                        "policy.stream_spedup", "60",
                        "policy.retry_initial_ms", "20000",
                        "limits.max_parts", "many")))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.faults())
                                .containsOnlyKeys(
                                        "policy.max_in_flight",
                                        "policy.stream_spedup",
                                        "policy.retry_initial_ms",
                                        "limits.max_parts")
                                .containsEntry(
                                        "policy.stream_spedup",
                                        "unknown key; the nearest known one is policy.stream_speedup"))
                .withMessageContaining("policy.max_in_flight: ");
    }

    @Test
    void from_unknownKeyThatIsNearNone_suggestsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamPolicy.from(Map.of("spring.application.name", "bank")))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.faults())
                                .containsExactly(Map.entry("spring.application.name", "unknown key")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "policy.max_in_flight|010",
                "policy.max_in_flight|1.5",
                "policy.max_in_flight|99999999999999999999",
                "policy.retry_budget_ms|1e9999999999",
                "policy.stamp_emitted_at|yes",
                "policy.ordering|sorted",
                "policy.flow_key|card",
                "policy.flow_key|{\"out\": 1}",
                "policy.flow_key|{\"out\": \"a\", \"out\": \"b\"}",
                "policy.max_disorder|{\"out\": \"1 hour\"}",
                "policy.max_disorder|{\"out\": \"1h\"} trailing",
                "policy.ignorable_facts_fields|[1]",
                "policy.schema_version|{\"out\": 1}",
                "policy.rate_cap_eps|[{\"after\": \"0s\", \"eps\": 1e9999999999}]",
                "policy.rate_cap_eps|1e9999999999",
                "policy.start_at|soon",
                "policy.second_look|md5",
                "limits.sort_bytes|9223372036854775808"
            })
    void from_aValueThatIsNotAllowed_saysSo(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamPolicy.from(Map.of(key, value)))
                .isInstanceOf(InvalidPolicyException.class)
                .withMessageStartingWith(key + ": ");
    }

    @Test
    void anOutputMayHaveASchemaVersionOfItsOwnOrNone() {
        SchemaVersions versions = EnvelopePolicy.DEFAULTS
                .withSchemaVersion(OUTPUT, "v7")
                .withSchemaVersion(OTHER, null)
                .schemaVersions();
        assertThat(versions.of(OUTPUT)).contains("v7");
        assertThat(versions.of(OTHER)).isEmpty();
        assertThat(versions.of(new OutputId("third"))).contains("v1");
        assertThat(versions.withStandard(Optional.empty()).of(new OutputId("third")))
                .isEmpty();
    }

    @Test
    void aPolicyDoesNotChangeWithWhatItWasMadeOf() {
        Set<String> fields = new HashSet<>(Set.of("extra"));
        AdmissionPolicy policy = AdmissionPolicy.DEFAULTS.withIgnorableFactsFields(fields);
        fields.add("more");
        assertThat(policy.ignorableFactsFields()).containsExactly("extra");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.000000001", "1", "12.5", "1000000000", "1e9"})
    void aRateCapIsTaken(BigDecimal cap) {
        PacingPolicy capped = PacingPolicy.DEFAULTS.withRateCap(cap);
        assertThat(capped.rateSchedule()).isEqualTo(RateSchedule.constant(cap));
        assertThat(capped.withRateCap(null).rateSchedule()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.0000000001", "1000000000.1", "1e10"})
    void aRateCapThatIsOutOfRangeIsRefused(BigDecimal cap) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PacingPolicy.DEFAULTS.withRateCap(cap))
                .withMessageContainingAll("above 0", "1e9", "9 places", cap.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65537, Integer.MAX_VALUE})
    void aWindowThatIsOutOfRangeIsRefused(int window) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PushPolicy.DEFAULTS.withMaxInFlight(window))
                .withMessageContainingAll("1 to 65536", Integer.toString(window));
    }

    @Test
    void namesHaveABoundedLength() {
        EnvelopePolicy policy = EnvelopePolicy.DEFAULTS;
        assertThat(policy.withProducer("p".repeat(128)).producer()).hasSize(128);
        assertThat(policy.withSchemaVersion("v".repeat(64)).schemaVersions().of(OUTPUT))
                .contains("v".repeat(64));
        assertThat(PushPolicy.DEFAULTS.withFlowKey(OUTPUT, "f".repeat(256)).flowKey(OUTPUT))
                .hasSize(256);
        for (int tooMany : new int[] {0, 1000}) {
            String text = "x".repeat(tooMany);
            assertRefused("1 to 128 characters", () -> policy.withProducer(text));
            assertRefused("1 to 64 characters", () -> policy.withSchemaVersion(text));
            assertRefused("1 to 64 characters", () -> policy.withSchemaVersion(OUTPUT, text));
            assertRefused("1 to 256 characters", () -> PushPolicy.DEFAULTS.withFlowKey(OUTPUT, text));
        }
    }

    private static void assertRefused(String message, Supplier<?> change) {
        assertThatIllegalArgumentException().isThrownBy(change::get).withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "PT-1S, PT1S, PT1S",
        "P366D, PT1S, PT1S",
        "PT1S, PT0S, PT1S",
        "PT1S, PT-1S, PT1S",
        "PT1S, PT2S, PT1S",
        "PT1S, PT1S, P366D"
    })
    void retriesThatAreOutOfRangeAreRefused(Duration budget, Duration initial, Duration max) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(budget, initial, max, 3, Set.of()))
                .withMessageContaining("365 days");
    }

    @Test
    void negativeCountsAreRefused() {
        assertRefused("0 or more", () -> RetryPolicy.DEFAULTS.withAmbiguousRetries(-1));
        assertRefused("0 or more", () -> QuarantinePolicy.DEFAULTS.withFirstEvents(-1));
        assertRefused("0 or more", () -> QuarantinePolicy.DEFAULTS.withInARow(-1));
    }

    @Test
    void anOutputMayHaveABoundOnDisorder() {
        ReadPolicy policy =
                ReadPolicy.DEFAULTS.withMaxDisorder(OUTPUT, SECOND).withMaxDisorder(OUTPUT, Duration.ofNanos(1000));
        assertThat(policy.maxDisorder(OUTPUT)).isEqualTo(Duration.ofNanos(1000));
        assertThat(policy.maxDisorder(OTHER)).isNull();
        assertThat(policy.withMaxDisorder(OTHER, SECOND).maxDisorder(OTHER)).isEqualTo(SECOND);
        assertThat(policy.maxDisorder(OTHER)).as("a policy does not change").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.000001S", "-P1D", "PT0.000000001S", "PT1.0000015S"})
    void aBoundOnDisorderThatIsNegativeOrFinerThanTimeIsIsRefused(Duration bound) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadPolicy.DEFAULTS.withMaxDisorder(OUTPUT, bound))
                .withMessageContainingAll("whole microseconds", bound.toString());
    }

    @Test
    void toString_ofTheDefaults_saysNothing() {
        assertThat(StreamPolicy.defaults()).hasToString("StreamPolicy{}");
        assertThat(StreamPolicy.defaults()
                        .withSpeedup(Speedup.of("60"))
                        .withPush(push -> push.withMaxInFlight(8))
                        .withEnvelope(envelope -> envelope.withSchemaVersion(OUTPUT, null)))
                .hasToString("StreamPolicy{policy.stream_speedup=60,"
                        + " policy.schema_version={\"default\":\"v1\",\"arrival_events_5B\":\"none\"},"
                        + " policy.max_in_flight=8}");
    }
}
