package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Views of a {@link SortedStore} whose bytes follow from a seed and a size. Stateless. */
final class ContractViews {
    private ContractViews() {}

    /** A reader of what is gone may fail, but may not read what took its place. */
    static void assertStill(PartContent content, int seed) {
        byte[] read;
        try {
            read = whole(content, 65_536);
        } catch (IOException e) {
            return;
        }
        assertArrayEquals(
                view(seed, (int) content.sizeBytes()),
                read,
                "the bytes of a view that was replaced or discarded while open");
    }

    static void write(SortedStore store, Hex64 key, int seed, int count) throws IOException {
        byte[] bytes = view(seed, count);
        try (SortedDraft draft = store.create(key)) {
            for (int at = 0; at < count; at += 70_001) {
                draft.append(ByteBuffer.wrap(bytes, at, Math.min(70_001, count - at)));
            }
            draft.commit();
        }
    }

    static void append(SortedDraft draft, ByteBuffer bytes) throws IOException {
        draft.append(bytes);
        assertEquals(0, bytes.remaining(), "the bytes that are left after an append");
    }

    static PartContent open(SortedStore store, Hex64 key) throws IOException {
        return store.open(key).orElseGet(() -> fail("no view is committed under " + key));
    }

    static byte[] whole(PartContent content, int step) throws IOException {
        byte[] bytes = new byte[(int) content.sizeBytes()];
        int at = 0;
        while (at < bytes.length) {
            int read = content.read(at, ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
            if (read < 1) {
                fail("a read at byte " + at + " of " + bytes.length + " returned " + read);
            }
            at += read;
        }
        return bytes;
    }

    static Map<Hex64, SortedEntry> entries(SortedStore store) throws IOException {
        return store.entries().stream().collect(Collectors.toMap(SortedEntry::key, Function.identity()));
    }

    static SortedEntry entry(Map<Hex64, SortedEntry> entries, Hex64 key) {
        SortedEntry entry = entries.get(key);
        return entry == null ? fail("the view " + key + " is not listed") : entry;
    }

    static void assertUsedLater(Map<Hex64, SortedEntry> entries, Hex64 later, Hex64 earlier) {
        assertTrue(
                entry(entries, later).lastUsed().isAfter(entry(entries, earlier).lastUsed()),
                () -> "the view used later has no later time: " + entries);
    }

    static void assertNothing(SortedStore store, Hex64 key) throws IOException {
        try (PartContent content = store.open(key).orElse(null)) {
            if (content != null) {
                fail("a view of " + content.sizeBytes() + " bytes was opened, although none is committed");
            }
        }
    }

    static void assertHolds(SortedStore store, Hex64 key, int seed, int count) throws IOException {
        try (PartContent content = open(store, key)) {
            assertArrayEquals(view(seed, count), whole(content, 65_536), "the bytes of the view");
        }
    }

    static void closeQuietly(SortedDraft draft) {
        try {
            draft.close();
        } catch (IOException e) {
            // The location was unusable meanwhile, and what is left behind there is removed later.
            return;
        }
    }

    static byte[] view(int seed, int count) {
        byte[] view = new byte[count];
        for (int i = 0; i < count; i++) {
            view[i] = (byte) (seed * 101 + i * 31 + (i >> 8));
        }
        return view;
    }
}
