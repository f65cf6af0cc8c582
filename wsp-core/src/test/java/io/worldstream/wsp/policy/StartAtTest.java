package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.EventId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a place in the one order is written. */
final class StartAtTest {
    private static final String ID = "c0a3d19c52b6b5ccc605e387435f5437aa550b0eb47db5e4a744bfa8cbcc9caf";

    @Test
    void aTimeIsAPlace() {
        StartAt place = StartAt.of("2026-01-02T10:15:30.123456Z");
        assertThat(place).isEqualTo(new StartAt(Instant.parse("2026-01-02T10:15:30.123456Z"), null));
        assertThat(place).hasToString("2026-01-02T10:15:30.123456Z");
    }

    @Test
    void anEventOfATimeIsAPlace() {
        StartAt place = StartAt.of("2026-01-02T10:15:30Z/" + ID);
        assertThat(place).isEqualTo(new StartAt(Instant.parse("2026-01-02T10:15:30Z"), new EventId(ID)));
        assertThat(StartAt.of(place.toString())).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "2026-01-02",
                "2026-01-02T10:15:30",
                "2026-01-02T10:15:30.1234567Z",
                "2026-01-02T10:15:30Z/",
                "2026-01-02T10:15:30Z/abc",
                "2026-01-02T10:15:30Z/" + ID + "/",
                ID,
                "0000-12-31T23:59:59.999999Z",
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z",
                "12345"
            })
    void anythingElseIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartAt.of(text))
                .withMessageContaining("an event time such as 2026-01-02T10:15:30.123456Z");
    }

    @Test
    void theFirstAndTheLastMicrosecondArePlaces() {
        for (String time : new String[] {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"}) {
            assertThat(StartAt.of(time)).hasToString(time);
        }
    }

    @Test
    void betweenMicrosecondsIsNoPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StartAt(Instant.EPOCH.plusNanos(1), null))
                .withMessageContaining("whole microseconds");
    }
}
