package io.worldstream.wsp.adapter.s3;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all open parts of one reader, in blocks. Its monitor guards all state of reading ahead: callers hold it
 * around every call, and wait on it for memory and for chunks.
 *
 * <p>A read that must have memory gets it sooner or later: a block is in a chunk that is being fetched, which takes a
 * bounded time; or in one that a thread copies from; or it can be taken away. No thread waits for memory while it holds
 * a chunk of its own.
 */
final class ReadMemory {
    /** Small enough for the heap's regular regions; the engine reads verified content in pieces of this size. */
    static final int BLOCK_BYTES = 256 << 10;

    private final int capacity;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final Set<Holder> holders = new LinkedHashSet<>();
    private int allocated;
    private boolean closed;

    /** @param bytes the bound, at least one block */
    ReadMemory(long bytes) {
        capacity = (int) Math.min(Integer.MAX_VALUE, bytes / BLOCK_BYTES);
    }

    /** Returns the number of blocks for a number of bytes. */
    static int blocks(int bytes) {
        return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    void add(Holder holder) {
        holders.add(holder);
    }

    void remove(Holder holder) {
        holders.remove(holder);
    }

    /** Returns the blocks that one open part may hold for reading ahead: an equal share, at least one. */
    int share() {
        return Math.max(1, capacity / Math.max(1, holders.size()));
    }

    /** Returns the number of blocks that are in use. */
    int inUse() {
        return allocated - free.size();
    }

    /** Takes blocks if they are free; null if they are not. */
    byte @Nullable [][] tryTake(int count) {
        if (free.size() + capacity - allocated < count) {
            return null;
        }
        byte[][] taken = new byte[count][];
        for (int i = 0; i < count; i++) {
            byte[] block = free.pollFirst();
            if (block == null) {
                block = new byte[BLOCK_BYTES];
                allocated++;
            }
            taken[i] = block;
        }
        return taken;
    }

    /**
     * Takes one block; from what was read ahead if none is free, else by waiting.
     *
     * @throws IOException if this memory is closed
     */
    byte[][] takeOne() throws IOException, InterruptedException {
        byte[][] taken = tryTake(1);
        while (taken == null) {
            if (!evict()) {
                requireOpen();
                wait();
            }
            taken = tryTake(1);
        }
        return taken;
    }

    /**
     * Waits until a chunk is ready, has failed or is dropped.
     *
     * @throws IOException if this memory is closed
     */
    void awaitFetched(Chunk chunk) throws IOException, InterruptedException {
        while (chunk.state() == Chunk.State.FETCHING) {
            requireOpen();
            wait();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the reader is closed");
        }
    }

    /** Ends all waits. */
    void close() {
        closed = true;
        notifyAll();
    }

    boolean isClosed() {
        return closed;
    }

    /** Gives blocks back. */
    void give(byte[][] blocks) {
        free.addAll(List.of(blocks));
        notifyAll();
    }

    /** Takes away what will be missed last: the farthest bytes of the part that holds most. */
    private boolean evict() {
        Optional<Holder> most =
                holders.stream().filter(Holder::holdsEvictable).max(Comparator.comparingInt(Holder::heldBlocks));
        most.ifPresent(Holder::evictFarthest);
        return most.isPresent();
    }

    /** Gives up a chunk. One that is being fetched gives its blocks back when its thread has noticed. */
    void drop(Chunk chunk) {
        Chunk.State before = chunk.state();
        chunk.dropped();
        if (before == Chunk.State.READY) {
            give(chunk.blocks());
        }
    }

    /** An open part, as its memory sees it. */
    interface Holder {
        /** Returns the number of blocks in its chunks. */
        int heldBlocks();

        /** Returns whether it has a chunk whose memory can be taken away. */
        boolean holdsEvictable();

        /** Drops the chunk that it needs last, of those that can be taken away. */
        void evictFarthest();
    }
}
