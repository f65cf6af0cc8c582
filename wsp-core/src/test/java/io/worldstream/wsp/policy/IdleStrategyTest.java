package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdleStrategyTest {
    @ParameterizedTest
    @CsvSource({
        "park, 0, park",
        "spin-tail, 200000, spin-tail(200us)",
        "spin-tail(50us), 50000, spin-tail(50us)",
        "' spin-tail(2ms) ', 2000000, spin-tail(2000us)",
        "spin-tail(0us), 0, park"
    })
    void textsThatAreRead(String text, long tailNanos, String written) {
        IdleStrategy read = IdleStrategy.of(text);
        assertThat(read.tail()).isEqualTo(Duration.ofNanos(tailNanos));
        assertThat(read).hasToString(written);
        assertThat(IdleStrategy.of(written)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "spin", "park(1us)", "spin-tail()", "spin-tail(1s)", "spin-tail(-1us)", "spin-tail(1.5us)"})
    void textsThatAreNot(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IdleStrategy.of(text))
                .withMessageContainingAll("not an idle strategy", "park", "spin-tail(NUMBERus)");
    }

    @Test
    void aTailIsBounded() {
        Duration longest = Duration.ofMillis(100);
        assertThat(IdleStrategy.spinTail(longest).tail()).isEqualTo(longest);
        assertThat(IdleStrategy.park().tail()).isZero();
        for (Duration tail : new Duration[] {Duration.ofNanos(-1), longest.plusNanos(1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IdleStrategy.spinTail(tail))
                    .withMessageContainingAll("0 to 100 ms", tail.toString());
        }
    }
}
