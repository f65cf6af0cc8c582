package io.worldstream.wsp.internal.pace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts the events of each flow in bounded memory, exactly as long as there are no more flows than counters. Each further
 * flow takes over the lowest counter, whose count bounds the events of that flow that were not counted (the Space-Saving
 * algorithm of Metwally, Agrawal and El Abbadi, 2005). From then on a count has two bounds, which differ by at most the
 * number of all events divided by that of the counters; a flow without a counter has no more events than the lowest
 * counter. One thread.
 */
final class FlowCounts {
    private static final Comparator<FlowCount> BUSIEST_FIRST = Comparator.comparingLong(FlowCount::events)
            .thenComparingLong(FlowCount::eventsAtMost)
            .reversed()
            .thenComparingInt(FlowCount::output)
            .thenComparing(FlowCount::flow);

    private final int maxFlows;
    private final int outputs;
    private final Map<FlowText, Counter> byFlow = new HashMap<>();
    /** All counters; once all are in use a binary heap, with the lowest at the root. */
    private final List<Counter> heap = new ArrayList<>();

    /**
     * @param maxFlows the number of counters, at least 1
     * @param outputs the number of outputs, for each of which the events of a flow are counted apart
     */
    FlowCounts(int maxFlows, int outputs) {
        this.maxFlows = maxFlows;
        this.outputs = outputs;
    }

    /** Counts an event. */
    void add(FlowText flow, int output) {
        Counter counter = byFlow.get(flow);
        if (counter == null) {
            counter = heap.size() < maxFlows ? unused(flow) : takeOver(flow);
            byFlow.put(flow, counter);
        }
        counter.total++;
        counter.events[output]++;
        if (heap.size() == maxFlows) {
            sink(counter);
        }
    }

    private Counter unused(FlowText flow) {
        Counter counter = new Counter(flow, heap.size(), outputs);
        heap.add(counter);
        if (heap.size() == maxFlows) {
            for (int place = maxFlows / 2 - 1; place >= 0; place--) {
                sink(heap.get(place));
            }
        }
        return counter;
    }

    private Counter takeOver(FlowText flow) {
        Counter counter = heap.get(0);
        byFlow.remove(counter.flow);
        counter.flow = flow;
        counter.missed = counter.total;
        Arrays.fill(counter.events, 0);
        return counter;
    }

    /** Moves a counter whose count has grown down to its place. */
    private void sink(Counter counter) {
        int place = counter.place;
        for (int below = lowerBelow(place); below >= 0 && heap.get(below).total < counter.total; ) {
            put(heap.get(below), place);
            place = below;
            below = lowerBelow(place);
        }
        put(counter, place);
    }

    /** Returns the place of the lower of the two counters below one, or -1 if there are none. */
    private int lowerBelow(int place) {
        int left = 2 * place + 1;
        int right = left + 1;
        if (left >= heap.size()) {
            return -1;
        }
        return right < heap.size() && heap.get(right).total < heap.get(left).total ? right : left;
    }

    private void put(Counter counter, int place) {
        heap.set(place, counter);
        counter.place = place;
    }

    /** Returns the greatest possible number of events of one flow, over all outputs. */
    long mostEvents() {
        return heap.stream().mapToLong(counter -> counter.total).max().orElse(0);
    }

    /** Returns the flows of each output with the most events, the busiest first. */
    List<FlowCount> busiest(int most) {
        return heap.stream()
                .flatMap(this::perOutput)
                .sorted(BUSIEST_FIRST)
                .limit(most)
                .toList();
    }

    private Stream<FlowCount> perOutput(Counter counter) {
        return IntStream.range(0, outputs)
                .filter(output -> counter.events[output] > 0)
                .mapToObj(output -> new FlowCount(
                        output, counter.flow, counter.events[output], counter.events[output] + counter.missed));
    }

    /**
     * The events of a flow in one output.
     *
     * @param output the index of the output
     * @param flow the flow
     * @param events the least possible number of events, at least 1
     * @param eventsAtMost the greatest possible number of events
     */
    record FlowCount(int output, FlowText flow, long events, long eventsAtMost) {}

    private static final class Counter {
        private final long[] events;
        private FlowText flow;
        /** The events since the flow took the counter over, and those that it may have had before. */
        private long total;

        private long missed;
        private int place;

        Counter(FlowText flow, int place, int outputs) {
            this.flow = flow;
            this.place = place;
            events = new long[outputs];
        }
    }
}
