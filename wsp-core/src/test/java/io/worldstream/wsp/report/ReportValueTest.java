package io.worldstream.wsp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.Lateness.Distribution;
import io.worldstream.wsp.report.SustainableRate.BusyFlow;
import io.worldstream.wsp.report.SustainableRate.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportValueTest {
    private static final RunId RUN = new RunId("a".repeat(32));
    private static final OutputId OUTPUT = new OutputId("out");
    private static final Violation VIOLATION = new Violation(ReasonCode.LEASE_LOST, "stream#event=3", "lost");

    private static RunSummary.Builder full() {
        return RunSummary.builder(ReadyDisposition.HALTED)
                .runId(RUN)
                .violations(List.of(VIOLATION))
                .planDigest(new Hex64("1".repeat(64)))
                .streamDigest(new Hex64("2".repeat(64)))
                .events(EventCounts.builder().planned(9).admitted(2).build())
                .eventTimes(Instant.EPOCH, Instant.EPOCH.plusSeconds(8))
                .lateness(Lateness.of(
                        Distribution.of(2, 1, 2, 3), Map.of(LatenessCause.RETRY, Distribution.of(1, 3, 3, 3))))
                .speed(Speedup.of("2"), 1.5)
                .notes(List.of("a note"));
    }

    @Test
    void equals_sameFields_isEqual() {
        assertThat(full().build()).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
        assertThat(full().build().toBuilder().build()).isEqualTo(full().build());
    }

    @Test
    void equals_oneFieldDiffers_isNotEqual() {
        RunSummary summary = full().build();
        assertThat(List.of(
                        full().status(ReadyDisposition.COMPLETED).build(),
                        full().runId(null).build(),
                        full().violations(List.of()).build(),
                        full().planDigest(null).build(),
                        full().streamDigest(null).build(),
                        full().events(EventCounts.NONE).build(),
                        full().eventTimes(Instant.EPOCH, null).build(),
                        full().eventTimes(null, Instant.EPOCH.plusSeconds(8)).build(),
                        full().lateness(Lateness.none()).build(),
                        full().speed(Speedup.MAX, 1.5).build(),
                        full().speed(Speedup.of("2"), null).build(),
                        full().notes(List.of()).build()))
                .doesNotContain(summary)
                .doesNotHaveDuplicates();
    }

    @Test
    void equals_otherClass_isNotEqual() {
        assertThat(EventCounts.NONE).isNotEqualTo(Distribution.NONE).isNotEqualTo(null);
    }

    @Test
    void equals_oneFieldOfARateDiffers_isNotEqual() {
        Duration latency = Duration.ofMillis(200);
        BusyFlow flow = BusyFlow.of(OUTPUT, "a", 1, 1, BigDecimal.ONE);
        assertThat(List.of(
                        rate(latency, Ordering.PER_KEY, BigDecimal.ONE, Limit.FLOW)
                                .build(),
                        rate(latency.plusNanos(1), Ordering.PER_KEY, BigDecimal.ONE, Limit.FLOW)
                                .build(),
                        rate(latency, Ordering.NONE, BigDecimal.ONE, Limit.FLOW).build(),
                        rate(latency, Ordering.PER_KEY, BigDecimal.TEN, Limit.FLOW)
                                .build(),
                        rate(latency, Ordering.PER_KEY, BigDecimal.ONE, Limit.RATE_CAP)
                                .build(),
                        rate(latency, Ordering.PER_KEY, BigDecimal.ONE, Limit.FLOW)
                                .greatestShare(BigDecimal.ONE)
                                .build(),
                        rate(latency, Ordering.PER_KEY, BigDecimal.ONE, Limit.FLOW)
                                .busiestFlows(List.of(flow))
                                .build()))
                .doesNotHaveDuplicates();
        assertThat(List.of(
                        flow,
                        BusyFlow.of(new OutputId("other"), "a", 1, 1, BigDecimal.ONE),
                        BusyFlow.of(OUTPUT, "b", 1, 1, BigDecimal.ONE),
                        BusyFlow.of(OUTPUT, "a", 0, 1, BigDecimal.ONE),
                        BusyFlow.of(OUTPUT, "a", 1, 2, BigDecimal.ONE),
                        BusyFlow.of(OUTPUT, "a", 1, 1, BigDecimal.TEN)))
                .doesNotHaveDuplicates();
        assertThat(flow)
                .isEqualTo(BusyFlow.of(OUTPUT, "a", 1, 1, BigDecimal.ONE))
                .hasToString("BusyFlow[outputId=out, flow=a, events=1, eventsAtMost=1, share=1]");
    }

    private static SustainableRate.Builder rate(
            Duration latency, Ordering ordering, BigDecimal perSecond, Limit limit) {
        return SustainableRate.builder(latency, ordering, perSecond, limit);
    }

    @Test
    void counts_eachOutcome_hasItsOwnField() {
        EventCounts counts = EventCounts.builder()
                .planned(1)
                .pushed(2)
                .admitted(4)
                .duplicate(8)
                .quarantined(16)
                .deadLettered(32)
                .retries(64)
                .collapsed(128)
                .badRows(256)
                .build();
        assertThat(counts)
                .hasToString("EventCounts[planned=1, pushed=2, admitted=4, duplicate=8, quarantined=16,"
                        + " deadLettered=32, retries=64, collapsed=128, badRows=256]");
        assertThat(counts.settled()).isEqualTo(4 + 8 + 16 + 32);
        assertThat(EventCounts.NONE.settled()).isZero();
    }

    @Test
    void summary_reason_isTheCodeOfTheFirstViolation() {
        assertThat(full().build().reason()).isEqualTo(ReasonCode.LEASE_LOST);
        assertThat(full().violations(List.of()).build().reason()).isNull();
    }

    @Test
    void builder_nothingSet_hasTheDocumentedDefaults() {
        RunSummary summary = RunSummary.builder(ReadyDisposition.REFUSED).build();
        assertThat(summary.runId()).isNull();
        assertThat(summary.violations()).isEmpty();
        assertThat(summary.events()).isEqualTo(EventCounts.NONE);
        assertThat(summary.lateness()).isEqualTo(Lateness.none());
        assertThat(summary.notes()).isEmpty();
        StreamFigures figures = StreamFigures.builder(Instant.EPOCH, Duration.ofSeconds(1), List.of())
                .build();
        assertThat(figures.longestGap()).isZero();
        assertThat(figures.peakPerSecond()).isNull();
        assertThat(figures.sustainableRate()).isNull();
        Explanation explanation = Explanation.builder(summary).build();
        assertThat(explanation.plan()).isNull();
        assertThat(explanation.remarks()).isEmpty();
    }

    @Test
    void value_givenCollectionsChange_staysTheSame() {
        List<Violation> violations = new ArrayList<>(List.of(VIOLATION));
        Map<LatenessCause, Distribution> byCause = new EnumMap<>(LatenessCause.class);
        RunSummary summary = full().violations(violations)
                .lateness(Lateness.of(Distribution.NONE, byCause))
                .build();
        violations.clear();
        byCause.put(LatenessCause.RETRY, Distribution.NONE);
        assertThat(summary.violations()).containsExactly(VIOLATION);
        assertThat(summary.lateness().byCause()).isEmpty();
        assertThatThrownBy(() -> summary.lateness().byCause().put(LatenessCause.RETRY, Distribution.NONE))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
