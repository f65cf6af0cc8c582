package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.api.WspException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Store of sorted views under a prefix of a bucket, which all hosts share: one object for each view, {@code <key>.view},
 * and a few empty ones that say by their names when it was used and who has it open.
 *
 * <pre>{@code
 * var views = S3SortedStore.builder(s3, "s3://worlds-state/sorted")
 *         .maxBytes(200L << 30)
 *         .build();
 * }</pre>
 *
 * <p>A view is uploaded in parts, of which at most two are in memory: 16 MiB, and more beyond 8 GB. It becomes visible
 * when the upload is completed. The upload of a process that was killed is ended when a view is written a week later; a
 * lifecycle rule that aborts incomplete uploads does so sooner.
 *
 * <p>A view that is open is read ahead, within a bound of memory for all, and pinned as a part of {@link S3OracleReader}
 * is: once it is replaced or discarded, reads fail, or return the same bytes where the bucket keeps versions.
 *
 * <p>With a budget, a commit removes views of all hosts whose use is longest ago, but none that a live host has open. A
 * host that was killed seems to use its views for another hour. Hosts that commit at the same moment may exceed the
 * budget until the next commit. Old versions and incomplete uploads do not count.
 *
 * <p>The engine verifies what it reads, which protects against faults, not against attackers: whoever may write under the
 * prefix decides which rows are streamed. {@code docs/s3.md} lists permissions and costs.
 *
 * <p>Thread-safe; calls block on the network, for minutes at most, and for a quarter of an hour if a part of an upload is
 * sent three times in vain. Close it when no view is open, and before its connection.
 */
public final class S3SortedStore implements SortedStore, Closeable {
    /** More than one commit in between: each must find the view as it was. */
    private static final int MOST_ATTEMPTS = 20;

    private final SortedObjects objects;
    private final OpenViews open;
    private final RangeReads reads;
    private final LeftUploads leftUploads;
    private final long maxBytes;
    private final int partBytes;

    private S3SortedStore(Builder builder) {
        objects = new SortedObjects(builder.connection.store(), builder.root, builder.life);
        open = new OpenViews(objects, builder.refresh);
        reads = new RangeReads(
                builder.connection.store(), new ReadMemory(builder.memoryBytes), builder.parallelReads, Clock.system());
        leftUploads = new LeftUploads(objects);
        maxBytes = builder.maxBytes;
        partBytes = builder.partBytes;
    }

    /**
     * Returns a builder of a store without a budget.
     *
     * @param connection the connection; the store does not close it
     * @param root {@code s3://bucket} or {@code s3://bucket/prefix}, best one that holds nothing else
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if the root is no such text
     */
    public static Builder builder(S3Connection connection, String root) {
        return new Builder(connection, S3Location.configured("the root of sorted views", root));
    }

    @Override
    public Optional<PartContent> open(Hex64 key) throws IOException {
        if (objects.list(key).entry(key).isEmpty()) {
            return Optional.empty();
        }
        OpenViews.Use use = open.begin(key);
        PartContent content = null;
        try {
            SortedListing listing = objects.list();
            if (listing.entry(key).isPresent() && !objects.isLeaving(key, listing)) {
                objects.markUsed(key, listing);
                content = content(key);
            }
            return Optional.ofNullable(content).map(found -> new S3SortedView(found, use));
        } finally {
            if (content == null) {
                use.end();
            }
        }
    }

    /** Returns the bytes of the version that is there now; null if there is none. */
    private @Nullable PartContent content(Hex64 key) throws IOException {
        Subject subject = objects.subject(key, "s3:GetObject");
        S3Location location = objects.view(key);
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Optional<StoredObject> found =
                    IoFailures.of(() -> Optional.ofNullable(objects.store().look(subject, location, null)));
            if (found.isEmpty()) {
                return null;
            }
            StoredObject now = found.get();
            try {
                return S3PartContent.open(
                        new PinnedObject(location, now.sizeBytes(), now.pinned().version(), subject), reads);
            } catch (WspException e) {
                if (e.code() != ReasonCode.CONTENT_DIGEST_MISMATCH && e.code() != ReasonCode.OBJECT_MISSING) {
                    throw new IOException(e.getMessage(), e);
                }
                // Replaced or discarded between the two calls.
            }
        }
        throw new IOException(subject.name() + " cannot be opened now: it is replaced all the time");
    }

    @Override
    public SortedDraft create(Hex64 key) throws IOException {
        SortedDraft draft = new S3SortedDraft(objects, reads, key, maxBytes, partBytes);
        leftUploads.end();
        return draft;
    }

    @Override
    public List<SortedEntry> entries() throws IOException {
        return objects.list().entries();
    }

    @Override
    public void discard(Hex64 key) throws IOException {
        objects.discard(key, objects.list(key));
    }

    /** Ends reads and uploads that are in flight with an {@link IOException}. The connection stays open. */
    @Override
    public void close() {
        reads.close();
        open.close();
    }

    /** Builds a store. Not thread-safe. */
    public static final class Builder {
        private static final long DEFAULT_MEMORY = 32L << 20;

        private final S3Connection connection;
        private final S3Location root;
        private long maxBytes = Long.MAX_VALUE;
        private long memoryBytes = DEFAULT_MEMORY;
        private int parallelReads = ReadLimits.DEFAULT_PARALLEL;
        private int partBytes = S3SortedDraft.PART_BYTES;
        private Duration life = SortedObjects.LIFE;
        private Duration refresh = OpenViews.REFRESH;

        private Builder(S3Connection connection, S3Location root) {
            this.connection = connection;
            this.root = root;
        }

        /**
         * Sets the size in bytes that all views of all hosts may have together. Default: no bound.
         *
         * @param bytes at least 1
         */
        public Builder maxBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxBytes must be at least 1, not " + bytes);
            }
            maxBytes = bytes;
            return this;
        }

        /**
         * Sets the bound on the memory of all open views together, in bytes. Default: 32 MiB.
         *
         * @param bytes at least 1 MiB
         */
        public Builder memoryBytes(long bytes) {
            memoryBytes = ReadLimits.requireMemory(bytes);
            return this;
        }

        /**
         * Sets the bound on parallel calls, each of which takes a thread and a connection. Default: 16.
         *
         * @param calls from 4 to 256
         */
        public Builder parallelReads(int calls) {
            parallelReads = ReadLimits.requireParallel(calls);
            return this;
        }

        /** Sets the size of the first parts of an upload. */
        Builder partBytes(int bytes) {
            partBytes = bytes;
            return this;
        }

        /** Sets the time for which a marker counts, and that after which it is written again. */
        Builder markers(Duration lifeOfOne, Duration writtenAgainAfter) {
            life = lifeOfOne;
            refresh = writtenAgainAfter;
            return this;
        }

        /** Builds the store. Makes no call to S3. */
        public S3SortedStore build() {
            return new S3SortedStore(this);
        }
    }
}
