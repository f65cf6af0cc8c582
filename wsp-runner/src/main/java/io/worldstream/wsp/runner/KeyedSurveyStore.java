package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.runner.config.ConfigKey;
import java.io.IOException;
import java.util.Optional;

/** Surveys of a store whose failures name the configuration key of its root. */
final class KeyedSurveyStore implements SurveyStore {
    private final ConfigKey<?> key;
    private final SurveyStore store;

    KeyedSurveyStore(ConfigKey<?> key, SurveyStore store) {
        this.key = key;
        this.store = store;
    }

    @Override
    public Optional<byte[]> load(Hex64 survey) throws IOException {
        return KeyedFailures.of(key, () -> store.load(survey));
    }

    @Override
    public void save(Hex64 survey, byte[] bytes) throws IOException {
        KeyedFailures.run(key, () -> store.save(survey, bytes));
    }

    @Override
    public void discard(Hex64 survey) throws IOException {
        KeyedFailures.run(key, () -> store.discard(survey));
    }
}
