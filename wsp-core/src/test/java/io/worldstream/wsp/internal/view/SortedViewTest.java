package io.worldstream.wsp.internal.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SortedDraft;
import io.worldstream.wsp.internal.chunk.ChunkDigester;
import io.worldstream.wsp.internal.samples.MemorySortedStore;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.policy.SecondLook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SortedViewTest {
    private static final Hex64 KEY = new Hex64("0123456789abcdef".repeat(4));
    private static final byte[] SURVEY = {1, 2, 3, 4, 5};
    private static final ViewWriter.Packing WITHIN_THE_CALL = new ViewWriter.Packing() {
        @Override
        public <T> Future<T> submit(Callable<T> work) {
            FutureTask<T> task = new FutureTask<>(work);
            task.run();
            return task;
        }

        @Override
        public <T> T await(Future<T> work) {
            try {
                return work.get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int ahead() {
            return 3;
        }
    };

    private final MemorySortedStore store = new MemorySortedStore();

    private record Entry(long tsMicros, int part, long number, String text) {}

    private static List<Entry> entries(int count, int padding) {
        Random random = new Random(count);
        List<Entry> entries = new ArrayList<>();
        long micros = -5;
        for (int i = 0; i < count; i++) {
            micros += random.nextInt(3);
            entries.add(new Entry(micros, random.nextInt(4), i, "row " + i + "p".repeat(random.nextInt(padding + 1))));
        }
        return entries;
    }

    private void write(Hex64 key, List<Entry> entries) throws IOException {
        try (SortedDraft draft = store.create(key)) {
            ViewWriter writer = new ViewWriter(draft, key, WITHIN_THE_CALL, Cancellation.NEVER);
            for (Entry entry : entries) {
                writer.startRow(entry.tsMicros, entry.part, entry.number).append(entry.text);
                writer.endRow();
            }
            writer.finish(SURVEY);
            draft.commit();
        }
    }

    private PartContent content() throws IOException {
        return store.open(KEY).orElseThrow();
    }

    private SortedView.Opened open() throws IOException {
        try (PartContent content = content()) {
            return SortedView.open(content, KEY, Cancellation.NEVER);
        }
    }

    private List<Entry> read(SortedView view, long fromMicros) throws IOException {
        return read(view, fromMicros, SecondLook.CRC32C);
    }

    private List<Entry> read(SortedView view, long fromMicros, SecondLook look) throws IOException {
        List<Entry> read = new ArrayList<>();
        try (ViewReader reader = view.read(content(), fromMicros, look, Cancellation.NEVER)) {
            while (reader.advance()) {
                String text = new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8);
                read.add(new Entry(reader.tsMicros(), reader.part(), reader.number(), text));
            }
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 20_000})
    void read_anyCount_returnsWhatWasWritten(int count) throws IOException {
        List<Entry> entries = entries(count, 60);
        write(KEY, entries);
        SortedView.Opened opened = open();
        assertThat(opened.survey()).isEqualTo(SURVEY);
        assertThat(opened.view().rows()).isEqualTo(count);
        assertThat(opened.view().sizeBytes()).isEqualTo(store.only().length);
        assertThat(opened.view().firstMicros()).isEqualTo(count == 0 ? Long.MAX_VALUE : entries.get(0).tsMicros);
        assertThat(read(opened.view(), Long.MIN_VALUE)).isEqualTo(entries);
        assertThat(store.stillOpen()).isZero();
    }

    @Test
    void read_anyInstant_startsAtMostABlockBefore() throws IOException {
        List<Entry> entries = entries(30_000, 60);
        write(KEY, entries);
        SortedView view = open().view();
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            long from = random.nextInt(31_000);
            List<Entry> read = read(view, from);
            List<Entry> expected =
                    entries.stream().filter(entry -> entry.tsMicros >= from).toList();
            assertThat(read.subList(read.size() - expected.size(), read.size())).isEqualTo(expected);
            assertThat(read).hasSizeLessThan(expected.size() + ViewLayout.BLOCK_BYTES / ViewLayout.ROW_BYTES);
        }
    }

    @Test
    void read_longRow_isOneBlock() throws IOException {
        List<Entry> entries = new ArrayList<>(entries(10, 5));
        entries.add(new Entry(1_000, 0, 99, "x".repeat(3 << 20)));
        entries.add(new Entry(1_000, 1, 99, "y"));
        write(KEY, entries);
        assertThat(read(open().view(), Long.MIN_VALUE)).isEqualTo(entries);
    }

    @ParameterizedTest
    @EnumSource
    void open_anyBitFlipped_neverYieldsOtherRows(SecondLook look) throws IOException {
        List<Entry> entries = entries(20_000, 20);
        write(KEY, entries);
        byte[] intact = store.only();
        Random random = new Random(11);
        for (int i = 0; i < 400; i++) {
            // Half of the flips hit the index, the survey or the tail.
            int at = i % 2 == 0 ? random.nextInt(intact.length) : intact.length - 1 - random.nextInt(300);
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            store.replaceAllBy(damaged);
            assertThatThrownBy(() -> read(open().view(), Long.MIN_VALUE, look))
                    .as("byte " + at)
                    .isInstanceOf(DamagedViewException.class);
        }
        assertThat(store.stillOpen()).isZero();
    }

    /** Of the digests of a block, each has its own look: a wrong one is found by that look alone. */
    @ParameterizedTest
    @EnumSource
    void read_otherDigestRecorded_isFoundByItsOwnLook(SecondLook wrong) throws IOException {
        List<Entry> entries = entries(100, 20);
        write(KEY, entries);
        byte[] view = store.only();
        int index = view.length - ViewLayout.TAIL_BYTES - SURVEY.length - ViewLayout.ENTRY_BYTES;
        int digests = index + ViewLayout.ENTRY_BYTES - ChunkDigester.BYTES;
        view[wrong == SecondLook.SHA256 ? digests : digests + ChunkDigester.BYTES - 1] ^= 1;
        MessageDigest whole = DigestUtils.getSha256Digest();
        whole.update(view, 0, ViewLayout.HEAD_BYTES);
        whole.update(view, index, view.length - ViewLayout.TAIL_BYTES + ViewLayout.COUNTS_BYTES - index);
        byte[] digest = whole.digest();
        System.arraycopy(digest, 0, view, view.length - digest.length - Long.BYTES, digest.length);
        store.replaceAllBy(view);
        for (SecondLook look : SecondLook.values()) {
            if (look == wrong) {
                assertThatThrownBy(() -> read(open().view(), Long.MIN_VALUE, look))
                        .isInstanceOf(DamagedViewException.class)
                        .hasMessage("its block 0 does not match its digest");
            } else {
                assertThat(read(open().view(), Long.MIN_VALUE, look)).isEqualTo(entries);
            }
        }
    }

    @Test
    void open_truncatedOrPadded_isDamaged() throws IOException {
        write(KEY, entries(5_000, 20));
        byte[] intact = store.only();
        for (int length = 0; length < intact.length; length += 1 + length / 50) {
            store.replaceAllBy(Arrays.copyOf(intact, length));
            assertThatThrownBy(this::open).as("first %d bytes", length).isInstanceOf(DamagedViewException.class);
        }
        store.replaceAllBy(Arrays.copyOf(intact, intact.length + 1));
        assertThatThrownBy(this::open).isInstanceOf(DamagedViewException.class);
    }

    @Test
    void open_viewOfAnotherKey_isDamaged() throws IOException {
        Hex64 other = new Hex64("f".repeat(64));
        write(other, entries(10, 5));
        byte[] foreign = store.only();
        store.clear();
        write(KEY, entries(10, 5));
        store.replaceAllBy(foreign);
        assertThatThrownBy(this::open).isInstanceOf(DamagedViewException.class).hasMessageContaining("of this key");
    }

    @Test
    void read_viewReplacedSinceItWasOpened_isDamaged() throws IOException {
        write(KEY, entries(10, 5));
        SortedView view = open().view();
        write(KEY, entries(11, 5));
        assertThatThrownBy(() -> read(view, 0)).isInstanceOf(DamagedViewException.class);
    }

    /** Sizes that no view has must not make a reader ask for memory. */
    @Test
    void open_impossibleCounts_isDamaged() throws IOException {
        write(KEY, entries(100, 5));
        byte[] intact = store.only();
        int counts = intact.length - ViewLayout.TAIL_BYTES;
        for (int blocks : new int[] {-1, 2, Integer.MAX_VALUE}) {
            byte[] changed = intact.clone();
            ByteBuffer.wrap(changed).putInt(counts, blocks);
            store.replaceAllBy(changed);
            assertThatThrownBy(this::open).isInstanceOf(DamagedViewException.class);
        }
        for (long survey : new long[] {-1, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            byte[] changed = intact.clone();
            ByteBuffer.wrap(changed).putLong(counts + Integer.BYTES, survey);
            store.replaceAllBy(changed);
            assertThatThrownBy(this::open).isInstanceOf(DamagedViewException.class);
        }
    }
}
