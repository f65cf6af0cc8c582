package io.worldstream.wsp.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPlaceTest {
    @Test
    void of_ordinal_countsFromOneAndComesBack() {
        assertThat(StreamPlace.of(0)).isEqualTo("stream#event=1");
        for (long ordinal : new long[] {0, 16, Long.MAX_VALUE - 1}) {
            assertThat(StreamPlace.ordinal(StreamPlace.of(ordinal))).isEqualTo(ordinal);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17",
                "stream#event=",
                "stream#event=0",
                "stream#event=-3",
                "stream#event=1x",
                "stream#event=9223372036854775808",
                "part.jsonl#row=3"
            })
    void ordinal_otherText_isACorruptDeadLetter(String position) {
        assertThatThrownBy(() -> StreamPlace.ordinal(position))
                .isInstanceOfSatisfying(
                        WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.QUARANTINE_CORRUPT));
    }
}
