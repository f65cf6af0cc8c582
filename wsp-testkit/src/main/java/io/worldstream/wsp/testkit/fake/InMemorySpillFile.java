package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.SpillFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file of an {@link InMemorySpillSpace}, whose monitor guards it. */
final class InMemorySpillFile implements SpillFile {
    private final InMemorySpillSpace space;
    private final InMemorySpillArea area;
    private final AtomicBoolean inUse = new AtomicBoolean();
    private byte[] bytes = new byte[64];
    private int size;
    private boolean closed;

    InMemorySpillFile(InMemorySpillSpace space, InMemorySpillArea area) {
        this.space = space;
        this.area = area;
    }

    @Override
    public void append(ByteBuffer from) throws IOException {
        enter();
        try {
            synchronized (space) {
                requireOpen();
                int count = from.remaining();
                int grown = Math.addExact(size, count);
                space.take(count);
                if (grown > bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.max(grown, Math.min(2L * bytes.length, 1 << 30)));
                }
                from.get(bytes, size, count);
                size = grown;
            }
        } finally {
            inUse.set(false);
        }
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
        enter();
        try {
            synchronized (space) {
                requireOpen();
                if (!target.hasRemaining()) {
                    return 0;
                }
                return position < size ? readWithin((int) position, target) : -1;
            }
        } finally {
            inUse.set(false);
        }
    }

    private int readWithin(int position, ByteBuffer target) throws IOException {
        int count = space.shortened(Math.min(size - position, target.remaining()));
        int start = target.position();
        target.put(bytes, position, count);
        if (space.changesThisRead()) {
            int changed = start + count / 2;
            target.put(changed, (byte) (target.get(changed) ^ 1));
        }
        return count;
    }

    @Override
    public long sizeBytes() {
        synchronized (space) {
            return size;
        }
    }

    @Override
    public void close() {
        synchronized (space) {
            if (!closed) {
                closed = true;
                bytes = new byte[0];
                space.giveBack(size);
                area.closed(this);
            }
        }
    }

    private void enter() {
        if (!inUse.compareAndSet(false, true)) {
            throw new IllegalStateException("SPL-05: two threads use one spill file concurrently");
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the spill file is closed");
        }
    }
}
