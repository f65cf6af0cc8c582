package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.pace.FlowCounts.FlowCount;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.InstanceOfAssertFactories;

/** Counts of flows in bounded memory, against exact counts. */
class FlowCountsProperties {
    private static final int OUTPUTS = 3;

    private final Map<String, long[]> exact = new HashMap<>();
    private long events;

    private void add(FlowCounts counts, String flow, int output) {
        counts.add(text(flow), output);
        exact.computeIfAbsent(flow, none -> new long[OUTPUTS])[output]++;
        events++;
    }

    private static FlowText text(String flow) {
        byte[] bytes = flow.getBytes(StandardCharsets.UTF_8);
        return FlowText.of(bytes, 0, bytes.length);
    }

    private long exact(FlowCount count) {
        return exact.getOrDefault(count.flow().toString(), new long[OUTPUTS])[count.output()];
    }

    private long mostExact() {
        return exact.values().stream()
                .mapToLong(FlowCountsProperties::sum)
                .max()
                .orElse(0);
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Counts anew events of flows whose share falls with their number. */
    private FlowCounts counted(int counters, int flows, int number, long seed) {
        exact.clear();
        events = 0;
        FlowCounts counts = new FlowCounts(counters, OUTPUTS);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < number; i++) {
            add(counts, "flow " + random.nextInt(1 + random.nextInt(flows)), random.nextInt(OUTPUTS));
        }
        return counts;
    }

    @Property
    void counts_noMoreFlowsThanCounters_areExact(
            @ForAll @IntRange(min = 1, max = 40) int counters,
            @ForAll @IntRange(max = 500) int number,
            @ForAll long seed) {
        FlowCounts counts = counted(counters, counters, number, seed);
        assertThat(counts.mostEvents()).isEqualTo(mostExact());
        List<FlowCount> all = counts.busiest(Integer.MAX_VALUE);
        assertThat(all).isSortedAccordingTo((one, other) -> Long.compare(other.events(), one.events()));
        assertThat(all).allSatisfy(count -> {
            assertThat(count.events()).isEqualTo(exact(count));
            assertThat(count.eventsAtMost()).isEqualTo(exact(count));
        });
        assertThat(all.stream().mapToLong(FlowCount::events).sum()).isEqualTo(events);
        assertThat(counts.busiest(2)).isEqualTo(all.subList(0, Math.min(2, all.size())));
    }

    @Property
    void counts_moreFlowsThanCounters_areBetweenTheirBounds(
            @ForAll @IntRange(min = 1, max = 20) int counters,
            @ForAll @IntRange(min = 1, max = 200) int flows,
            @ForAll @IntRange(max = 2000) int number,
            @ForAll long seed) {
        FlowCounts counts = counted(counters, flows, number, seed);
        long greatestError = events / counters;
        assertThat(counts.mostEvents()).isBetween(mostExact(), mostExact() + greatestError);
        assertThat(counts.busiest(Integer.MAX_VALUE)).allSatisfy(count -> {
            assertThat(exact(count)).isBetween(count.events(), count.eventsAtMost());
            assertThat(count.eventsAtMost() - count.events()).isLessThanOrEqualTo(greatestError);
        });
    }

    /** A flow with more events than the others share has a counter in the end, wherever its events are. */
    @Property
    void counts_flowAboveTheGreatestError_isAmongThem(
            @ForAll @IntRange(min = 2, max = 20) int counters,
            @ForAll @IntRange(min = 1, max = 200) int flows,
            @ForAll @IntRange(max = 2000) int number,
            @ForAll long seed) {
        FlowCounts counts = counted(counters, flows, number, seed);
        List<String> counted = counts.busiest(Integer.MAX_VALUE).stream()
                .map(count -> count.flow().toString())
                .toList();
        exact.forEach((flow, each) -> {
            if (sum(each) > events / counters) {
                assertThat(counted).contains(flow);
            }
        });
    }

    @Example
    void add_flowsWithOneHashCode_areCountedApart() {
        assertThat(text("Aa")).hasSameHashCodeAs(text("BB")).isNotEqualTo(text("BB"));
        FlowCounts counts = new FlowCounts(4, OUTPUTS);
        add(counts, "Aa", 0);
        add(counts, "BB", 0);
        add(counts, "BB", 0);
        assertThat(counts.mostEvents()).isEqualTo(2);
        assertThat(counts.busiest(9)).hasSize(2);
    }

    @Example
    void add_longTexts_areCountedApart() {
        String beginning = "é".repeat(100);
        FlowCounts counts = new FlowCounts(4, OUTPUTS);
        add(counts, beginning + "1", 0);
        counts.add(text(beginning + "2"), 1);
        counts.add(text(beginning + "2"), 1);
        assertThat(counts.mostEvents()).isEqualTo(2);
        assertThat(counts.busiest(1))
                .singleElement(InstanceOfAssertFactories.type(FlowCount.class))
                .satisfies(busiest -> assertThat(busiest.flow()).hasToString("é".repeat(48) + "…"));
    }

    @Example
    void text_beyondTheLengthThatIsKeptWhole_isCutBetweenCharacters() {
        assertThat(text("x".repeat(128))).hasToString("x".repeat(128));
        assertThat(text("x".repeat(129))).hasToString("x".repeat(96) + "…");
        assertThat(text("x" + "é".repeat(100))).hasToString("x" + "é".repeat(47) + "…");
        assertThat(text("€".repeat(40) + "😀".repeat(10))).hasToString("€".repeat(32) + "…");
        assertThat(text("")).hasToString("");
        assertThat(text("a")).isLessThan(text("b")).isEqualByComparingTo(text("a"));
    }
}
