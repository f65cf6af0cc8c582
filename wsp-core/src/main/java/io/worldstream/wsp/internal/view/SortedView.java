package io.worldstream.wsp.internal.view;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.internal.chunk.ChunkCheck;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A view whose head, index and survey are verified. Its blocks are verified when they are read. Comes from {@link #open}
 * alone. Immutable.
 */
public final class SortedView {
    private static final int STEP_BYTES = ViewLayout.ENTRY_BYTES << 10;

    private final long sizeBytes;
    private final byte[] tail;
    private final ViewIndex index;
    private final long rows;

    private SortedView(long sizeBytes, byte[] tail, ViewIndex index, long rows) {
        this.sizeBytes = sizeBytes;
        this.tail = tail;
        this.index = index;
        this.rows = rows;
    }

    /**
     * Opens a view.
     *
     * @param content its bytes; not closed here
     * @param key the key that it must have
     * @param cancellation checked while the index is read
     * @throws DamagedViewException if the bytes are not an intact view of this key
     * @throws IOException if the bytes cannot be read
     */
    public static Opened open(PartContent content, Hex64 key, Cancellation cancellation) throws IOException {
        long size = content.sizeBytes();
        if (size < ViewLayout.HEAD_BYTES + ViewLayout.TAIL_BYTES) {
            throw new DamagedViewException("it has " + size + " bytes, fewer than any view");
        }
        byte[] head = read(content, 0, ViewLayout.HEAD_BYTES);
        if (!Arrays.equals(head, ViewLayout.head(key))) {
            throw new DamagedViewException("its first bytes are not those of a view of this key");
        }
        byte[] tail = read(content, size - ViewLayout.TAIL_BYTES, ViewLayout.TAIL_BYTES);
        if (!ViewLayout.isClosed(tail)) {
            throw new DamagedViewException("it is truncated");
        }
        ByteBuffer counts = ByteBuffer.wrap(tail);
        int blocks = counts.getInt();
        long surveyBytes = counts.getLong();
        long rows = counts.getLong();
        long room = size - ViewLayout.HEAD_BYTES - ViewLayout.TAIL_BYTES;
        if (blocks < 0
                || blocks > Math.min(room, ViewLayout.MOST_BYTES) / ViewLayout.ENTRY_BYTES
                || surveyBytes < 0
                || surveyBytes > Math.min(ViewLayout.MOST_BYTES, room - (long) blocks * ViewLayout.ENTRY_BYTES)) {
            throw new DamagedViewException("it has impossible sizes");
        }
        long indexAt = size - ViewLayout.TAIL_BYTES - surveyBytes - (long) blocks * ViewLayout.ENTRY_BYTES;
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update(head);
        ViewIndex index = index(content, indexAt, blocks, digest, cancellation);
        byte[] survey = read(content, indexAt + (long) blocks * ViewLayout.ENTRY_BYTES, (int) surveyBytes);
        digest.update(survey);
        digest.update(tail, 0, ViewLayout.COUNTS_BYTES);
        byte[] found = digest.digest();
        int from = ViewLayout.COUNTS_BYTES;
        if (!Arrays.equals(tail, from, from + found.length, found, 0, found.length)) {
            throw new DamagedViewException("its index does not match its digest");
        }
        if (index.end() != indexAt || index.allRows() != rows) {
            throw new DamagedViewException("its index does not cover its blocks");
        }
        return new Opened(new SortedView(size, tail, index, rows), survey);
    }

    private static ViewIndex index(
            PartContent content, long indexAt, int blocks, MessageDigest digest, Cancellation cancellation)
            throws IOException {
        ViewIndex index = new ViewIndex(blocks);
        long left = (long) blocks * ViewLayout.ENTRY_BYTES;
        long at = indexAt;
        while (left > 0) {
            cancellation.throwIfCancelled();
            byte[] step = read(content, at, (int) Math.min(left, STEP_BYTES));
            digest.update(step);
            ByteBuffer entries = ByteBuffer.wrap(step);
            while (entries.hasRemaining()) {
                index.add(entries);
            }
            at += step.length;
            left -= step.length;
        }
        return index;
    }

    /**
     * Reads the rows.
     *
     * @param content the bytes of this view, opened again; closed with the reader
     * @param fromMicros rows before this instant need not be read
     * @param look the digest by which blocks are checked
     * @param cancellation checked for each block
     * @throws DamagedViewException if the bytes are not those of this view
     * @throws IOException if they cannot be read
     */
    public ViewReader read(PartContent content, long fromMicros, SecondLook look, Cancellation cancellation)
            throws IOException {
        if (content.sizeBytes() != sizeBytes
                || !Arrays.equals(tail, read(content, sizeBytes - ViewLayout.TAIL_BYTES, ViewLayout.TAIL_BYTES))) {
            throw new DamagedViewException("it was replaced");
        }
        return new ViewReader(index, content, index.blockBefore(fromMicros), new ChunkCheck(look), cancellation);
    }

    /** Returns the number of rows. */
    public long rows() {
        return rows;
    }

    /** Returns the event time of the first row, or {@link Long#MAX_VALUE} if there is none. */
    public long firstMicros() {
        return index.size() == 0 ? Long.MAX_VALUE : index.firstMicros(0);
    }

    /** Returns the size in bytes. */
    public long sizeBytes() {
        return sizeBytes;
    }

    static byte[] read(PartContent content, long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        readFully(content, position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    static void readFully(PartContent content, long position, ByteBuffer target) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = content.read(at, target);
            if (read < 0) {
                throw new DamagedViewException("it ends at byte " + at);
            }
            at += read;
        }
    }

    /** A view and what it says about its output. */
    public static final class Opened {
        private final SortedView view;
        private final byte[] survey;

        private Opened(SortedView view, byte[] survey) {
            this.view = view;
            this.survey = survey;
        }

        /** Returns the view. */
        public SortedView view() {
            return view;
        }

        /** Returns the survey that was written with it; not copied. */
        public byte[] survey() {
            return survey;
        }
    }
}
