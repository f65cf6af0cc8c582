package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The surveys of one world, saved once for all schedules, because surveying sealed bytes gives the same result each
 * time. Any thread may use it.
 */
final class SimSurveys implements SurveyStore {
    private final Map<Hex64, byte[]> kept = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> load(Hex64 key) {
        return Optional.ofNullable(kept.get(key)).map(byte[]::clone);
    }

    @Override
    public void save(Hex64 key, byte[] survey) {
        kept.putIfAbsent(key, survey.clone());
    }

    @Override
    public void discard(Hex64 key) {
        kept.remove(key);
    }
}
