package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one version of an object, read ahead of the reader. One thread reads it; others fetch its chunks, and
 * may take away what was read ahead.
 */
final class S3PartContent implements PartContent, ReadMemory.Holder {
    /** More than the columns that are commonly read side by side; the stream that was idle longest is forgotten. */
    private static final int MOST_STREAMS = 64;

    private static final int MOST_BLOCKS_PER_CHUNK = 32;
    /** Chunks in flight per window: the delay of a call is shared by so many. */
    private static final int CHUNKS_PER_WINDOW = 4;

    private final PinnedObject object;
    private final RangeReads reads;
    private final ReadMemory memory;
    /** In the order of their last use. */
    private final Deque<ReadStream> streams = new ArrayDeque<>();

    private boolean closed;

    private S3PartContent(PinnedObject object, RangeReads reads) {
        this.object = object;
        this.reads = reads;
        memory = reads.memory();
    }

    /** Opens an object and fetches its first bytes, unless it is empty: so it is known to be there. */
    static S3PartContent open(PinnedObject object, RangeReads reads) throws IOException {
        S3PartContent content = new S3PartContent(object, reads);
        if (object.sizeBytes() == 0) {
            return content;
        }
        synchronized (content.memory) {
            content.memory.add(content);
        }
        boolean opened = false;
        try {
            Chunk first = content.ready(0);
            synchronized (content.memory) {
                content.release(first);
            }
            opened = true;
            return content;
        } finally {
            if (!opened) {
                content.close();
            }
        }
    }

    @Override
    public long sizeBytes() {
        return object.sizeBytes();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position >= object.sizeBytes()) {
            return -1;
        } else if (!target.hasRemaining()) {
            return 0;
        }
        Chunk chunk = ready(position);
        int count = chunk.copy(position, target);
        synchronized (memory) {
            release(chunk);
            ReadStream stream = Objects.requireNonNull(streams.peekLast());
            stream.read(position, count, memory);
            readAhead(stream);
        }
        return count;
    }

    /** Returns the chunk at a position when it is in memory, to be released when it has been read. */
    private Chunk ready(long position) throws IOException {
        synchronized (memory) {
            ReadStream stream = streamAt(position);
            try {
                while (true) {
                    requireOpen();
                    Chunk chunk = stream.at(position, memory);
                    if (chunk == null) {
                        chunk = demand(stream, position);
                    }
                    chunk.want(true);
                    readAhead(stream);
                    memory.awaitFetched(chunk);
                    if (chunk.state() == Chunk.State.READY) {
                        return chunk;
                    }
                    stream.cut(chunk, memory);
                    Throwable failure = chunk.failure();
                    // A read ahead that failed is tried again, now that it is needed.
                    if (failure != null && !chunk.ahead()) {
                        throw RangeReads.rethrown(failure);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(object.subject().name() + ": interrupted");
            }
        }
    }

    private void release(Chunk chunk) {
        chunk.want(false);
        memory.notifyAll();
    }

    private ReadStream streamAt(long position) {
        ReadStream stream = lastThat(each -> each.continuesAt(position));
        if (stream != null) {
            streams.remove(stream);
        } else {
            ReadStream ahead = lastThat(each -> each.isAheadAt(position));
            stream = ahead == null ? new ReadStream(position) : ahead.splitAt(position);
            if (streams.size() == MOST_STREAMS) {
                streams.removeFirst().drop(memory);
            }
        }
        streams.addLast(stream);
        return stream;
    }

    private @Nullable ReadStream lastThat(Predicate<ReadStream> wanted) {
        Iterator<ReadStream> lastFirst = streams.descendingIterator();
        while (lastFirst.hasNext()) {
            ReadStream stream = lastFirst.next();
            if (wanted.test(stream)) {
                return stream;
            }
        }
        return null;
    }

    /** Starts to fetch the bytes at a position, to the end of their block: little, so that they come soon. */
    private Chunk demand(ReadStream stream, long position) throws IOException, InterruptedException {
        byte[][] block = memory.takeOne();
        long end = (position / ReadMemory.BLOCK_BYTES + 1) * ReadMemory.BLOCK_BYTES;
        int length = (int) (Math.min(end, object.sizeBytes()) - position);
        Chunk chunk = new Chunk(position, length, block, false);
        reads.start(object, chunk);
        stream.add(chunk);
        return chunk;
    }

    /** Fetches as much as the stream is worth, and as memory and threads are free. */
    private void readAhead(ReadStream stream) throws IOException {
        long end = endOf(stream);
        long until = Math.min(end, stream.position() + stream.window());
        long most = (long) chunkBlocks(stream.window()) * ReadMemory.BLOCK_BYTES;
        while (stream.fetchedTo() < until && reads.mayReadAhead()) {
            int length = (int) Math.min(most, end - stream.fetchedTo());
            int blocks = ReadMemory.blocks(length);
            byte[][] taken = heldBlocks() + blocks <= memory.share() ? memory.tryTake(blocks) : null;
            if (taken == null) {
                return;
            }
            Chunk chunk = new Chunk(stream.fetchedTo(), length, taken, true);
            reads.start(object, chunk);
            stream.add(chunk);
        }
    }

    /** Returns where the next stream begins: from there on, others have read. */
    private long endOf(ReadStream stream) {
        return streams.stream()
                .mapToLong(ReadStream::start)
                .filter(start -> start >= stream.fetchedTo() && start > stream.start())
                .min()
                .orElse(object.sizeBytes());
    }

    private int chunkBlocks(long window) {
        long wanted = Math.min(window / ReadMemory.BLOCK_BYTES, memory.share()) / CHUNKS_PER_WINDOW;
        return (int) Math.max(1, Math.min(wanted, MOST_BLOCKS_PER_CHUNK));
    }

    @Override
    public int heldBlocks() {
        return streams.stream().mapToInt(ReadStream::heldBlocks).sum();
    }

    @Override
    public boolean holdsEvictable() {
        return streams.stream().anyMatch(stream -> stream.lastEvictable() != null);
    }

    @Override
    public void evictFarthest() {
        for (ReadStream stream : streams) {
            Chunk last = stream.lastEvictable();
            if (last != null) {
                stream.cut(last, memory);
                return;
            }
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(object.subject().name() + " is closed");
        }
    }

    /** Cancels what is being fetched and frees the memory; the rest of a fetch that hangs follows when it times out. */
    @Override
    public void close() {
        synchronized (memory) {
            if (!closed) {
                closed = true;
                streams.forEach(stream -> stream.drop(memory));
                streams.clear();
                memory.remove(this);
                memory.notifyAll();
            }
        }
    }
}
