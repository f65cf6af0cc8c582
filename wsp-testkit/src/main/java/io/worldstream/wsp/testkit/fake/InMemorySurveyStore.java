package io.worldstream.wsp.testkit.fake;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An in-memory survey store that records its calls, fails on request, and can hold damaged surveys. Any thread may use
 * it.
 */
public final class InMemorySurveyStore implements SurveyStore {
    private final Map<Hex64, byte[]> surveys = new LinkedHashMap<>();
    private final Set<Hex64> damaged = new HashSet<>();
    private final List<Hex64> loads = new ArrayList<>();
    private final List<Hex64> saves = new ArrayList<>();
    private int loadFailures;
    private int saveFailures;
    private int discardFailures;

    /** Creates an empty store. */
    public InMemorySurveyStore() {}

    /** Makes the next {@code count} loads fail, like an unreadable store ({@code SUR-05}). */
    public synchronized void failNextLoads(int count) {
        loadFailures = count;
    }

    /** Makes the next {@code count} saves fail; the previous survey remains ({@code SUR-02}). */
    public synchronized void failNextSaves(int count) {
        saveFailures = count;
    }

    /** Makes the next {@code count} discards fail; the survey remains. */
    public synchronized void failNextDiscards(int count) {
        discardFailures = count;
    }

    /**
     * Damages the survey saved under a key: loading it fails until it is saved again or discarded ({@code SUR-03}).
     *
     * @throws IllegalArgumentException if no survey is saved under the key
     */
    public synchronized void damage(Hex64 key) {
        if (!surveys.containsKey(key)) {
            throw new IllegalArgumentException("no survey is saved under key " + key);
        }
        damaged.add(key);
    }

    @Override
    public synchronized Optional<byte[]> load(Hex64 key) throws IOException {
        loads.add(key);
        if (loadFailures > 0) {
            loadFailures--;
            throw new IOException("the survey store cannot be read, as scripted");
        }
        if (damaged.contains(key)) {
            throw new IOException("the survey " + key + " is damaged, as scripted");
        }
        return Optional.ofNullable(surveys.get(key)).map(byte[]::clone);
    }

    @Override
    public synchronized void save(Hex64 key, byte[] survey) throws IOException {
        saves.add(key);
        if (saveFailures > 0) {
            saveFailures--;
            throw new IOException("the survey store cannot be written, as scripted");
        }
        surveys.put(key, survey.clone());
        damaged.remove(key);
    }

    @Override
    public synchronized void discard(Hex64 key) throws IOException {
        if (discardFailures > 0) {
            discardFailures--;
            throw new IOException("the survey store cannot be written, as scripted");
        }
        surveys.remove(key);
        damaged.remove(key);
    }

    /** Returns the keys that have a saved survey, oldest first. */
    public synchronized List<Hex64> keys() {
        return List.copyOf(surveys.keySet());
    }

    /** Returns the loaded keys in order, including failed and empty loads. */
    public synchronized List<Hex64> loads() {
        return List.copyOf(loads);
    }

    /** Returns the saved keys in order, including failed saves. */
    public synchronized List<Hex64> saves() {
        return List.copyOf(saves);
    }
}
