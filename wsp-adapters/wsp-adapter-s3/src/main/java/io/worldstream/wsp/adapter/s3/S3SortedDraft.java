package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A view that is uploaded in parts, of which two are in memory. One thread. */
final class S3SortedDraft implements SortedDraft {
    /** The least size of a part but the last is 5 MiB. */
    static final int PART_BYTES = 8 << 20;

    /** After so many parts, those that follow are larger by {@link #PART_BYTES}: up to 430 GiB fit into one upload. */
    private static final int PARTS_OF_A_SIZE = 1_000;

    private final SortedObjects objects;
    private final Hex64 key;
    private final long maxBytes;
    private final int partBytes;
    private final ObjectUpload upload;
    private byte[] part;
    private byte[] spare;
    private int filled;
    private long sizeBytes;
    private long room;
    private boolean failed;
    private boolean closed;

    /**
     * Starts a draft.
     *
     * @param threads sends the parts
     * @param maxBytes the budget of all views
     * @param partBytes the size of the first parts
     * @throws IOException if the store cannot be reached
     */
    S3SortedDraft(SortedObjects objects, RangeReads threads, Hex64 key, long maxBytes, int partBytes)
            throws IOException {
        this.objects = objects;
        this.key = key;
        this.maxBytes = maxBytes;
        this.partBytes = partBytes;
        room = objects.room(key, maxBytes, objects.list());
        upload = new ObjectUpload(objects.store(), threads, objects.subject(key, "s3:PutObject"), objects.view(key));
        part = new byte[partBytes];
        spare = new byte[0];
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        requireUsable();
        failed = true;
        requireRoom(sizeBytes + bytes.remaining());
        while (bytes.hasRemaining()) {
            if (filled == part.length) {
                send();
            }
            int count = Math.min(bytes.remaining(), part.length - filled);
            bytes.get(part, filled, count);
            filled += count;
            sizeBytes += count;
        }
        failed = false;
    }

    private void requireUsable() throws IOException {
        if (closed || failed) {
            throw new IOException(name() + (closed ? " is closed" : " cannot be written: an earlier call failed"));
        }
    }

    private void requireRoom(long size) throws IOException {
        if (size > maxBytes) {
            throw new IOException(name() + " is larger than the budget of " + LogText.count(maxBytes, "byte")
                    + "; raise sorted.max_bytes");
        }
        if (size > room) {
            room = objects.room(key, maxBytes, objects.list());
            if (size > room) {
                throw new IOException(name() + " cannot be written: "
                        + SortedObjects.noRoom(maxBytes).getMessage());
            }
        }
    }

    private void send() throws IOException {
        if (upload.parts() == ObjectUpload.MOST_PARTS - 1) {
            throw new IOException(name() + " cannot be written: it has more than " + LogText.count(sizeBytes, "byte")
                    + ", which do not fit into one upload");
        }
        upload.add(part, filled);
        byte[] sent = part;
        int next = partBytes * (1 + upload.parts() / PARTS_OF_A_SIZE);
        part = spare.length == next ? spare : new byte[next];
        spare = sent;
        filled = 0;
    }

    @Override
    public void commit() throws IOException {
        requireUsable();
        failed = true;
        SortedListing listing = objects.list();
        if (maxBytes != Long.MAX_VALUE) {
            objects.makeRoom(key, sizeBytes, maxBytes, listing);
        }
        objects.markUsed(key, listing);
        upload.complete(part, filled);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            upload.end();
        }
    }

    private String name() {
        return objects.subject(key, "s3:PutObject").name();
    }
}
