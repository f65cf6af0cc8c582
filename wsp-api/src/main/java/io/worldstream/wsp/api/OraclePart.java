package io.worldstream.wsp.api;

import java.util.Objects;

/**
 * One stored object of an output, as returned by {@link OracleReader#resolve}.
 *
 * @param path the whole path in the adapter's terms; orders the parts of an output and identifies them in messages
 * @param sizeBytes the stored size in bytes, 0 or more
 */
public record OraclePart(String path, long sizeBytes) {
    public OraclePart {
        Objects.requireNonNull(path, "path");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes is negative: " + sizeBytes);
        }
    }
}
