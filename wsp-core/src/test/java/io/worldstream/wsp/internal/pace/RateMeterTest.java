package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.SustainableRate;
import io.worldstream.wsp.report.SustainableRate.BusyFlow;
import io.worldstream.wsp.report.SustainableRate.Limit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rate that a stream sustains at a gate of a given latency. */
final class RateMeterTest {
    private static final OutputId ONE = new OutputId("one");
    private static final OutputId TWO = new OutputId("two");
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final StreamPolicy POLICY =
            StreamPolicy.defaults().withPush(push -> push.withMaxInFlight(64).withFlowKey(TWO, "card"));

    private static RateMeter meter(StreamPolicy policy) {
        return new RateMeter(policy, LATENCY, List.of(ONE, TWO));
    }

    private static void add(RateMeter meter, OutputId output, String row, int times) {
        for (int i = 0; i < times; i++) {
            meter.add(output, row.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns the rate of a stream of a hundred events, of which some are of one flow and the others of none. */
    private static SustainableRate rate(StreamPolicy policy, int ofOneFlow) {
        RateMeter meter = meter(policy);
        add(meter, ONE, "{\"flow_id\":\"a\"}", ofOneFlow);
        add(meter, ONE, "{}", 100 - ofOneFlow);
        return meter.rate();
    }

    private static StreamPolicy ordered(Ordering ordering) {
        return POLICY.withPush(push -> push.withOrdering(ordering));
    }

    private static void assertRate(SustainableRate rate, String perSecond, Limit limit) {
        assertThat(rate.eventsPerSecond()).isEqualByComparingTo(perSecond);
        assertThat(rate.limit()).isEqualTo(limit);
    }

    @Test
    void rate_busyFlow_isThatOfOneOfItsEventsAtATime() {
        SustainableRate rate = rate(POLICY, 5);
        assertRate(rate, "100", Limit.FLOW);
        assertThat(rate.gateLatency()).isEqualTo(LATENCY);
        assertThat(rate.ordering()).isEqualTo(Ordering.PER_KEY);
        assertThat(rate.greatestShare()).isEqualByComparingTo("0.05");
        assertThat(rate.busiestFlows()).containsExactly(BusyFlow.of(ONE, "a", 5, 5, new BigDecimal("0.05")));
    }

    @Test
    void rate_flowsWithSmallShares_isThatOfTheWindow() {
        assertRate(rate(POLICY, 1), "320", Limit.IN_FLIGHT);
        assertRate(rate(POLICY, 2), "250", Limit.FLOW);
        assertRate(rate(POLICY.withPush(push -> push.withMaxInFlight(1)), 50), "5", Limit.IN_FLIGHT);
    }

    @Test
    void rate_capBelowTheOtherLimits_isTheCap() {
        assertRate(
                rate(POLICY.withPacing(pacing -> pacing.withRateCap(new BigDecimal("99.5"))), 5),
                "99.5",
                Limit.RATE_CAP);
        assertRate(rate(POLICY.withPacing(pacing -> pacing.withRateCap(new BigDecimal("101"))), 5), "100", Limit.FLOW);
    }

    @Test
    void rate_scheduleOfCaps_isItsHighest() {
        RateSchedule schedule = new RateSchedule(List.of(
                new RateSchedule.Segment(Duration.ZERO, BigDecimal.TEN),
                new RateSchedule.Segment(Duration.ofSeconds(1), new BigDecimal("90")),
                new RateSchedule.Segment(Duration.ofSeconds(2), BigDecimal.ONE)));
        assertRate(rate(POLICY.withPacing(pacing -> pacing.withRateSchedule(schedule)), 5), "90", Limit.RATE_CAP);
    }

    @Test
    void rate_otherOrders_dependsOnNoFlow() {
        SustainableRate none = rate(ordered(Ordering.NONE), 100);
        assertRate(none, "320", Limit.IN_FLIGHT);
        assertThat(none.busiestFlows()).isEmpty();
        assertThat(none.greatestShare()).isNull();
        SustainableRate global = rate(ordered(Ordering.GLOBAL), 100);
        assertRate(global, "5", Limit.IN_FLIGHT);
        assertThat(global.busiestFlows()).isEmpty();
    }

    @Test
    void rate_noRowHasAFlow_isThatOfTheWindow() {
        SustainableRate rate = rate(POLICY, 0);
        assertRate(rate, "320", Limit.IN_FLIGHT);
        assertThat(rate.greatestShare()).isNull();
        assertThat(rate.busiestFlows()).isEmpty();
    }

    /** The dispatcher takes the same value for the same flow in whichever output. */
    @Test
    void rate_valueOfSeveralOutputs_isOneFlow() {
        RateMeter meter = meter(POLICY);
        add(meter, ONE, "{\"merchant_id\":7,\"card\":1}", 3);
        add(meter, TWO, "{\"merchant_id\":8,\"card\":\"7\"}", 2);
        add(meter, TWO, "{\"card\":9}", 4);
        add(meter, TWO, "{\"merchant_id\":7}", 91);
        SustainableRate rate = meter.rate();
        assertRate(rate, "100", Limit.FLOW);
        assertThat(rate.greatestShare()).isEqualByComparingTo("0.05");
        assertThat(rate.busiestFlows())
                .containsExactly(
                        BusyFlow.of(TWO, "9", 4, 4, new BigDecimal("0.04")),
                        BusyFlow.of(ONE, "7", 3, 3, new BigDecimal("0.03")),
                        BusyFlow.of(TWO, "7", 2, 2, new BigDecimal("0.02")));
    }

    @Test
    void busiestFlows_oddValues_areBoundedAndEscaped() {
        RateMeter meter = meter(POLICY);
        add(meter, ONE, "{\"flow_id\":\"a\\n\\u202eb\\u0000\"}", 3);
        add(meter, ONE, "{\"flow_id\":\"" + "long".repeat(10_000) + "\"}", 2);
        add(meter, ONE, "{\"flow_id\":[1,2]}", 1);
        assertThat(meter.rate().busiestFlows())
                .extracting(BusyFlow::flow)
                .containsExactly("a\\u000a\\u202eb\\u0000", "long".repeat(24) + "…", "[");
    }

    /** With fewer counters than flows, the rate is one that the stream surely sustains. */
    @Test
    void rate_moreFlowsThanCounters_isALowerBound() {
        RateMeter meter = new RateMeter(POLICY, LATENCY, List.of(ONE, TWO), 2);
        add(meter, ONE, "{\"flow_id\":1}", 2);
        add(meter, ONE, "{\"flow_id\":2}", 3);
        add(meter, ONE, "{\"flow_id\":3}", 2);
        SustainableRate rate = meter.rate();
        assertThat(rate.busiestFlows())
                .containsExactly(
                        BusyFlow.of(ONE, "2", 3, 3, new BigDecimal("0.428571")),
                        BusyFlow.of(ONE, "3", 2, 4, new BigDecimal("0.285714")));
        assertThat(rate.greatestShare()).isEqualByComparingTo("0.571429");
        assertRate(rate, "8.75", Limit.FLOW);
    }

    @Test
    void busiestFlows_manyFlows_areTenOfThem() {
        RateMeter meter = meter(POLICY);
        for (int i = 0; i < 50; i++) {
            add(meter, ONE, "{\"flow_id\":" + i + "}", 50 - i);
        }
        assertThat(meter.rate().busiestFlows())
                .extracting(BusyFlow::flow)
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }
}
