package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that a late policy may have (design, Time). */
final class LatePolicyTest {
    @Test
    void coupledIsTheDefault() {
        assertThat(LatePolicy.of("coupled")).isEqualTo(LatePolicy.COUPLED).hasToString("coupled");
        assertThat(LatePolicy.of(" coupled ")).isEqualTo(LatePolicy.COUPLED);
    }

    @ParameterizedTest
    @CsvSource({
        "catch-up, 2",
        "catch-up(1.5), 1.5",
        "catch-up(1.001), 1.001",
        "catch-up(1000), 1000",
        "catch-up(2.0), 2.0"
    })
    void aCatchUpFactorIsAboveOneAndAtMostAThousand(String text, BigDecimal factor) {
        LatePolicy policy = LatePolicy.of(text);
        assertThat(policy).isEqualTo(new LatePolicy.CatchUp(factor));
        assertThat(LatePolicy.of(policy.toString())).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource({"halt(500ms), 500", "halt(1ms), 1", "halt(2s), 2000", "halt(31536000s), 31536000000"})
    void aHaltHasALatenessLimit(String text, long millis) {
        LatePolicy policy = LatePolicy.of(text);
        assertThat(policy).isEqualTo(new LatePolicy.Halt(Duration.ofMillis(millis)));
        assertThat(LatePolicy.of(policy.toString())).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "late",
                "Coupled",
                "coupled()",
                "catchup",
                "catch-up()",
                "catch-up(two)",
                "catch-up(-2)",
                "catch-up(1e2)",
                "catch-up(12345678901)",
                "halt",
                "halt()",
                "halt(5)",
                "halt(5m)",
                "halt(-5ms)",
                "halt(0.5s)",
                "halt(5 ms)",
                "halt(1234567890123ms)"
            })
    void junkIsRefusedAndTheMessageSaysWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatePolicy.of(text))
                .withMessageContainingAll("coupled", "catch-up(FACTOR)", "halt(NUMBERms)", "halt(NUMBERs)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "catch-up(1)",
                "catch-up(1.000)",
                "catch-up(0)",
                "catch-up(0.5)",
                "catch-up(1000.001)",
                "catch-up(1001)"
            })
    void aFactorThatIsOutOfRangeIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatePolicy.of(text))
                .withMessageContaining("above 1 and at most 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"catch-up(1.0001)", "catch-up(999.9999)"})
    void aFactorWithMoreThanThreePlacesIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatePolicy.of(text))
                .withMessageContaining("at most 3 decimal places");
    }

    @ParameterizedTest
    @ValueSource(strings = {"catch-up(1.2.3)", "catch-up(.)", "catch-up(...)"})
    void aFactorThatIsNoNumberIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatePolicy.of(text))
                .withMessageContainingAll("catch-up factor", "above 1 and at most 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"halt(0ms)", "halt(0s)", "halt(31536001s)"})
    void aLimitThatIsOutOfRangeIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatePolicy.of(text))
                .withMessageContaining("above 0 and at most 365 days");
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LatePolicy.Halt(Duration.ofNanos(-1)));
    }
}
