package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Room for a sort in memory, which a test may let go wrong. Bytes are counted over all files in the order in which they are
 * written. For any thread.
 */
public final class MemorySpillSpace implements SpillSpace {
    private static final long NOWHERE = Long.MAX_VALUE;

    private final Set<File> files = new HashSet<>();
    private int areas;
    private int created;
    private int mostFiles;
    private long written;
    private long room = Long.MAX_VALUE;
    private long readFaultAt = NOWHERE;
    private ReadFault readFault = ReadFault.UNREADABLE;
    private int mostPerRead = Integer.MAX_VALUE;
    private boolean noArea;
    private boolean noRemoval;

    /** The ways in which a written byte may be damaged. */
    public enum ReadFault {
        /** It is another when it is read. */
        CHANGED,
        /** It cannot be read. */
        UNREADABLE,
        /** It and what is behind it are gone. */
        CUT
    }

    /** Takes so many bytes in all. */
    public synchronized void room(long bytes) {
        room = bytes;
    }

    /** Lets a byte be read otherwise than it was written. */
    public synchronized void faultAt(ReadFault fault, long at) {
        readFault = fault;
        readFaultAt = at;
    }

    /** Lets no read give more. */
    public synchronized void shortReads(int most) {
        mostPerRead = most;
    }

    /** Opens no area. */
    public synchronized void failToOpen() {
        noArea = true;
    }

    /** Removes no file before its area is closed. */
    public synchronized void failToRemove() {
        noRemoval = true;
    }

    /** How many bytes were written so far. */
    public synchronized long written() {
        return written;
    }

    /** How many files were made so far. */
    public synchronized int created() {
        return created;
    }

    /** How many files there were at the same time, at most. */
    public synchronized int mostFiles() {
        return mostFiles;
    }

    /** How many files and areas are there. */
    public synchronized int left() {
        return files.size() + areas;
    }

    @Override
    public synchronized SpillArea open(RunId run) throws IOException {
        if (noArea) {
            throw new IOException("no area");
        }
        areas++;
        return new Area();
    }

    private final class Area implements SpillArea {
        private boolean closed;

        @Override
        public SpillFile create() throws IOException {
            synchronized (MemorySpillSpace.this) {
                return newFile();
            }
        }

        private SpillFile newFile() throws IOException {
            if (closed) {
                throw new IOException("the area is closed");
            }
            if (room <= 0) {
                throw new IOException("no room for a file");
            }
            File file = new File(this);
            files.add(file);
            created++;
            mostFiles = Math.max(mostFiles, files.size());
            return file;
        }

        @Override
        public void close() {
            synchronized (MemorySpillSpace.this) {
                if (!closed) {
                    closed = true;
                    areas--;
                    files.removeIf(file -> file.area == this);
                }
            }
        }
    }

    private final class File implements SpillFile {
        private final Area area;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private byte[] stored = new byte[0];
        private int faultPosition = Integer.MAX_VALUE;

        File(Area area) {
            this.area = area;
        }

        private void requirePresent() throws IOException {
            if (!files.contains(this)) {
                throw new IOException("the file is removed");
            }
        }

        @Override
        public void append(ByteBuffer source) throws IOException {
            synchronized (MemorySpillSpace.this) {
                store(source);
            }
        }

        private void store(ByteBuffer source) throws IOException {
            requirePresent();
            int length = source.remaining();
            if (length > room) {
                throw new IOException("no room for " + length + " bytes");
            }
            room -= length;
            if (readFaultAt >= written && readFaultAt < written + length) {
                faultPosition = bytes.size() + (int) (readFaultAt - written);
            }
            written += length;
            byte[] copy = new byte[length];
            source.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            synchronized (MemorySpillSpace.this) {
                return load(position, target);
            }
        }

        private int load(long position, ByteBuffer target) throws IOException {
            requirePresent();
            if (stored.length != bytes.size()) {
                stored = bytes.toByteArray();
                if (readFault == ReadFault.CHANGED && faultPosition < stored.length) {
                    stored[faultPosition] ^= 0x10;
                }
            }
            int end = readFault == ReadFault.CUT ? Math.min(faultPosition, stored.length) : stored.length;
            if (position >= end) {
                return -1;
            }
            int count = (int) Math.min(Math.min(target.remaining(), mostPerRead), end - position);
            if (readFault == ReadFault.UNREADABLE && faultPosition >= position && faultPosition < position + count) {
                throw new IOException("byte " + faultPosition + " cannot be read");
            }
            target.put(stored, (int) position, count);
            return count;
        }

        @Override
        public long sizeBytes() {
            return bytes.size();
        }

        @Override
        public void close() throws IOException {
            synchronized (MemorySpillSpace.this) {
                if (noRemoval && files.contains(this)) {
                    throw new IOException("the file cannot be removed now");
                }
                files.remove(this);
            }
        }
    }
}
