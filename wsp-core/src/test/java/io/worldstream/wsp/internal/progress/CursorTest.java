package io.worldstream.wsp.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.report.EventCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CursorTest {
    private static final EventId LAST = new EventId("e".repeat(64));

    /** A cursor after two events, if its counts and its last event say the same. */
    private static Cursor afterTwo(@Nullable EventId last, OutcomeCounts outcomes, long retries, long collapsed) {
        StreamDigest digest = new StreamDigest();
        digest.add(new byte[32]);
        digest.add(new byte[32]);
        return new Cursor(0, last, outcomes, retries, collapsed, digest.state());
    }

    @Test
    void counts_reportThePrefix() {
        Cursor cursor = afterTwo(LAST, new OutcomeCounts(0, 1, 0, 1), 3, 4);
        assertThat(cursor.events()).isEqualTo(2);
        assertThat(cursor.counts(9, 5))
                .isEqualTo(EventCounts.builder()
                        .planned(9)
                        .pushed(2)
                        .duplicate(1)
                        .deadLettered(1)
                        .retries(3)
                        .collapsed(4)
                        .badRows(5)
                        .build());
    }

    @Test
    void outcomes_notOneForEachEvent_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> afterTwo(LAST, new OutcomeCounts(1, 1, 1, 0), 0, 0))
                .withMessageContaining("do not add up to its 2 events");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> afterTwo(LAST, new OutcomeCounts(0, 0, 0, 1), 0, 0))
                .withMessageContaining("do not add up to its 2 events");
    }

    @Test
    void lastEvent_missing_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> afterTwo(null, new OutcomeCounts(2, 0, 0, 0), 0, 0))
                .withMessageContaining("last event");
    }

    @Test
    void counts_negative_areRefused() {
        OutcomeCounts two = new OutcomeCounts(2, 0, 0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> afterTwo(LAST, two, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> afterTwo(LAST, two, 0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new OutcomeCounts(3, 0, -1, 0));
    }

    @ParameterizedTest
    @EnumSource
    void plus_eachOutcome_countsThatOneAlone(TerminalOutcome outcome) {
        OutcomeCounts one = OutcomeCounts.NONE.plus(1, outcome);
        assertThat(one.total()).isEqualTo(1);
        assertThat(one.byGate()).isEqualTo(outcome == TerminalOutcome.DEAD_LETTERED ? 0 : 1);
        assertThat(one.plus(-1, outcome)).isEqualTo(OutcomeCounts.NONE);
        assertThat(one)
                .isEqualTo(
                        switch (outcome) {
                            case ADMITTED -> new OutcomeCounts(1, 0, 0, 0);
                            case DUPLICATE -> new OutcomeCounts(0, 1, 0, 0);
                            case QUARANTINED -> new OutcomeCounts(0, 0, 1, 0);
                            case DEAD_LETTERED -> new OutcomeCounts(0, 0, 0, 1);
                        });
    }
}
