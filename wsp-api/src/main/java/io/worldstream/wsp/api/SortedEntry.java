package io.worldstream.wsp.api;

import java.time.Instant;
import java.util.Objects;

/**
 * A committed view of a {@link SortedStore}.
 *
 * @param key its key
 * @param sizeBytes the number of its bytes, at least 0
 * @param created the approximate time at which it was written, by the clock of the store
 * @param lastUsed the approximate time at which it was last opened, or written, by the clock of the store; of two views,
 *     the one used later has the later time
 */
public record SortedEntry(Hex64 key, long sizeBytes, Instant created, Instant lastUsed) {
    /**
     * Validates the entry.
     *
     * @throws IllegalArgumentException if the size is negative
     */
    public SortedEntry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(lastUsed, "lastUsed");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes must not be negative: " + sizeBytes);
        }
    }
}
