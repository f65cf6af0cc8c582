package io.worldstream.wsp.compare;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The events of one file in the order of its lines, counted by type. Not thread-safe. */
final class EventFile implements Closeable {
    /** A stream has some dozens of types; a file with more than these is none, and would fill the memory with names. */
    static final int MOST_TYPES = 10_000;

    private final EventLines lines;
    private final EventLine event;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> types = new ArrayList<>();
    private final List<long[]> counts = new ArrayList<>();
    private long events;
    private boolean withPayloads;
    private boolean cut;
    private int type;

    private EventFile(EventLines lines, Set<String> ignored) {
        this.lines = lines;
        event = new EventLine(ignored);
    }

    /** @param ignored the names of fields that are not compared */
    static EventFile open(StreamSide side, Path file, Set<String> ignored) throws IOException {
        return new EventFile(EventLines.open(side, file), ignored);
    }

    /** Moves to the next event; returns whether there is one. A last line that is cut is none. */
    boolean next() throws IOException {
        if (!lines.next()) {
            cut |= lines.gzipIsCut();
            return false;
        }
        try {
            event.read(lines);
        } catch (UnreadableStreamException e) {
            if (!lines.unfinished()) {
                throw e;
            }
            cut = true;
            return false;
        }
        count();
        return true;
    }

    private void count() throws UnreadableStreamException {
        Integer known = numbers.get(event.type());
        if (known == null) {
            if (types.size() == MOST_TYPES) {
                throw new UnreadableStreamException(
                        lines.side(), lines.number(), "more than " + MOST_TYPES + " types of events");
            }
            known = types.size();
            numbers.put(event.type(), known);
            types.add(event.type());
            counts.add(new long[1]);
        }
        type = known;
        counts.get(type)[0]++;
        events++;
        withPayloads |= event.hasPayload();
    }

    /** Returns the event, valid until the next one. */
    EventLine event() {
        return event;
    }

    /** Returns the number of the event's line, from 1. */
    long line() {
        return lines.number();
    }

    /** Returns the number of the event's type, for {@link #type(int)}. */
    int type() {
        return type;
    }

    String type(int number) {
        return types.get(number);
    }

    boolean withPayloads() {
        return withPayloads;
    }

    /** Returns what was read. */
    StreamExtent extent(long repeated) {
        TreeMap<String, Long> byType = new TreeMap<>();
        numbers.forEach((name, number) -> byType.put(name, counts.get(number)[0]));
        return new StreamExtent(events, byType, repeated, withPayloads, cut);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
