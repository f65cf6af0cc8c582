package io.worldstream.wsp.testkit;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillSpace;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A spill space in memory that can run full and whose reads can fail or lie. At the end of a test {@link #openAreas}, {@link
 * #openFiles} and {@link #bytesHeld} say what was left.
 *
 * <p>Any thread may use it. A file that two threads use at once breaks {@code SPL-05} and is an {@link
 * IllegalStateException}.
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

    /** An empty space without an end. */
    public InMemorySpillSpace() {}

    /**
     * Lets the space hold no more than this: an append that would exceed it is an {@link IOException}, as on a full disk
     * ({@code SPL-02}). What is removed makes room again.
     *
     * @param bytes in all files together, 0 or more
     */
    public synchronized void outOfSpaceAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a space cannot hold " + bytes + " bytes");
        }
        room = bytes;
    }

    /**
     * Makes one read fail.
     *
     * @param read which one, over all files, of those that have something to give: 1 is the next
     */
    public synchronized void failRead(int read) {
        failingReads.add(later(read));
    }

    /**
     * Makes one read give bytes of which one bit is not what was appended; what is held stays whole.
     *
     * @param read which one, over all files, of those that have something to give: 1 is the next
     */
    public synchronized void changeRead(int read) {
        changedReads.add(later(read));
    }

    /**
     * Lets no read give more bytes than this, which a reader must bear ({@code SPL-03}).
     *
     * @param maxBytes at least 1
     */
    public synchronized void shortReads(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a read gives at least 1 byte, not " + maxBytes);
        }
        maxBytesPerRead = maxBytes;
    }

    /**
     * Leaves bytes in the space as another process does that dies: they are held until an area is opened ({@code SPL-06}).
     *
     * @param bytes how many, at least 1
     */
    public synchronized void leaveBehind(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("who leaves something behind leaves a byte, not " + bytes);
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

    /** How many areas are open now: above 0 in the end is a leak. */
    public synchronized int openAreas() {
        return areas.size();
    }

    /** How many files there are now: above 0 in the end is a leak. */
    public synchronized int openFiles() {
        return areas.stream().mapToInt(InMemorySpillArea::openFiles).sum();
    }

    /** The bytes that are held now, in all files and by what was left behind. */
    public synchronized long bytesHeld() {
        return bytesHeld + bytesLeftBehind;
    }

    void closed(InMemorySpillArea area) {
        areas.remove(area);
    }

    /** Takes room for bytes, or fails and takes none. */
    void take(int bytes) throws IOException {
        if (bytes > room - bytesHeld()) {
            throw new IOException(
                    "no room for " + bytes + " bytes: " + bytesHeld() + " of " + room + " are held, as scripted");
        }
        bytesHeld += bytes;
    }

    void giveBack(int bytes) {
        bytesHeld -= bytes;
    }

    /**
     * One read that has something to give.
     *
     * @param count what it could give
     * @return what it gives
     */
    int shortened(int count) throws IOException {
        reads++;
        if (failingReads.remove(reads)) {
            throw new IOException("read " + reads + " of the spill space fails, as scripted");
        }
        return Math.min(count, maxBytesPerRead);
    }

    /** Whether the read that is being made gives other bytes than were appended. */
    boolean changesThisRead() {
        return changedReads.remove(reads);
    }

    private long later(int read) {
        if (read < 1) {
            throw new IllegalArgumentException("the next read is 1; there is no read " + read);
        }
        return reads + read;
    }
}
