package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.OutcomePolicy.OnQuarantine;
import io.worldstream.wsp.StreamPolicy.QuarantinePolicy;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.frame.StreamDigest;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineWatchTest {
    private static final List<String> SCHEMA = List.of("SCHEMA_FAIL");

    private static QuarantineWatch watch(QuarantinePolicy policy) {
        return new QuarantineWatch(policy, new OnQuarantine.GoOn(), Cursor.START);
    }

    private static QuarantineWatch watch(OnQuarantine limit, Cursor from) {
        return new QuarantineWatch(new QuarantinePolicy(0, 0), limit, from);
    }

    /** A run of which so many events were admitted and quarantined before this start. */
    private static Cursor after(int admitted, int quarantined) {
        StreamDigest digest = new StreamDigest();
        for (int i = 0; i < admitted + quarantined; i++) {
            digest.add(new byte[32]);
        }
        EventId last = new EventId("0".repeat(64));
        int events = admitted + quarantined;
        return new Cursor(events, 0, last, admitted, 0, quarantined, 0, 0, 0, digest.state());
    }

    private static void quarantineInPeace(QuarantineWatch watch, int times, List<String> reasons) {
        for (int i = 0; i < times; i++) {
            assertThat(watch.onQuarantined(reasons)).as("quarantine %d", i + 1).isNull();
        }
    }

    @Test
    void theFirstEventsAllQuarantinedHalt() {
        QuarantineWatch watch = watch(new QuarantinePolicy(20, 0));
        quarantineInPeace(watch, 19, SCHEMA);
        assertThat(watch.onQuarantined(List.of("OTHER")))
                .isEqualTo("the first 20 events were all quarantined, the last for [OTHER]");
    }

    @Test
    void oneOtherOutcomeAmongTheFirstIsEnoughToGoOn() {
        QuarantineWatch watch = watch(new QuarantinePolicy(20, 0));
        quarantineInPeace(watch, 19, SCHEMA);
        watch.onOther();
        quarantineInPeace(watch, 5_000, SCHEMA);
    }

    @Test
    void soManyInARowForOneReasonHalt() {
        QuarantineWatch watch = watch(new QuarantinePolicy(0, 3));
        quarantineInPeace(watch, 2, SCHEMA);
        assertThat(watch.onQuarantined(SCHEMA)).contains("3 events in a row").contains("SCHEMA_FAIL");
    }

    @Test
    void anotherOutcomeOrAnotherReasonEndsARow() {
        QuarantineWatch watch = watch(new QuarantinePolicy(0, 3));
        quarantineInPeace(watch, 2, SCHEMA);
        watch.onOther();
        quarantineInPeace(watch, 2, SCHEMA);
        quarantineInPeace(watch, 2, List.of("PINS_MISMATCH"));
        quarantineInPeace(watch, 2, SCHEMA);
        assertThat(watch.onQuarantined(SCHEMA)).isNotNull();
    }

    @Test
    void aReasonCountsWhateverStandsBesideItAndInWhateverOrder() {
        QuarantineWatch watch = watch(new QuarantinePolicy(0, 4));
        quarantineInPeace(watch, 1, List.of("NOISE", "SCHEMA_FAIL"));
        quarantineInPeace(watch, 1, List.of("SCHEMA_FAIL", "NOISE"));
        quarantineInPeace(watch, 1, List.of("SCHEMA_FAIL", "SCHEMA_FAIL"));
        assertThat(watch.onQuarantined(List.of("LATER", "SCHEMA_FAIL")))
                .isEqualTo("4 events in a row were quarantined for SCHEMA_FAIL");
    }

    @Test
    void noReasonIsAReason() {
        QuarantineWatch watch = watch(new QuarantinePolicy(0, 2));
        quarantineInPeace(watch, 1, List.of());
        assertThat(watch.onQuarantined(List.of())).isEqualTo("2 events in a row were quarantined without a reason");
    }

    @Test
    void bothLimitsAreOffAtZero() {
        quarantineInPeace(watch(new QuarantinePolicy(0, 0)), 3_000, SCHEMA);
    }

    @Test
    void aRestartCountsItsFirstEventsAnewUntilTheGateTookOne() {
        QuarantinePolicy first = new QuarantinePolicy(20, 0);
        QuarantineWatch again = new QuarantineWatch(first, new OnQuarantine.GoOn(), after(0, 20));
        quarantineInPeace(again, 19, SCHEMA);
        assertThat(again.onQuarantined(SCHEMA)).contains("the first 20 events");
        quarantineInPeace(new QuarantineWatch(first, new OnQuarantine.GoOn(), after(1, 30)), 100, SCHEMA);
    }

    @Test
    void whatIsSetAsideCountsToo() {
        QuarantineWatch watch = watch(new QuarantinePolicy(2, 0));
        assertThat(watch.onSetAside(ReasonCode.INGRESS_REJECTED)).isNull();
        assertThat(watch.onSetAside(ReasonCode.INGRESS_REJECTED)).contains("the first 2 events");
        QuarantineWatch row = watch(new QuarantinePolicy(0, 2));
        row.onOther();
        assertThat(row.onSetAside(ReasonCode.INGRESS_REJECTED)).isNull();
        assertThat(row.onSetAside(ReasonCode.INGRESS_REJECTED)).contains("2 events in a row");
    }

    @Test
    void aNumberOfQuarantinesHaltsWhateverIsBetween() {
        QuarantineWatch watch = watch(new OnQuarantine.HaltAt(5), after(7, 2));
        quarantineInPeace(watch, 1, SCHEMA);
        watch.onOther();
        quarantineInPeace(watch, 1, List.of("OTHER"));
        watch.onOther();
        assertThat(watch.onSetAside(ReasonCode.INGRESS_REJECTED)).isNull();
        assertThat(watch.onQuarantined(SCHEMA)).isEqualTo("5 events were quarantined; on_quarantine is halt(5)");
    }

    @Test
    void aShareOfQuarantinesHaltsOnceThereAreEnoughEvents() {
        OnQuarantine limit = new OnQuarantine.HaltAbove(new BigDecimal("0.5"));
        quarantineInPeace(watch(limit, after(898, 100)), 1, SCHEMA);
        assertThat(watch(limit, after(899, 100)).onQuarantined(SCHEMA))
                .isEqualTo("101 of 1000 events were quarantined; on_quarantine is halt(0.5%)");
        quarantineInPeace(watch(limit, after(1990, 9)), 1, SCHEMA);
        assertThat(watch(limit, after(1989, 10)).onQuarantined(SCHEMA)).contains("11 of 2000");
    }
}
