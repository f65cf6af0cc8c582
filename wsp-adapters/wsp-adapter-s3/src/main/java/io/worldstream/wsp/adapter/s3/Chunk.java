package io.worldstream.wsp.adapter.s3;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive bytes of an object that are being fetched, or are in memory. Its state changes under the monitor of {@link
 * ReadMemory}; the thread that fetches it also looks at the state without it, to stop early. Its bytes belong to that
 * thread, and then to the one that reads it.
 */
final class Chunk {
    /** The states, from {@code FETCHING} to one of the others; from {@code READY} only to {@code DROPPED}. */
    enum State {
        /** A thread fetches it, or is about to. */
        FETCHING,
        /** Its bytes are in memory. */
        READY,
        /** It could not be fetched. */
        FAILED,
        /** Nobody wants it any more. */
        DROPPED
    }

    private final long from;
    private final int length;
    private final byte[][] blocks;
    private final boolean ahead;
    private volatile State state = State.FETCHING;
    private @Nullable Throwable failure;
    private boolean wanted;

    /**
     * @param from the position of its first byte
     * @param length the number of its bytes
     * @param blocks the memory for them, from {@link ReadMemory}
     * @param ahead whether it is fetched before anybody asks for it
     */
    Chunk(long from, int length, byte[][] blocks, boolean ahead) {
        this.from = from;
        this.length = length;
        this.blocks = blocks;
        this.ahead = ahead;
    }

    long from() {
        return from;
    }

    int length() {
        return length;
    }

    long end() {
        return from + length;
    }

    boolean covers(long position) {
        return position >= from && position < end();
    }

    byte[][] blocks() {
        return blocks;
    }

    boolean ahead() {
        return ahead;
    }

    State state() {
        return state;
    }

    /** Returns why it could not be fetched; null unless it is {@code FAILED}. */
    @Nullable Throwable failure() {
        return failure;
    }

    void ready() {
        state = State.READY;
    }

    void failed(Throwable cause) {
        state = State.FAILED;
        failure = cause;
    }

    void dropped() {
        state = State.DROPPED;
    }

    /** Says that a thread waits for it or reads it, so that its memory cannot be taken away. */
    void want(boolean now) {
        wanted = now;
    }

    /** Returns whether its memory can be taken away. */
    boolean evictable() {
        return state == State.READY && !wanted;
    }

    /** Copies bytes from a position on; returns how many. */
    int copy(long position, ByteBuffer target) {
        int start = target.position();
        int at = (int) (position - from);
        while (at < length && target.hasRemaining()) {
            int inBlock = at % ReadMemory.BLOCK_BYTES;
            int count = Math.min(Math.min(ReadMemory.BLOCK_BYTES - inBlock, length - at), target.remaining());
            target.put(blocks[at / ReadMemory.BLOCK_BYTES], inBlock, count);
            at += count;
        }
        return target.position() - start;
    }
}
