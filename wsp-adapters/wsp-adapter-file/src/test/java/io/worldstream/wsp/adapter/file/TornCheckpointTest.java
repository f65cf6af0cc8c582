package io.worldstream.wsp.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CHK-03: whatever becomes of the bytes of a slot, what is read is the newest record that is whole, or {@code
 * CHECKPOINT_CORRUPT}. Of a small record each truncation and each bit; of a large one all that is near its ends, and a sample
 * of the rest.
 */
class TornCheckpointTest {
    private static final RunId RUN = new RunId("0123456789abcdef".repeat(2));
    private static final RunId OTHER = new RunId("fedcba9876543210".repeat(2));
    private static final int SMALL = 20;
    private static final int LARGE = 9 * 1024;
    private static final int NEAR_AN_END = 64;

    /** Shares no factor with 8 nor with the sizes of blocks: in the end it meets each bit and each place of a block. */
    private static final int STRIDE = 131;

    @TempDir
    Path root;

    private FileCheckpointStore store;
    private Path slotA;
    private Path slotB;

    @BeforeEach
    void open() throws IOException {
        store = new FileCheckpointStore(root);
        store.open(RUN, 7);
        slotA = root.resolve(RUN.value()).resolve("a.checkpoint");
        slotB = root.resolve(RUN.value()).resolve("b.checkpoint");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SMALL, LARGE})
    void whereOneWasSavedDamageOfItIsFound(int size) throws IOException {
        store.save(RUN, 7, record(1, size));
        eachDamage(slotA, () -> assertReads(null));
        assertReads(record(1, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SMALL, LARGE})
    void whereTwoWereSavedDamageOfTheNewestGivesTheOneBefore(int size) throws IOException {
        store.save(RUN, 7, record(1, size));
        store.save(RUN, 7, record(2, size));
        eachDamage(slotB, () -> assertReads(record(1, size)));
        assertReads(record(2, size));
        store.save(RUN, 7, record(3, size));
        eachDamage(slotA, () -> assertReads(record(2, size)));
        assertReads(record(3, size));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SMALL, LARGE})
    void whereTwoWereSavedDamageOfTheOlderOneChangesNothing(int size) throws IOException {
        store.save(RUN, 7, record(1, size));
        store.save(RUN, 7, record(2, size));
        eachDamage(slotA, () -> assertReads(record(2, size)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SMALL, LARGE})
    void whereBothAreDamagedNothingIsRead(int size) throws IOException {
        store.save(RUN, 7, record(1, size));
        store.save(RUN, 7, record(2, size));
        byte[] whole = Files.readAllBytes(slotB);
        flip(whole, 8 * whole.length / 2);
        put(slotB, whole);
        eachDamage(slotA, () -> assertReads(null));
        assertReads(record(1, size));
    }

    /** Content left by a machine that stopped before it wrote: zeros or earlier data. */
    @Test
    void zerosAndForeignBytesAreNoRecord() throws IOException {
        store.save(RUN, 7, record(1, SMALL));
        byte[] whole = Files.readAllBytes(slotA);
        List<byte[]> others = new ArrayList<>();
        others.add(new byte[whole.length]);
        others.add(new byte[4096]);
        for (int kept = 1; kept < whole.length; kept++) {
            byte[] tail = whole.clone();
            Arrays.fill(tail, kept, tail.length, (byte) 0);
            if (!Arrays.equals(tail, whole)) {
                others.add(tail);
            }
            byte[] head = whole.clone();
            Arrays.fill(head, 0, kept, (byte) 0);
            others.add(head);
        }
        others.add(Arrays.copyOf(whole, whole.length + 1));
        byte[] twice = Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);
        others.add(twice);
        Random random = new Random(17);
        for (int i = 0; i < 1_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            others.add(noise);
        }
        for (byte[] bytes : others) {
            put(slotA, bytes);
            assertReads(null);
        }
    }

    @Test
    void theRecordOfAnotherRunAndAFenceAreNoRecord() throws IOException {
        store.open(OTHER, 7);
        store.save(OTHER, 7, record(1, SMALL));
        Files.copy(root.resolve(OTHER.value()).resolve("a.checkpoint"), slotA);
        assertReads(null);
        Files.copy(root.resolve(RUN.value()).resolve("checkpoint.fence"), slotB);
        assertReads(null);
    }

    /** Slots that are gone are no run that never began: it would never be streamed to its end. */
    @Test
    void slots_goneWithoutADiscard_areDamage() throws IOException {
        assertThat(store.read(RUN)).as("nothing was saved yet").isEmpty();
        assertThat(store.runs()).isEmpty();
        store.save(RUN, 7, record(1, SMALL));
        store.save(RUN, 7, record(2, SMALL));
        Files.delete(slotA);
        assertReads(record(2, SMALL));
        Files.delete(slotB);
        FileCheckpointStore later = new FileCheckpointStore(root);
        assertThat(later.runs()).containsExactly(RUN);
        for (Check look : List.<Check>of(() -> later.read(RUN), () -> later.open(RUN, 8), () -> later.open(RUN, 9))) {
            assertThatExceptionOfType(WspException.class)
                    .isThrownBy(look::run)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT))
                    .withMessageContaining("wsp run --restart " + RUN);
        }
        later.discard(RUN, 9);
        assertThat(later.read(RUN)).isEmpty();
        assertThat(later.open(RUN, 10)).isEmpty();
        assertThat(later.runs()).isEmpty();
        later.save(RUN, 10, record(3, SMALL));
        assertThat(later.read(RUN)).contains(record(3, SMALL));
    }

    /** Nobody knows then who may write, so nobody may; who only looks still reads. */
    @Test
    void aDamagedFenceLetsNobodyPass() throws IOException {
        store.save(RUN, 7, record(1, SMALL));
        Path fence = root.resolve(RUN.value()).resolve("checkpoint.fence");
        eachDamage(fence, () -> {
            for (long epoch : new long[] {1, 7, 8, Long.MAX_VALUE}) {
                assertFails(() -> store.save(RUN, epoch, record(2, SMALL)));
                assertFails(() -> store.open(RUN, epoch));
                assertFails(() -> store.discard(RUN, epoch));
            }
            assertReads(record(1, SMALL));
        });
        store.save(RUN, 7, record(2, SMALL));
    }

    @FunctionalInterface
    private interface Check {
        void run() throws IOException;
    }

    /** Cuts the file short and changes its bits, each time anew, and puts it back in the end. */
    private static void eachDamage(Path file, Check check) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        boolean all = whole.length < 256;
        for (int length = 0; length < whole.length; length++) {
            if (all || length < NEAR_AN_END || length >= whole.length - NEAR_AN_END || length % STRIDE == 0) {
                put(file, Arrays.copyOf(whole, length));
                check.run();
            }
        }
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            int at = bit / 8;
            if (all || at < NEAR_AN_END || at >= whole.length - NEAR_AN_END || bit % STRIDE == 0) {
                byte[] changed = whole.clone();
                flip(changed, bit);
                put(file, changed);
                check.run();
            }
        }
        put(file, whole);
    }

    /** Without emptying the file first, for which some file systems wait until what comes next is on the disk. */
    private static void put(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.truncate(bytes.length);
        }
    }

    private static void flip(byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }

    /** Asserts which record is read; null expects CHECKPOINT_CORRUPT. */
    private void assertReads(byte @Nullable [] expected) throws IOException {
        try {
            byte[] read = store.read(RUN).orElseThrow();
            assertThat(read).isEqualTo(expected);
        } catch (WspException e) {
            assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT);
            assertThat(expected).isNull();
        }
    }

    private static void assertFails(Check check) {
        try {
            check.run();
        } catch (WspException e) {
            assertThat(e.code()).isEqualTo(ReasonCode.CHECKPOINT_CORRUPT);
            assertThat(e).hasMessageContainingAll("checkpoint.fence", "remove the file");
            return;
        } catch (IOException e) {
            throw new AssertionError("it would be tried again", e);
        }
        throw new AssertionError("it passed");
    }

    private static byte[] record(int seed, int size) {
        byte[] record = new byte[size];
        new Random(seed).nextBytes(record);
        return record;
    }
}
