package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.QuarantinePolicy.OnQuarantine;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineBreakerTest {
    private static final List<String> SCHEMA = List.of("SCHEMA_FAIL");

    private static QuarantineBreaker breaker(QuarantinePolicy policy) {
        return new QuarantineBreaker(policy, new OnQuarantine.Continue(), Cursor.START);
    }

    private static QuarantineBreaker breaker(OnQuarantine limit, Cursor from) {
        return new QuarantineBreaker(
                QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(0), limit, from);
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

    private static void quarantineInPeace(QuarantineBreaker breaker, int times, List<String> reasons) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.onQuarantined(reasons))
                    .as("quarantine %d", i + 1)
                    .isNull();
        }
    }

    @Test
    void theFirstEventsAllQuarantinedHalt() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(0));
        quarantineInPeace(breaker, 19, SCHEMA);
        assertThat(breaker.onQuarantined(List.of("OTHER")))
                .isEqualTo("the first 20 events were all quarantined, the last for [OTHER]");
    }

    @Test
    void oneOtherOutcomeAmongTheFirstIsEnoughToGoOn() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(0));
        quarantineInPeace(breaker, 19, SCHEMA);
        breaker.onOther();
        quarantineInPeace(breaker, 5_000, SCHEMA);
    }

    @Test
    void soManyInARowForOneReasonHalt() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(3));
        quarantineInPeace(breaker, 2, SCHEMA);
        assertThat(breaker.onQuarantined(SCHEMA)).contains("3 events in a row").contains("SCHEMA_FAIL");
    }

    @Test
    void anotherOutcomeOrAnotherReasonEndsARow() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(3));
        quarantineInPeace(breaker, 2, SCHEMA);
        breaker.onOther();
        quarantineInPeace(breaker, 2, SCHEMA);
        quarantineInPeace(breaker, 2, List.of("PINS_MISMATCH"));
        quarantineInPeace(breaker, 2, SCHEMA);
        assertThat(breaker.onQuarantined(SCHEMA)).isNotNull();
    }

    @Test
    void aReasonCountsWhateverStandsBesideItAndInWhateverOrder() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(4));
        quarantineInPeace(breaker, 1, List.of("NOISE", "SCHEMA_FAIL"));
        quarantineInPeace(breaker, 1, List.of("SCHEMA_FAIL", "NOISE"));
        quarantineInPeace(breaker, 1, List.of("SCHEMA_FAIL", "SCHEMA_FAIL"));
        assertThat(breaker.onQuarantined(List.of("LATER", "SCHEMA_FAIL")))
                .isEqualTo("4 events in a row were quarantined for SCHEMA_FAIL");
    }

    @Test
    void noReasonIsAReason() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(2));
        quarantineInPeace(breaker, 1, List.of());
        assertThat(breaker.onQuarantined(List.of())).isEqualTo("2 events in a row were quarantined without a reason");
    }

    @Test
    void bothLimitsAreOffAtZero() {
        quarantineInPeace(breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(0)), 3_000, SCHEMA);
    }

    @Test
    void aRestartCountsItsFirstEventsAnewUntilTheGateTookOne() {
        QuarantinePolicy first = QuarantinePolicy.DEFAULTS.withFirstEvents(20).withInARow(0);
        QuarantineBreaker again = new QuarantineBreaker(first, new OnQuarantine.Continue(), after(0, 20));
        quarantineInPeace(again, 19, SCHEMA);
        assertThat(again.onQuarantined(SCHEMA)).contains("the first 20 events");
        quarantineInPeace(new QuarantineBreaker(first, new OnQuarantine.Continue(), after(1, 30)), 100, SCHEMA);
    }

    @Test
    void whatIsDeadLetteredCountsToo() {
        QuarantineBreaker breaker =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(2).withInARow(0));
        assertThat(breaker.onDeadLettered(ReasonCode.INGRESS_REJECTED)).isNull();
        assertThat(breaker.onDeadLettered(ReasonCode.INGRESS_REJECTED)).contains("the first 2 events");
        QuarantineBreaker row =
                breaker(QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(2));
        row.onOther();
        assertThat(row.onDeadLettered(ReasonCode.INGRESS_REJECTED)).isNull();
        assertThat(row.onDeadLettered(ReasonCode.INGRESS_REJECTED)).contains("2 events in a row");
    }

    @Test
    void aNumberOfQuarantinesHaltsWhateverIsBetween() {
        QuarantineBreaker breaker = breaker(new OnQuarantine.HaltAt(5), after(7, 2));
        quarantineInPeace(breaker, 1, SCHEMA);
        breaker.onOther();
        quarantineInPeace(breaker, 1, List.of("OTHER"));
        breaker.onOther();
        assertThat(breaker.onDeadLettered(ReasonCode.INGRESS_REJECTED)).isNull();
        assertThat(breaker.onQuarantined(SCHEMA)).isEqualTo("5 events were quarantined; on_quarantine is halt(5)");
    }

    @Test
    void aShareOfQuarantinesHaltsOnceThereAreEnoughEvents() {
        OnQuarantine limit = new OnQuarantine.HaltAbove(new BigDecimal("0.5"));
        quarantineInPeace(breaker(limit, after(898, 100)), 1, SCHEMA);
        assertThat(breaker(limit, after(899, 100)).onQuarantined(SCHEMA))
                .isEqualTo("101 of 1000 events were quarantined; on_quarantine is halt(0.5%)");
        quarantineInPeace(breaker(limit, after(1990, 9)), 1, SCHEMA);
        assertThat(breaker(limit, after(1989, 10)).onQuarantined(SCHEMA)).contains("11 of 2000");
    }
}
