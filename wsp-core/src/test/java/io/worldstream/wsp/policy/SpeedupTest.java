package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that a speedup may have (design, Time). */
final class SpeedupTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1000000000, 1",
        "0.5, 500000000, 0.5",
        "60, 60000000000, 60",
        "60.0, 60000000000, 60",
        "007, 7000000000, 7",
        "1e9, 1000000000000000000, 1000000000",
        "1E+9, 1000000000000000000, 1000000000",
        "1e-6, 1000, 0.000001",
        "0.000001, 1000, 0.000001",
        "0.0000010, 1000, 0.000001",
        "1e12, 1000000000000000000000, 1000000000000",
        "1000000000000, 1000000000000000000000, 1000000000000",
        "1.123456789, 1123456789, 1.123456789",
        "1.12345678900, 1123456789, 1.123456789",
        "' 2 ', 2000000000, 2",
    })
    void aDecimalIsTakenExactly(String text, BigInteger billionths, String shown) {
        Speedup speedup = Speedup.of(text);
        assertThat(speedup.billionths()).isEqualTo(billionths);
        assertThat(speedup).hasToString(shown).isEqualTo(Speedup.of(shown)).hasSameHashCodeAs(Speedup.of(shown));
        assertThat(speedup.isMax()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"max", " max\n"})
    void maxIsTaken(String text) {
        assertThat(Speedup.of(text)).isEqualTo(Speedup.MAX).hasToString("max");
        assertThat(Speedup.MAX.isMax()).isTrue();
        assertThatIllegalStateException().isThrownBy(Speedup.MAX::billionths);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "0.0",
                "0e5",
                "-1",
                "-0.5",
                "-max",
                "+1",
                "NaN",
                "nan",
                "Infinity",
                "inf",
                "MAX",
                "maximum",
                "fast",
                "1x",
                "x1",
                "1,5",
                "1_000",
                "0x10",
                "1.",
                ".5",
                "1e",
                "1e400",
                "1e-400",
                "9e-7",
                "0.0000009",
                "1000000000000.000000001",
                "1000000000001",
                "1e13",
                "1.1234567891",
                "1 2",
                "\u0661",
                "1\u00a0",
                "1f",
                "1d"
            })
    void allElseIsRefusedAndTheMessageSaysWhatIsAllowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Speedup.of(text))
                .withMessageContaining("0.000001")
                .withMessageContaining("1000000000000")
                .withMessageContaining("9 places")
                .withMessageContaining("max");
    }

    @Test
    void aMessageIsBoundedAndPrintable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Speedup.of("\u001b[31m" + "9".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\u001b"));
    }

    @Test
    void realTimeIsOne() {
        assertThat(Speedup.REAL_TIME).isEqualTo(Speedup.of("1")).isNotEqualTo(Speedup.MAX);
    }
}
