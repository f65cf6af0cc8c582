package io.worldstream.wsp.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stored object of an output, as returned by {@link OracleReader#resolve}.
 *
 * @param path the whole path in the adapter's terms; orders the parts of an output and identifies them in messages
 * @param sizeBytes the stored size in bytes, 0 or more
 * @param version the version whose bytes {@link OracleReader#open} reads, or null if the store has no versions; opening
 *     then reads the bytes that are stored at that time ({@code ORC-09})
 */
public record OraclePart(
        String path, long sizeBytes, @Nullable Version version) {
    public OraclePart {
        Objects.requireNonNull(path, "path");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes is negative: " + sizeBytes);
        }
    }

    /** Creates a part of a store without versions. */
    public OraclePart(String path, long sizeBytes) {
        this(path, sizeBytes, null);
    }

    /**
     * The stored bytes that a part was resolved to. A path with a version names the same bytes at every opening, or
     * none.
     *
     * @param id the version in the store's terms, such as a version id or an entity tag; not empty
     * @param immutable true if the store promises that the bytes under this id never change; false if it only notices
     *     a change, as with an entity tag
     */
    public record Version(String id, boolean immutable) {
        public Version {
            if (id.isEmpty()) {
                throw new IllegalArgumentException("the version has an empty id");
            }
        }
    }
}
