package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "200us, 200000",
        "250ms, 250000000",
        "0.25s, 250000000",
        "0.000000001s, 1",
        "10m, 600000000000",
        "1.5h, 5400000000000",
        "' 1s ', 1000000000"
    })
    void durationsAreExact(String text, long nanos) {
        assertThat(DurationText.read(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.25S", "PT0.0000005S", "PT24H", "P100000D", "PT1.000001S"})
    void of_isReadBackAsTheSame(Duration duration) {
        assertThat(DurationText.read(DurationText.of(duration))).isEqualTo(duration);
    }
}
