package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.SortedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sorted views that all hosts share. The store cannot be used now and then. It is worse than the rules allow: it
 * keeps drafts that were not committed, and has views that are damaged, truncated or another's. One thread.
 */
final class SimSorted {
    private final Map<Hex64, byte[]> views = new LinkedHashMap<>();
    private final SimRates rates;

    SimSorted(SimRates rates) {
        this.rates = rates;
    }

    /** Returns whether a schedule with these options has sorted views. */
    static boolean drawnIn(SimOptions options) {
        return options.faults().rate(SimFault.SORTED_ERROR) > 0
                || options.faults().rate(SimFault.SORTED_DAMAGE) > 0;
    }

    /** Returns the store as seen by one process, which may be killed or frozen while it writes. */
    SortedStore of(SimProcess process) {
        return new Store(process);
    }

    private void failSometimes() throws IOException {
        if (rates.hits(SimFault.SORTED_ERROR)) {
            throw new IOException("the sorted views cannot be used now");
        }
    }

    /** Returns what became of a view on the disk. */
    private byte[] damaged(byte[] view) {
        byte[] other = view.clone();
        switch (rates.below(3)) {
            case 0 -> other = Arrays.copyOf(view, rates.below(view.length));
            case 1 -> other[rates.below(view.length)] ^= (byte) (1 << rates.below(7));
            default -> {
                int which = rates.below(views.size());
                other = List.copyOf(views.values()).get(which).clone();
            }
        }
        return other;
    }

    private final class Store implements SortedStore {
        private final SimProcess process;

        Store(SimProcess process) {
            this.process = process;
        }

        @Override
        public Optional<PartContent> open(Hex64 key) throws IOException {
            failSometimes();
            if (views.containsKey(key) && rates.hits(SimFault.SORTED_DAMAGE)) {
                views.computeIfPresent(key, (same, view) -> damaged(view));
            }
            return Optional.ofNullable(views.get(key)).map(Content::new);
        }

        @Override
        public SortedDraft create(Hex64 key) throws IOException {
            failSometimes();
            return new Draft(process, key);
        }

        @Override
        public List<SortedEntry> entries() throws IOException {
            failSometimes();
            return views.entrySet().stream()
                    .map(each -> new SortedEntry(each.getKey(), each.getValue().length, Instant.EPOCH, Instant.EPOCH))
                    .toList();
        }

        @Override
        public void discard(Hex64 key) throws IOException {
            failSometimes();
            views.remove(key);
        }
    }

    private final class Content implements PartContent {
        private final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            failSometimes();
            int left = (int) Math.max(bytes.length - position, 0);
            int count = Math.min(left, target.remaining());
            if (count == 0) {
                return left == 0 ? -1 : 0;
            }
            int start = target.position();
            target.put(bytes, (int) position, count);
            if (rates.hits(SimFault.SORTED_DAMAGE)) {
                int at = start + rates.below(count);
                target.put(at, (byte) (target.get(at) ^ 1 << rates.below(7)));
            }
            return count;
        }

        @Override
        public void close() {}
    }

    private final class Draft implements SortedDraft {
        private final SimProcess process;
        private final Hex64 key;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean committed;

        Draft(SimProcess process, Hex64 key) {
            this.process = process;
            this.key = key;
        }

        @Override
        public void append(ByteBuffer more) throws IOException {
            failSometimes();
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            bytes.writeBytes(copy);
            process.delicateMoment();
        }

        @Override
        public void commit() throws IOException {
            failSometimes();
            committed = true;
            views.put(key, bytes.toByteArray());
            process.delicateMoment();
        }

        @Override
        public void close() {
            if (!committed && bytes.size() > 0 && rates.hits(SimFault.SORTED_DAMAGE)) {
                committed = true;
                views.put(key, bytes.toByteArray());
            }
        }
    }
}
