package io.worldstream.wsp.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The spellings of an instant (contracts, Shorthand and 3). */
final class EventTimeTextTest {
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01T00:00:00z, 0",
        "1970-01-01t00:00:00Z, 0",
        "1970-01-01T00:00:00.000001Z, 1",
        "1970-01-01T00:00:00.1Z, 100000",
        "1970-01-01T00:00:00.12Z, 120000",
        "1970-01-01T00:00:00.123Z, 123000",
        "1970-01-01T00:00:00.1234Z, 123400",
        "1970-01-01T00:00:00.12345Z, 123450",
        "1970-01-01T00:00:00.123456Z, 123456",
        "1970-01-01T00:00:00.1234560Z, 123456",
        "1970-01-01T00:00:00.12345600Z, 123456",
        "1970-01-01T00:00:00.123456000Z, 123456",
        "1970-01-01T00:00:00+00:00, 0",
        "1970-01-01T00:00:00-00:00, 0",
        "1970-01-01T01:30:00+01:30, 0",
        "1969-12-31T22:30:00-01:30, 0",
        "1970-01-01T23:59:00+23:59, 0",
        "1969-12-31T00:01:00-23:59, 0",
        "1969-12-31T23:59:59.999999Z, -1",
        "2000-02-29T12:34:56Z, 951827696000000",
        "2024-02-29T00:00:00Z, 1709164800000000",
        "0001-01-01T00:00:00Z, -62135596800000000",
        "0001-01-01T01:00:00+01:00, -62135596800000000",
        "9999-12-31T23:59:59.999999Z, 253402300799999999",
        "9999-12-31T22:59:59.999999-01:00, 253402300799999999",
    })
    void anInstantIsReadExactly(String text, long micros) {
        assertThat(EventTimeText.micros(text)).isEqualTo(micros);
        assertThat(EventTimeText.isTimestamp(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026",
                "2026-01-01",
                "2026-01-01T",
                "2026-01-01T00:00Z",
                "2026-01-01T00:00:00",
                "2026-01-01 00:00:00Z",
                "2026/01/01T00:00:00Z",
                "20260101T000000Z",
                "26-01-01T00:00:00Z",
                "2026-1-01T00:00:00Z",
                "+2026-01-01T00:00:00Z",
                "-2026-01-01T00:00:00Z",
                "2026-01-01T00.00.00Z",
                "2026-01-01T00:00-00Z",
                "2026-00-01T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-32T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T25:00:00Z",
                "2026-01-01T00:60:00Z",
                "2026-01-01T00:00:60Z",
                "2016-12-31T23:59:60Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00,5Z",
                "2026-01-01T00:00:00.5",
                "2026-01-01T00:00:00.0000000000Z",
                "2026-01-01T00:00:00.5 Z",
                "2026-01-01T00:00:00ZZ",
                "2026-01-01T00:00:00Z ",
                " 2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00+",
                "2026-01-01T00:00:00+01",
                "2026-01-01T00:00:00+0100",
                "2026-01-01T00:00:00+01:0",
                "2026-01-01T00:00:00+01:000",
                "2026-01-01T00:00:00+24:00",
                "2026-01-01T00:00:00+01:60",
                "2026-01-01T00:00:00*01:00",
                "2026-01-01T00:00:00+01-00",
                "2026-01-01T00:00:00+0a:00",
                "2026-01-01T00:00:00+00:0b",
                "2026-01-01T00:00:00[UTC]",
                "0000-12-31T23:59:59Z",
                "10000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "2026-01-01T00:00:00.\u0661Z",
                "\u0662026-01-01T00:00:00Z",
                "2026-01-01T00:00:0xZ"
            })
    void allElseIsNoInstant(String text) {
        assertThat(EventTimeText.micros(text)).isEqualTo(EventTimeText.NONE);
        assertThat(EventTimeText.isTimestamp(text)).isFalse();
    }

    /** They are timestamps; as event time they would be another instant than the one they say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00.0000001Z", "1970-01-01T00:00:00.00000001Z", "1970-01-01T00:00:00.000000001Z",
                "1970-01-01T00:00:00.123456789Z", "1970-01-01T00:00:00.1234561Z", "1970-01-01T00:00:00.12345601Z"
            })
    void nanosecondsAreATimestampAndNoEventTime(String text) {
        assertThat(EventTimeText.isTimestamp(text)).isTrue();
        assertThat(EventTimeText.micros(text)).isEqualTo(EventTimeText.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000000Z",
        "-1, 1969-12-31T23:59:59.999999Z",
        "951827696000001, 2000-02-29T12:34:56.000001Z",
        "-62135596800000000, 0001-01-01T00:00:00.000000Z",
        "253402300799999999, 9999-12-31T23:59:59.999999Z",
    })
    void anInstantIsWrittenInMicrosForm(long micros, String text) {
        assertThat(EventTimeText.format(micros)).isEqualTo(text).hasSize(EventTimeText.MICROS_LENGTH);
    }
}
