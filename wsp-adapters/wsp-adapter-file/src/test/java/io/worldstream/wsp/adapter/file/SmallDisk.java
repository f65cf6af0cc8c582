package io.worldstream.wsp.adapter.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file on a disk that has so much room, and takes and gives no more than so many bytes at once. */
final class SmallDisk extends FileChannel {
    private final FileChannel file;
    private final int mostAtOnce;
    long room;

    SmallDisk(FileChannel file, long room, int mostAtOnce) {
        this.file = file;
        this.room = room;
        this.mostAtOnce = mostAtOnce;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int count = (int) Math.min(Math.min(from.remaining(), mostAtOnce), room - position);
        if (count <= 0 && from.hasRemaining()) {
            throw new IOException("No space left on device");
        }
        int limit = from.limit();
        try {
            return file.write(from.limit(from.position() + count), position);
        } finally {
            from.limit(limit);
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int limit = target.limit();
        try {
            return file.read(target.limit(target.position() + Math.min(target.remaining(), mostAtOnce)), position);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean metaData) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
