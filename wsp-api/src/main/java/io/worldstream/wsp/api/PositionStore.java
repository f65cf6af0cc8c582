package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores how far a host has settled the messages of a bus that keeps no positions itself (rules {@code POS-*}): small
 * records by name. The source that saves a record decides on its contents.
 *
 * <p>A save names the version that it replaces, so that hosts that share a store merge their positions and never
 * overwrite each other's:
 *
 * <pre>{@code
 * Optional<String> saved;
 * do {
 *     Optional<PositionStore.Position> stored = store.load(name);
 *     saved = store.save(name, merge(stored, ours), stored.map(PositionStore.Position::version).orElse(null));
 * } while (saved.isEmpty());
 * }</pre>
 *
 * <p>Every failure is an {@link IOException}. After a save that failed, the stored record may be the previous or the new
 * one; loading tells which. Any thread may call a store; calls may block for a bounded time ({@code POS-04}).
 */
public interface PositionStore {
    /**
     * Loads the record that the last successful {@link #save} of the name stored, byte for byte.
     *
     * @return the record and its version; empty if none is stored
     * @throws IOException if the store cannot be read, or the stored bytes are not the saved ones ({@code POS-05})
     */
    Optional<Position> load(PositionName name) throws IOException;

    /**
     * Saves a record if the stored one still has the given version ({@code POS-02}). Once this method returns a
     * version, the record survives the machine ({@code POS-03}).
     *
     * @param record the new bytes, a few kilobytes and at most 1 MiB; the array is neither modified nor retained
     * @param version the version that was loaded or returned by the last save; null if none is stored under the name
     * @return the new version; empty if the stored record has another version or, with null, if one is stored: then
     *     nothing was changed
     * @throws IOException if the record cannot be saved; the stored one is then the previous one or, if the answer of a
     *     remote store was lost, the new one
     */
    Optional<String> save(PositionName name, byte[] record, @Nullable String version) throws IOException;

    /** A stored record and its version. Immutable. */
    final class Position {
        private final byte[] record;
        private final String version;

        /**
         * Creates a value.
         *
         * @param record the stored bytes, copied
         * @param version the store's name for these bytes, not empty; never the version of other bytes under the name
         */
        public Position(byte[] record, String version) {
            this.record = record.clone();
            this.version = Objects.requireNonNull(version, "version");
        }

        /** Returns the stored bytes, in an array that the caller owns. */
        public byte[] record() {
            return record.clone();
        }

        /** Returns the version, which only the store interprets. */
        public String version() {
            return version;
        }
    }
}
