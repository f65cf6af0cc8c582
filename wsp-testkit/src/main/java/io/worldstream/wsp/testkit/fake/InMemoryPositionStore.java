package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An in-memory position store that records its saves and fails on request. Any thread may use it. */
public final class InMemoryPositionStore implements PositionStore {
    private final Map<PositionName, Position> records = new LinkedHashMap<>();
    private final List<PositionName> saves = new ArrayList<>();
    private int loadFailures;
    private int saveFailures;
    private int lostAnswers;
    private long versions;

    /** Creates an empty store. */
    public InMemoryPositionStore() {}

    /** Makes the next {@code count} loads fail, like an unreadable store ({@code POS-05}). */
    public synchronized void failNextLoads(int count) {
        loadFailures = count;
    }

    /** Makes the next {@code count} saves fail; the previous record remains. */
    public synchronized void failNextSaves(int count) {
        saveFailures = count;
    }

    /** Makes the next {@code count} saves fail although they store their record, like a remote store whose answer is lost. */
    public synchronized void loseNextAnswers(int count) {
        lostAnswers = count;
    }

    /** Stores a record whatever its version, as an operator or a defect may do behind the host's back. */
    public synchronized void overwrite(PositionName name, byte[] record) {
        records.put(name, new Position(record, nextVersion()));
    }

    @Override
    public synchronized Optional<Position> load(PositionName name) throws IOException {
        if (loadFailures > 0) {
            loadFailures--;
            throw new IOException("the position store cannot be read, as scripted");
        }
        return Optional.ofNullable(records.get(name));
    }

    @Override
    public synchronized Optional<String> save(PositionName name, byte[] record, @Nullable String version)
            throws IOException {
        saves.add(name);
        if (saveFailures > 0) {
            saveFailures--;
            throw new IOException("the position store cannot be written, as scripted");
        }
        Position stored = records.get(name);
        if (!Objects.equals(stored == null ? null : stored.version(), version)) {
            return Optional.empty();
        }
        Position next = new Position(record, nextVersion());
        records.put(name, next);
        if (lostAnswers > 0) {
            lostAnswers--;
            throw new IOException("the answer of the position store is lost, as scripted");
        }
        return Optional.of(next.version());
    }

    /** Returns the names under which a record is stored. */
    public synchronized Set<PositionName> names() {
        return Set.copyOf(records.keySet());
    }

    /** Returns the names of all saves in order, including failed and refused ones. */
    public synchronized List<PositionName> saves() {
        return List.copyOf(saves);
    }

    private String nextVersion() {
        versions++;
        return Long.toString(versions);
    }
}
