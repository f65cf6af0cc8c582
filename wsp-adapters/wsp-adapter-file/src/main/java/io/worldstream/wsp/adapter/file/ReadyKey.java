package io.worldstream.wsp.adapter.file;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies READYs.
 *
 * @param id the id by which messages name it, of 1 to 128 characters
 * @param algorithm the only algorithm for which it is used
 * @param file the file of the key, in the form that {@link ReadyAlgorithm} states
 * @param notBefore the first instant at which it is valid, or null for always
 * @param notAfter the first instant at which it is no longer valid, or null for never
 */
public record ReadyKey(
        String id,
        ReadyAlgorithm algorithm,
        Path file,
        @Nullable Instant notBefore,
        @Nullable Instant notAfter) {
    private static final int MOST_CHARS = 128;

    /**
     * Validates the values.
     *
     * @throws IllegalArgumentException if the id is empty or too long, or the key is never valid
     */
    public ReadyKey {
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(file, "file");
        if (id.isEmpty() || id.length() > MOST_CHARS) {
            throw new IllegalArgumentException("expected the id of a key, of 1 to 128 characters");
        }
        if (notBefore != null && notAfter != null && !notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException(
                    "expected not_before earlier than not_after, found " + notBefore + " and " + notAfter);
        }
    }

    /** Creates a key that is always valid. */
    public ReadyKey(String id, ReadyAlgorithm algorithm, Path file) {
        this(id, algorithm, file, null, null);
    }
}
