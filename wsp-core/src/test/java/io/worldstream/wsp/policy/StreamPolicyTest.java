package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.StreamPolicy.QuarantinePolicy;
import io.worldstream.wsp.policy.StreamPolicy.RetryPolicy;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host may decide. */
final class StreamPolicyTest {
    private static final OutputId OUTPUT = new OutputId("arrival_events_5B");
    private static final OutputId OTHER = new OutputId("other");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theDefaultsAreThoseOfTheContracts() {
        StreamPolicy policy = StreamPolicy.defaults();
        assertThat(policy.speedup()).isEqualTo(Speedup.REAL_TIME);
        assertThat(policy.latePolicy()).isEqualTo(LatePolicy.COUPLED);
        assertThat(policy.rateSchedule()).isNull();
        assertThat(policy.deliveryModeAbsent()).isEqualTo(DeliveryModeAbsent.REFUSE);
        assertThat(policy.ignorableFactsFields()).isEmpty();
        assertThat(policy.allowUngated()).isFalse();
        assertThat(policy.payloadProfile()).isEqualTo(PayloadProfile.LEGACY_PULL);
        assertThat(policy.eventIdRecipe()).isEqualTo(EventIdRecipe.LEGACY_PULL);
        assertThat(policy.envelopeContract()).isEqualTo(EnvelopeContract.V0);
        assertThat(policy.producer()).isEqualTo("svc:world_stream_producer");
        assertThat(policy.schemaVersion(OUTPUT)).isEqualTo("v1");
        assertThat(policy.stampEmittedAt()).isFalse();
        assertThat(policy.maxInFlight()).isEqualTo(1);
        assertThat(policy.retry().budget()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.retry().ambiguousRetries()).isEqualTo(3);
        assertThat(policy.quarantine()).isEqualTo(new QuarantinePolicy(20, 1000));
        assertThat(policy.limits()).isEqualTo(Limits.DEFAULTS);
        assertThat(policy.maxDisorder(OUTPUT)).isNull();
        assertThat(policy.keyCheck()).isEqualTo(KeyCheck.INSTANT);
        assertThat(policy.surveyTrust()).isEqualTo(SurveyTrust.DIGEST);
        assertThat(policy.startAt()).isNull();
    }

    @Test
    void aCopyKeepsEverything() {
        StreamPolicy policy = StreamPolicy.builder()
                .speedup(Speedup.of("60"))
                .latePolicy(LatePolicy.of("catch-up"))
                .rateSchedule(new RateSchedule(List.of(
                        new RateSchedule.Segment(Duration.ZERO, new BigDecimal("12.5")),
                        new RateSchedule.Segment(SECOND, BigDecimal.TEN, Duration.ZERO))))
                .deliveryModeAbsent(DeliveryModeAbsent.STREAM)
                .ignorableFactsFields(Set.of("extra"))
                .allowUngated(true)
                .payloadProfile(PayloadProfile.CANONICAL)
                .eventIdRecipe(EventIdRecipe.CANONICAL)
                .envelopeContract(EnvelopeContract.V1)
                .producer("svc:other")
                .schemaVersion("v2")
                .schemaVersion(OUTPUT, null)
                .stampEmittedAt(true)
                .maxInFlight(65536)
                .retry(new RetryPolicy(Duration.ZERO, SECOND, SECOND, 0, Set.of("BUSY")))
                .quarantine(new QuarantinePolicy(0, 0))
                .limits(Limits.builder().maxParts(2).sortBytes(8).build())
                .maxDisorder(OUTPUT, Duration.ofMinutes(5))
                .maxDisorder(OTHER, Duration.ZERO)
                .keyCheck(KeyCheck.WORLD)
                .surveyTrust(SurveyTrust.SURVEY)
                .startAt(new StartAt(Instant.EPOCH, new EventId("e".repeat(64))))
                .build();
        assertThat(policy.toBuilder().build()).usingRecursiveComparison().isEqualTo(policy);
        assertThat(policy.withSpeedup(Speedup.MAX).speedup()).isEqualTo(Speedup.MAX);
        assertThat(policy.withSpeedup(Speedup.of("60")))
                .usingRecursiveComparison()
                .isEqualTo(policy);
        assertThat(policy).usingRecursiveComparison().isNotEqualTo(StreamPolicy.defaults());
    }

    @Test
    void anOutputMayHaveASchemaVersionOfItsOwnOrNone() {
        StreamPolicy policy = StreamPolicy.builder()
                .schemaVersion(OUTPUT, "v7")
                .schemaVersion(OTHER, null)
                .build();
        assertThat(policy.schemaVersion(OUTPUT)).isEqualTo("v7");
        assertThat(policy.schemaVersion(OTHER)).isNull();
        assertThat(policy.schemaVersion(new OutputId("third"))).isEqualTo("v1");
        assertThat(policy.toBuilder().schemaVersion(null).build().schemaVersion(new OutputId("third")))
                .isNull();
    }

