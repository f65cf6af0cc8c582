package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Surveys in memory. One thread. */
public final class MemorySurveyStore implements SurveyStore {
    private final Map<Hex64, byte[]> kept = new HashMap<>();

    @Override
    public Optional<byte[]> load(Hex64 key) {
        return Optional.ofNullable(kept.get(key));
    }

    @Override
    public void save(Hex64 key, byte[] survey) {
        kept.put(key, survey);
    }

    @Override
    public void discard(Hex64 key) {
        kept.remove(key);
    }
}
