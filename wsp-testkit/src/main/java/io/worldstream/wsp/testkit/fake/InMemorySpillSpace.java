package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillSpace;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An in-memory spill space that can run full and whose reads can fail or return wrong bytes. At the end of a test,
 * {@link #openAreas}, {@link #openFiles} and {@link #bytesHeld} report leaks.
 *
 * <p>Any thread may use it. Using a file from two threads concurrently violates {@code SPL-05} and throws
 * {@link IllegalStateException}.
 */
public final class InMemorySpillSpace implements SpillSpace {
    private final Set<InMemorySpillArea> areas = new LinkedHashSet<>();
    private final Set<Long> failingReads = new HashSet<>();
    private final Set<Long> changedReads = new HashSet<>();
    private long room = Long.MAX_VALUE;
    private int maxBytesPerRead = Integer.MAX_VALUE;
    private long bytesHeld;
    private long bytesLeftBehind;
    private long reads;

    /** Creates an empty space without a limit. */
    public InMemorySpillSpace() {}

    /**
     * Limits the space: an append that would exceed the limit throws {@link IOException}, as on a full disk
     * ({@code SPL-02}). Removing files frees space again.
     *
     * @param bytes the limit for all files together, 0 or more
     */
    public synchronized void outOfSpaceAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        room = bytes;
    }

    /**
     * Makes one read fail.
     *
     * @param read the number of the read among all files' reads that return bytes; 1 is the next one
     */
    public synchronized void failRead(int read) {
        failingReads.add(later(read));
    }

    /**
     * Makes one read return bytes with one flipped bit; the stored bytes stay intact.
     *
     * @param read the number of the read among all files' reads that return bytes; 1 is the next one
     */
    public synchronized void changeRead(int read) {
        changedReads.add(later(read));
    }

    /**
     * Limits each read to the given number of bytes, which a reader must tolerate ({@code SPL-03}).
     *
     * @param maxBytes at least 1
     */
    public synchronized void shortReads(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
        }
        maxBytesPerRead = maxBytes;
    }

    /**
     * Leaves bytes in the space, like a process that died. They are held until the next area is opened
     * ({@code SPL-06}).
     *
     * @param bytes the number of bytes, at least 1
     */
    public synchronized void leaveBehind(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1: " + bytes);
        }
        bytesLeftBehind += bytes;
    }

    @Override
    public synchronized SpillArea open(RunId run) {
        bytesLeftBehind = 0;
        InMemorySpillArea area = new InMemorySpillArea(this, run);
        areas.add(area);
        return area;
    }

    /** Returns the number of open areas; a value above 0 at the end of a test is a leak. */
    public synchronized int openAreas() {
        return areas.size();
    }

    /** Returns the number of existing files; a value above 0 at the end of a test is a leak. */
    public synchronized int openFiles() {
        return areas.stream().mapToInt(InMemorySpillArea::openFiles).sum();
    }

    /** Returns the number of bytes held now, in all files and left behind. */
    public synchronized long bytesHeld() {
        return bytesHeld + bytesLeftBehind;
    }

    void closed(InMemorySpillArea area) {
        areas.remove(area);
    }

    /** Reserves space for the bytes, or fails and reserves none. */
    void take(int bytes) throws IOException {
        if (bytes > room - bytesHeld()) {
            throw new IOException(
                    "no space for " + bytes + " bytes: " + bytesHeld() + " of " + room + " are held, as scripted");
        }
        bytesHeld += bytes;
    }

    void giveBack(int bytes) {
        bytesHeld -= bytes;
    }

    /**
     * Counts a read that returns bytes.
     *
     * @param count the number of bytes available to the read
     * @return the number of bytes to return
     */
    int shortened(int count) throws IOException {
        reads++;
        if (failingReads.remove(reads)) {
            throw new IOException("read " + reads + " of the spill space fails, as scripted");
        }
        return Math.min(count, maxBytesPerRead);
    }

    /** Returns whether the current read returns changed bytes. */
    boolean changesThisRead() {
        return changedReads.remove(reads);
    }

    private long later(int read) {
        if (read < 1) {
            throw new IllegalArgumentException("read must be at least 1, the next read: " + read);
        }
        return reads + read;
    }
}
