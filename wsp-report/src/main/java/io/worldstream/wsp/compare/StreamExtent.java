package io.worldstream.wsp.compare;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The size of one of the two streams.
 *
 * @param events the number of events, repeated ones included
 * @param byType the number of events of each type
 * @param repeated the number of events whose id an earlier line has, or 0 if the streams are equal line by line
 * @param withPayloads whether any line has a payload
 * @param cut whether the file ends in the middle of a line, which is not counted
 */
public record StreamExtent(
        long events, SortedMap<String, Long> byType, long repeated, boolean withPayloads, boolean cut) {
    public StreamExtent {
        byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    }

    /** Returns the number of events of a type. */
    public long of(String eventType) {
        return byType.getOrDefault(eventType, 0L);
    }
}
