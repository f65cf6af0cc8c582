package io.worldstream.wsp.adapter.s3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one part that follow each other, and the chunks ahead of them. A part may have several: the columns of a
 * Parquet file are read side by side. The monitor of {@link ReadMemory} guards it.
 *
 * <p>It looks ahead as far as it has come, so that what is fetched in vain is at most what was used; from the start of
 * the part, which is nearly always read to its end, four times as far.
 */
final class ReadStream {
    private static final int FROM_START = 4;

    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private final long start;
    private long next;
    private long fetchedTo;
    private long consumed;

    /** @param position the position of its first read */
    ReadStream(long position) {
        start = position;
        next = position;
        fetchedTo = position;
    }

    /** Returns whether a read at the position continues this stream, or stays within the chunk that it reads. */
    boolean continuesAt(long position) {
        return position == next || (!chunks.isEmpty() && chunks.getFirst().covers(position));
    }

    /** Returns whether the position is in a chunk further ahead. */
    boolean isAheadAt(long position) {
        return position >= next && position < fetchedTo;
    }

    /** Makes a stream of its own that begins at a position ahead, and leaves it the chunks from there on. */
    ReadStream splitAt(long position) {
        ReadStream rest = new ReadStream(position);
        while (!chunks.isEmpty() && chunks.getLast().end() > position) {
            rest.chunks.addFirst(chunks.removeLast());
        }
        rest.fetchedTo = fetchedTo;
        fetchedTo = chunks.isEmpty() ? next : chunks.getLast().end();
        return rest;
    }

    /** Returns the position of the first read. */
    long start() {
        return start;
    }

    /** Returns the position after the last read. */
    long position() {
        return next;
    }

    /** Returns the position after the last chunk. */
    long fetchedTo() {
        return fetchedTo;
    }

    /** Returns how many bytes beyond its position it is worth fetching. */
    long window() {
        return start == 0 ? FROM_START * consumed : consumed;
    }

    void add(Chunk chunk) {
        chunks.addLast(chunk);
        fetchedTo = chunk.end();
    }

    /** Returns the chunk that covers the position, after dropping all before it; null if there is none. */
    @Nullable Chunk at(long position, ReadMemory memory) {
        while (!chunks.isEmpty() && !chunks.getFirst().covers(position)) {
            memory.drop(chunks.removeFirst());
        }
        if (chunks.isEmpty()) {
            fetchedTo = position;
        }
        return chunks.peekFirst();
    }

    /** Notes a read, and drops the first chunk if it was its end. */
    void read(long from, int count, ReadMemory memory) {
        next = from + count;
        consumed += count;
        Chunk first = chunks.peekFirst();
        if (first != null && next >= first.end()) {
            memory.drop(chunks.removeFirst());
        }
    }

    /**
     * Removes a chunk that could not be fetched, or was taken away, with all after it: the stream goes on from there,
     * and looks ahead as if it were new.
     */
    void cut(Chunk at, ReadMemory memory) {
        Iterator<Chunk> fromEnd = chunks.descendingIterator();
        boolean done = false;
        while (!done && fromEnd.hasNext()) {
            Chunk each = fromEnd.next();
            fromEnd.remove();
            done = each == at;
            memory.drop(each);
        }
        fetchedTo = at.from();
        consumed = 0;
    }

    /** Drops all chunks. */
    void drop(ReadMemory memory) {
        chunks.forEach(memory::drop);
        chunks.clear();
    }

    int heldBlocks() {
        return chunks.stream()
                .filter(chunk -> chunk.state() == Chunk.State.READY || chunk.state() == Chunk.State.FETCHING)
                .mapToInt(chunk -> chunk.blocks().length)
                .sum();
    }

    /** Returns the last chunk if its memory can be taken away; null otherwise. */
    @Nullable Chunk lastEvictable() {
        Iterator<Chunk> fromEnd = chunks.descendingIterator();
        while (fromEnd.hasNext()) {
            Chunk each = fromEnd.next();
            if (each.evictable()) {
                return each;
            }
        }
        return null;
    }
}
