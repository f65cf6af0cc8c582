package io.worldstream.wsp.testkit;

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
 * A survey store in memory that records what was asked of it, fails on request, and holds damaged surveys. Any thread may
 * use it.
 */
public final class InMemorySurveyStore implements SurveyStore {
    private final Map<Hex64, byte[]> surveys = new LinkedHashMap<>();
    private final Set<Hex64> damaged = new HashSet<>();
    private final List<Hex64> loads = new ArrayList<>();
    private final List<Hex64> saves = new ArrayList<>();
    private int loadFailures;
    private int saveFailures;
    private int discardFailures;

    /** An empty store. */
    public InMemorySurveyStore() {}

    /** Makes the next loads fail, as when the store cannot be read ({@code SUR-05}). */
    public synchronized void failNextLoads(int count) {
        loadFailures = count;
    }

    /** Makes the next saves fail: what was kept before still is ({@code SUR-02}). */
    public synchronized void failNextSaves(int count) {
        saveFailures = count;
    }

    /** Makes the next discards fail: what was kept still is. */
    public synchronized void failNextDiscards(int count) {
        discardFailures = count;
    }

    /**
     * Damages what is kept under a key: loading it fails until it is saved anew or discarded ({@code SUR-03}).
     *
     * @throws IllegalArgumentException if nothing is kept under it
     */
    public synchronized void damage(Hex64 key) {
        if (!surveys.containsKey(key)) {
            throw new IllegalArgumentException("there is no survey " + key);
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

    /** The keys under which something is kept, oldest first. */
    public synchronized List<Hex64> keys() {
        return List.copyOf(surveys.keySet());
    }

    /** The keys that were loaded, in order, also where loading failed or nothing was kept. */
    public synchronized List<Hex64> loads() {
        return List.copyOf(loads);
    }

    /** The keys that were saved, in order, also where saving failed. */
    public synchronized List<Hex64> saves() {
        return List.copyOf(saves);
    }
}
