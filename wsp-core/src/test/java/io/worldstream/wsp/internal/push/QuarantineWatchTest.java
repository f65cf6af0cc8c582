package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.StreamPolicy.QuarantinePolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineWatchTest {
    private static final List<String> SCHEMA = List.of("SCHEMA_FAIL");

    private static void quarantineInPeace(QuarantineWatch watch, int times, List<String> reasons) {
        for (int i = 0; i < times; i++) {
            assertThat(watch.onQuarantined(reasons)).as("quarantine %d", i + 1).isNull();
        }
    }

    @Test
    void theFirstEventsAllQuarantinedHalt() {
        QuarantineWatch watch = new QuarantineWatch(new QuarantinePolicy(20, 0));
        quarantineInPeace(watch, 19, SCHEMA);
        assertThat(watch.onQuarantined(List.of("OTHER")))
                .isEqualTo("the first 20 events were all quarantined, the last for [OTHER]");
    }

    @Test
    void oneOtherOutcomeAmongTheFirstIsEnoughToGoOn() {
        QuarantineWatch watch = new QuarantineWatch(new QuarantinePolicy(20, 0));
        quarantineInPeace(watch, 19, SCHEMA);
        watch.onOther();
        quarantineInPeace(watch, 5_000, SCHEMA);
    }

    @Test
    void soManyInARowForOneReasonHalt() {
        QuarantineWatch watch = new QuarantineWatch(new QuarantinePolicy(0, 3));
        quarantineInPeace(watch, 2, SCHEMA);
        assertThat(watch.onQuarantined(SCHEMA)).contains("3 events in a row").contains("SCHEMA_FAIL");
    }

    @Test
    void anotherOutcomeOrAnotherReasonEndsARow() {
        QuarantineWatch watch = new QuarantineWatch(new QuarantinePolicy(0, 3));
        quarantineInPeace(watch, 2, SCHEMA);
        watch.onOther();
        quarantineInPeace(watch, 2, SCHEMA);
        quarantineInPeace(watch, 2, List.of("PINS_MISMATCH"));
        quarantineInPeace(watch, 2, SCHEMA);
        assertThat(watch.onQuarantined(SCHEMA)).isNotNull();
    }

    @Test
    void aReasonCountsWhateverStandsBesideItAndInWhateverOrder() {
        QuarantineWatch watch = new QuarantineWatch(new QuarantinePolicy(0, 4));
        quarantineInPeace(watch, 1, List.of("NOISE", "SCHEMA_FAIL"));
        quarantineInPeace(watch, 1, List.of("SCHEMA_FAIL", "NOISE"));
        quarantineInPeace(watch, 1, List.of("SCHEMA_FAIL", "SCHEMA_FAIL"));
        assertThat(watch.onQuarantined(List.of("LATER", "SCHEMA_FAIL")))
                .isEqualTo("4 events in a row were quarantined for SCHEMA_FAIL");
    }

    @Test
    void noReasonIsAReason() {
        QuarantineWatch watch = new QuarantineWatch(new QuarantinePolicy(0, 2));
        quarantineInPeace(watch, 1, List.of());
        assertThat(watch.onQuarantined(List.of())).isEqualTo("2 events in a row were quarantined without a reason");
    }

    @Test
    void bothLimitsAreOffAtZero() {
        quarantineInPeace(new QuarantineWatch(new QuarantinePolicy(0, 0)), 3_000, SCHEMA);
    }
}
