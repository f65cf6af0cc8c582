package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.RootMap;
import io.worldstream.wsp.api.support.RootMap.Mapped;
import io.worldstream.wsp.api.support.Wildcard;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads sealed objects from Amazon S3, or from a store that speaks its protocol, under declared roots (contracts 4,
 * Reach). A {@link RootMap} maps a reference to a bucket and a key; nothing else of the store is read or listed.
 *
 * <pre>{@code
 * var s3 = S3Connection.builder().region("eu-central-1").build();
 * var oracle = S3OracleReader.builder(s3)
 *         .objectStoreRoot("s3://worlds/views")
 *         .oracleRoot("s3://worlds/sealed")
 *         .build();
 * }</pre>
 *
 * <p>A reference names the object of its key, or else the folder: all objects whose keys begin with it and {@code /}.
 * {@code *} in the last segment matches any run of characters but {@code /}. Parts come in ascending order of their
 * paths by code point ({@code ORC-03}). An empty object whose key ends with {@code /} marks a folder and is no part. A
 * listed key with a {@code .} or {@code ..} segment is out of reach.
 *
 * <p>Each part is pinned when it is resolved ({@link OraclePart#version}, {@code ORC-09}): to its version id where the
 * bucket has versions, and else to its entity tag. A part that was replaced since then is {@link
 * ReasonCode#CONTENT_DIGEST_MISMATCH}; one that was deleted is {@link ReasonCode#OBJECT_MISSING}.
 *
 * <p>Reads are ahead of the reader and parallel, on daemon threads, within one bound of memory for all open parts. Each
 * call to the store ends within a minute. {@code docs/s3.md} lists permissions and failures.
 *
 * <p>Thread-safe; calls block on the network. Close it when no part is open, and before its connection.
 */
public final class S3OracleReader implements OracleReader, Closeable {
    private final RootMap roots;
    private final S3Store store;
    private final RangeReads reads;

    private S3OracleReader(RootMap roots, S3Store store, ReadMemory memory, int parallelReads) {
        this.roots = roots;
        this.store = store;
        this.reads = new RangeReads(store, memory, parallelReads, Clock.system());
    }

    /**
     * Returns a builder without roots.
     *
     * @param connection the store; the reader does not close it
     */
    public static Builder builder(S3Connection connection) {
        return new Builder(connection);
    }

    @Override
    public List<OraclePart> resolve(SealedReference reference) throws IOException {
        Mapped mapped = roots.map(reference);
        S3Location root = S3Location.root(mapped.root());
        PartResolver resolver = new PartResolver(store, reads, reference.toString());
        String pattern = mapped.pattern();
        List<String> segments = mapped.segments();
        return pattern == null
                ? resolver.named(root.child(segments))
                : resolver.matching(root.child(segments.subList(0, segments.size() - 1)), new Wildcard(pattern));
    }

    @Override
    public PartContent open(OraclePart part) throws IOException {
        String name = "part " + LogText.quotePath(part.path());
        S3Location location = S3Location.parse(part.path());
        if (location == null || location.hasSteps() || !isInReach(location)) {
            throw new WspException(
                    ReasonCode.REF_OUT_OF_REACH, name + " is out of reach: it is under no declared root");
        }
        PinnedObject object = pinned(part, location, new Subject(name, location.bucket(), permission(part)));
        if (object.sizeBytes() == 0) {
            object.requireEmpty(store.look(object.subject(), location, object.version()));
        }
        return S3PartContent.open(object, reads);
    }

    private PinnedObject pinned(OraclePart part, S3Location location, Subject subject) throws IOException {
        if (part.version() != null) {
            return new PinnedObject(location, part.sizeBytes(), part.version(), subject);
        }
        // Of a store without entity tags; or not resolved here.
        StoredObject now = store.look(subject, location, null);
        if (now == null) {
            throw new WspException(ReasonCode.OBJECT_MISSING, subject.name() + " does not exist");
        }
        return new PinnedObject(location, now.sizeBytes(), now.pinned().version(), subject);
    }

    private static String permission(OraclePart part) {
        boolean versioned = part.version() != null && part.version().immutable();
        return versioned ? "s3:GetObject and s3:GetObjectVersion" : "s3:GetObject";
    }

    private boolean isInReach(S3Location location) {
        return Arrays.stream(RootKind.values())
                .flatMap(kind -> roots.locations(kind).stream())
                .anyMatch(root -> S3Location.root(root).contains(location));
    }

    /** Ends reads that are in flight with an {@link IOException}. The connection stays open. */
    @Override
    public void close() {
        reads.close();
    }

    /** Builds a reader from the roots that a host configures. Not thread-safe. */
    public static final class Builder {
        private static final long DEFAULT_MEMORY = 64L << 20;

        private final RootMap.Builder map = RootMap.builder();
        private final List<String> faults = new ArrayList<>();
        private final S3Connection connection;
        private long memoryBytes = DEFAULT_MEMORY;
        private int parallelReads = ReadLimits.DEFAULT_PARALLEL;

        private Builder(S3Connection connection) {
            this.connection = connection;
        }

        /**
         * Sets the root of facts views, proofs and receipts.
         *
         * @param root {@code s3://bucket} or {@code s3://bucket/prefix}; need not exist yet
         * @param spellings other spellings that references may use for the root
         */
        public Builder objectStoreRoot(String root, String... spellings) {
            return root(RootKind.OBJECT_STORE, "object_store.root", root, spellings);
        }

        /** Sets the root of the objects that locators name; otherwise like {@link #objectStoreRoot}. */
        public Builder oracleRoot(String root, String... spellings) {
            return root(RootKind.ORACLE, "oracle.root", root, spellings);
        }

        /**
         * Declares another spelling of a folder in locators.
         *
         * @param written the prefix that locators use, in whole segments; may have a scheme
         * @param root the folder that it stands for, as {@code s3://bucket/prefix}; becomes a root of the oracle
         */
        public Builder oracleAlias(String written, String root) {
            S3Location location = location("oracle.aliases", root);
            if (location != null) {
                map.alias(RootKind.ORACLE, written, location.toString());
            }
            return this;
        }

        /**
         * Sets the bound on the memory of all open parts together, in bytes. Default: 64 MiB. For many parts that are
         * open at once, 256 KiB for each keep a part in memory while others are read.
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

        /**
         * Builds the reader. Makes no call to the store.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} with everything that is wrong, by the keys {@code
         *     object_store.root}, {@code oracle.root} and {@code oracle.aliases}
         */
        public S3OracleReader build() {
            if (!faults.isEmpty()) {
                throw new WspException(ReasonCode.CONFIG_INVALID, String.join("; ", faults));
            }
            return new S3OracleReader(map.build(), connection.store(), new ReadMemory(memoryBytes), parallelReads);
        }

        private Builder root(RootKind kind, String key, String root, String... spellings) {
            S3Location location = location(key, root);
            if (location != null) {
                List<String> texts = Stream.concat(Stream.of(location.toString(), root), Arrays.stream(spellings))
                        .distinct()
                        .toList();
                map.root(kind, location.toString(), texts);
            }
            return this;
        }

        private @Nullable S3Location location(String key, String root) {
            try {
                return S3Location.root(root);
            } catch (IllegalArgumentException e) {
                faults.add(key + " must be s3://bucket or s3://bucket/prefix, not " + LogText.quote(root) + ": "
                        + e.getMessage());
                return null;
            }
        }
    }
}
