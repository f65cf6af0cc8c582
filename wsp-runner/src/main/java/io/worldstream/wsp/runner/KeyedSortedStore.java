package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.runner.config.ConfigKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Sorted views of a store whose failures name the configuration key of its root. */
final class KeyedSortedStore implements SortedStore {
    private final ConfigKey<?> key;
    private final SortedStore store;

    KeyedSortedStore(ConfigKey<?> key, SortedStore store) {
        this.key = key;
        this.store = store;
    }

    @Override
    public Optional<PartContent> open(Hex64 view) throws IOException {
        return KeyedFailures.of(key, () -> store.open(view).map(content -> new KeyedPartContent(key, content)));
    }

    @Override
    public SortedDraft create(Hex64 view) throws IOException {
        return new Draft(KeyedFailures.of(key, () -> store.create(view)));
    }

    @Override
    public List<SortedEntry> entries() throws IOException {
        return KeyedFailures.of(key, store::entries);
    }

    @Override
    public void discard(Hex64 view) throws IOException {
        KeyedFailures.run(key, () -> store.discard(view));
    }

    private final class Draft implements SortedDraft {
        private final SortedDraft draft;

        Draft(SortedDraft draft) {
            this.draft = draft;
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            KeyedFailures.run(key, () -> draft.append(bytes));
        }

        @Override
        public void commit() throws IOException {
            KeyedFailures.run(key, draft::commit);
        }

        @Override
        public void close() throws IOException {
            KeyedFailures.run(key, draft::close);
        }
    }
}