    @Test
    void aPolicyDoesNotChangeWithWhatItWasMadeOf() {
        Set<String> fields = new HashSet<>(Set.of("extra"));
        StreamPolicy policy =
                StreamPolicy.builder().ignorableFactsFields(fields).build();
        fields.add("more");
        assertThat(policy.ignorableFactsFields()).containsExactly("extra");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.000000001", "1", "12.5", "1000000000", "1e9"})
    void aRateCapIsTaken(BigDecimal cap) {
        assertThat(StreamPolicy.builder().rateCap(cap).build().rateSchedule()).isEqualTo(RateSchedule.constant(cap));
        assertThat(StreamPolicy.builder().rateCap(cap).rateCap(null).build().rateSchedule())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.0000000001", "1000000000.1", "1e10"})
    void aRateCapThatIsOutOfRangeIsRefused(BigDecimal cap) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamPolicy.builder().rateCap(cap))
                .withMessageContainingAll("above 0", "1e9", "9 places", cap.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65537, Integer.MAX_VALUE})
    void aWindowThatIsOutOfRangeIsRefused(int window) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamPolicy.builder().maxInFlight(window))
                .withMessageContainingAll("1 to 65536", Integer.toString(window));
    }

    @Test
    void aProducerHasUpTo128Characters() {
        assertThat(StreamPolicy.builder().producer("p".repeat(128)).build().producer())
                .hasSize(128);
        for (String producer : new String[] {"", "p".repeat(129)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StreamPolicy.builder().producer(producer))
                    .withMessageContaining("1 to 128 characters");
        }
    }

    @Test
    void aSchemaVersionHasUpTo64Characters() {
        assertThat(StreamPolicy.builder().schemaVersion("v".repeat(64)).build().schemaVersion(OUTPUT))
                .hasSize(64);
        for (String version : new String[] {"", "v".repeat(65)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StreamPolicy.builder().schemaVersion(version))
                    .withMessageContaining("1 to 64 characters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StreamPolicy.builder().schemaVersion(OUTPUT, version))
                    .withMessageContaining("1 to 64 characters");
        }
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(SECOND, SECOND, SECOND, -1, Set.of()))
                .withMessageContaining("0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuarantinePolicy(-1, 0))
                .withMessageContaining("0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuarantinePolicy(0, -1))
                .withMessageContaining("0 or more");
    }

    @Test
    void anOutputMayHaveABoundOnDisorder() {
        StreamPolicy policy = StreamPolicy.builder()
                .maxDisorder(OUTPUT, SECOND)
                .maxDisorder(OUTPUT, Duration.ofNanos(1000))
                .build();
        assertThat(policy.maxDisorder(OUTPUT)).isEqualTo(Duration.ofNanos(1000));
        assertThat(policy.maxDisorder(OTHER)).isNull();
        assertThat(policy.toBuilder().maxDisorder(OTHER, SECOND).build().maxDisorder(OTHER))
                .isEqualTo(SECOND);
        assertThat(policy.maxDisorder(OTHER)).as("a policy does not change").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.000001S", "-P1D", "PT0.000000001S", "PT1.0000015S"})
    void aBoundOnDisorderThatIsNegativeOrFinerThanTimeIsIsRefused(Duration bound) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamPolicy.builder().maxDisorder(OUTPUT, bound))
                .withMessageContainingAll("whole microseconds", bound.toString());
    }

    @Test
    void aStartMayBeTakenBack() {
        StreamPolicy policy =
                StreamPolicy.builder().startAt(new StartAt(Instant.EPOCH, null)).build();
        assertThat(policy.startAt()).isNotNull();
        assertThat(policy.toBuilder().startAt(null).build().startAt()).isNull();
    }

    @Test
    void toString_ofTheDefaults_saysNothing() {
        assertThat(StreamPolicy.defaults()).hasToString("StreamPolicy{}");
        assertThat(StreamPolicy.defaults().withSpeedup(Speedup.of("60")).toBuilder()
                        .maxInFlight(8)
                        .schemaVersion(OUTPUT, null)
                        .build())
                .hasToString(
                        "StreamPolicy{speedup=60, schemaVersions={arrival_events_5B=Optional.empty}, maxInFlight=8}");
    }

    /** A field that is left out would be one that no failure message shows. */
    @Test
    void toString_namesEachField() {
        Set<String> fields = Arrays.stream(StreamPolicy.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .map(Field::getName)
                .collect(Collectors.toSet());
        assertThat(StreamPolicy.defaults().settings().keySet()).isEqualTo(fields);
    }
}
