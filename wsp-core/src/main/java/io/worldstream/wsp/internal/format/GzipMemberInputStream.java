package io.worldstream.wsp.internal.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses one or more gzip members (RFC 1952). A member is followed by another complete one, by zero padding up to
 * the end as block devices and tapes leave it, or by nothing. {@link java.util.zip.GZIPInputStream} treats a truncated
 * or damaged member header as the end, which would lose rows silently (I7). One thread.
 */
final class GzipMemberInputStream extends InputStream {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] input = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private boolean inMember;
    private boolean behindMember;

    /** @param in the stored bytes; closed with this stream */
    GzipMemberInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (inMember || startMember()) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                checksum.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a preset dictionary");
            } else if (!fill()) {
                throw new EOFException("truncated within a member");
            } else {
                inflater.setInput(input, from, to - from);
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] target, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException(e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** Reads a header. Returns false at the end. */
    private boolean startMember() throws IOException {
        if (from == to && !fill()) {
            return false;
        }
        if (behindMember && input[from] == 0) {
            skipPadding();
            return false;
        }
        checksum.reset();
        if (headerByte() != 0x1f || headerByte() != 0x8b || headerByte() != DEFLATE) {
            throw new ZipException("no gzip header where a member must start");
        }
        int flags = headerByte();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("reserved flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(headerByte() | headerByte() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            long expected = checksum.getValue() & 0xffff;
            require(expected == littleEndian(2), "the checksum of a header");
        }
        checksum.reset();
        inflater.reset();
        inflater.setInput(input, from, to - from);
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        from = to - inflater.getRemaining();
        require(checksum.getValue() == littleEndian(4), "the checksum of a member");
        require((inflater.getBytesWritten() & 0xffff_ffffL) == littleEndian(4), "the length of a member");
        inMember = false;
        behindMember = true;
    }

    private void skipPadding() throws IOException {
        do {
            while (from < to) {
                if (input[from++] != 0) {
                    throw new ZipException("data after the zero padding");
                }
            }
        } while (fill());
    }

    private static void require(boolean holds, String what) throws ZipException {
        if (!holds) {
            throw new ZipException(what + " does not match");
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            headerByte();
        }
    }

    private void skipText() throws IOException {
        while (headerByte() != 0) {
            // Skips a name or a comment, which carry no data.
        }
    }

    private int headerByte() throws IOException {
        int value = nextByte();
        checksum.update(value);
        return value;
    }

    private long littleEndian(int count) throws IOException {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (long) nextByte() << (8 * i);
        }
        return value;
    }

    private int nextByte() throws IOException {
        if (from == to && !fill()) {
            throw new EOFException("truncated within a member");
        }
        return input[from++] & 0xff;
    }

    /** Refills the input after all of it was used. Returns false at the end. */
    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(in.read(input, 0, input.length), 0);
        return to > 0;
    }
}
