package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SpillArea;
import io.worldstream.wsp.api.SpillFile;
import io.worldstream.wsp.api.SpillSpace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link SpillSpace}: the rules {@code SPL-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class SpillSpaceContract extends Contract {
    private static final RunId RUN = new RunId("0123456789abcdef0123456789abcdef");
    private static final int THREADS = 4;

    /** A size that exceeds any sensible buffer and is not a round number. */
    private static final int MANY = 3 * 1024 * 1024 + 7;

    /** Creates the kit. JUnit creates one instance per test; its location is empty. */
    protected SpillSpaceContract() {}

    /**
     * Returns a space over the test's one location; if possible another object on each call, as another process would
     * have.
     */
    protected abstract SpillSpace space() throws Exception;

    /** Returns whether the location holds nothing of any area. */
    protected abstract boolean isEmpty() throws Exception;

    /**
     * Leaves behind the files of a process that was killed in the middle of a spill.
     *
     * @return false if nothing outlives a process in this location, which is the default
     */
    protected boolean leaveBehind() throws Exception {
        return false;
    }

    /**
     * Limits the location to the given number of bytes.
     *
     * @return false if a test cannot limit it, which is the default
     */
    protected boolean outOfSpaceAfter(long bytes) throws Exception {
        return false;
    }

    @Override
    final String ruleOfReturning() {
        return "SPL-05";
    }

    @Test
    @DisplayName("SPL-01 two areas share nothing, even for the same run")
    public final void twoAreasShareNothing() throws Exception {
        try (SpillArea one = space().open(RUN);
                SpillFile first = filled(one.create(), 1, 1_000)) {
            try (SpillArea other = space().open(RUN);
                    SpillFile second = filled(other.create(), 2, 2_000)) {
                assertHolds(first, 1, 1_000);
                assertHolds(second, 2, 2_000);
            }
            assertHolds(first, 1, 1_000);
        }
    }

    @Test
    @DisplayName("SPL-01 the files of an area share nothing")
    public final void eachFileOfAnAreaIsItsOwn() throws Exception {
        try (SpillArea area = space().open(RUN);
                SpillFile first = filled(area.create(), 1, 1_000)) {
            try (SpillFile second = area.create()) {
                assertEquals(0, second.sizeBytes(), "the size of a new file");
                filled(second, 2, 10);
                assertHolds(second, 2, 10);
            }
            assertHolds(first, 1, 1_000);
        }
    }

    @Test
    @First
    @DisplayName("SPL-02 an append stores all bytes of any kind of buffer and does not retain the buffer")
    public final void anAppendKeepsAllBytes() throws Exception {
        byte[] bytes = bytes(3, MANY);
        try (SpillArea area = space().open(RUN);
                SpillFile file = area.create()) {
            ByteBuffer lent = ByteBuffer.wrap(bytes.clone());
            append(file, lent.limit(1));
            append(file, lent.limit(MANY - 300));
            Arrays.fill(lent.array(), (byte) 'x');
            append(file, ByteBuffer.wrap(bytes, MANY - 300, 100).asReadOnlyBuffer());
            append(
                    file,
                    ByteBuffer.allocateDirect(200).put(bytes, MANY - 200, 200).flip());
            append(file, ByteBuffer.allocate(0));
            assertHolds(file, 3, MANY);
        }
    }

    @Test
    @DisplayName("SPL-02 bytes that do not fit leave the file unchanged, and bytes that fit are stored")
    public final void whatHasNoRoomLeavesTheFileAsItWas() throws Exception {
        assumeTrue(outOfSpaceAfter(2_000), "the location cannot be filled up");
        try (SpillArea area = space().open(RUN);
                SpillFile file = filled(area.create(), 4, 1_500)) {
            for (int i = 0; i < 2; i++) {
                assertThrows(IOException.class, () -> file.append(ByteBuffer.allocate(501)));
                assertHolds(file, 4, 1_500);
            }
            file.append(ByteBuffer.wrap(bytes(4, 2_000), 1_500, 500));
            assertHolds(file, 4, 2_000);
        }
    }

    @Test
    @DisplayName("SPL-03 a read returns at least one byte until the end, then -1")
    public final void aReadGivesAtLeastOneByteUntilTheEnd() throws Exception {
        int count = 200_003;
        try (SpillArea area = space().open(RUN);
                SpillFile file = area.create()) {
            assertEquals(-1, file.read(0, ByteBuffer.allocate(1)), "a read of an empty file");
            filled(file, 5, count);
            assertArrayEquals(bytes(5, count), whole(file, 65_536), "the bytes read in steps of 65536");
            assertArrayEquals(bytes(5, count), whole(file, 4_099), "the bytes read in steps of 4099");
            assertEquals(-1, file.read(count, ByteBuffer.allocate(1)), "a read at the end");
            assertEquals(-1, file.read(count + 7L, ByteBuffer.allocateDirect(1)), "a read past the end");
            assertEquals(0, file.read(5, ByteBuffer.allocate(0)), "a read into a full target");

            ByteBuffer window = ByteBuffer.allocate(8).position(3).limit(5);
            int given = file.read(100_001, window);
            assertTrue(given == 1 || given == 2, () -> "a read of 2 bytes returned " + given);
            assertEquals(3 + given, window.position(), "the position of the target");
            byte[] expected = new byte[8];
            System.arraycopy(bytes(5, count), 100_001, expected, 3, given);
            assertArrayEquals(expected, window.array(), "the content of the target");

            file.append(ByteBuffer.wrap(bytes(5, count + 10), count, 10));
            assertHolds(file, 5, count + 10);
        }
    }

    @Test
    @DisplayName("SPL-04 a closed file is gone; closing it again does nothing, using it is an IOException")
    public final void aFileThatIsClosedIsGone() throws Exception {
        try (SpillArea area = space().open(RUN)) {
            SpillFile stays = filled(area.create(), 6, 100);
            SpillFile goes = filled(area.create(), 7, 100);
            goes.close();
            assertIsClosed(goes);
            goes.close();
            assertHolds(stays, 6, 100);
            assertFalse(isEmpty(), "the location is empty although a file is open");
        }
        assertTrue(isEmpty(), "files remain");
    }

    @Test
    @DisplayName("SPL-04 an area leaves no file after a close, open or not; using it is an IOException")
    public final void anAreaThatIsClosedLeavesNoFile() throws Exception {
        SpillArea area = space().open(RUN);
        SpillFile open = filled(area.create(), 8, 100);
        filled(area.create(), 9, 100).close();
        area.close();
        assertTrue(isEmpty(), "files remain");
        assertIsClosed(open);
        assertThrows(IOException.class, area::create, "a closed area creates a file");
        area.close();
        open.close();
        assertTrue(isEmpty(), "files remain after closing twice");
    }

    @Test
    @DisplayName("SPL-04 closing an area ends the work of a thread in it")
    public final void anAreaThatIsClosedUnderAThreadAtWorkEndsThatWork() throws Exception {
        SpillArea area = space().open(RUN);
        SpillFile file = area.create();
        CountDownLatch atWork = new CountDownLatch(100);
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger role = new AtomicInteger();
        onOtherThreads(2, () -> {
            if (role.getAndIncrement() == 0) {
                assertThrows(
                        IOException.class,
                        () -> appendUntilItFails(file, atWork, closed),
                        "a closed area accepts bytes");
            } else {
                atWork.await();
                area.close();
                closed.set(true);
            }
        });
        assertTrue(isEmpty(), "files remain");
    }

    @Test
    @DisplayName("SPL-05 any thread opens areas, creates files and uses its own")
    public final void anyThreadOpensAndUses() throws Exception {
        SpillSpace space = space();
        AtomicInteger seeds = new AtomicInteger();
        try (SpillArea shared = space.open(RUN)) {
            onOtherThreads(THREADS, () -> {
                int seed = seeds.incrementAndGet();
                try (SpillArea own = space.open(RUN);
                        SpillFile inShared = filled(shared.create(), seed, 50_000);
                        SpillFile inOwn = filled(own.create(), seed + THREADS, 50_000)) {
                    assertHolds(inShared, seed, 50_000);
                    assertHolds(inOwn, seed + THREADS, 50_000);
                }
            });
        }
        assertTrue(isEmpty(), "files remain");
    }

    @Test
    @DisplayName("SPL-05 a file moves from thread to thread")
    public final void aFileGoesFromThreadToThread() throws Exception {
        try (SpillArea area = space().open(RUN)) {
            SpillFile file = filled(area.create(), 10, 1_000);
            onOtherThreads(1, () -> {
                assertHolds(file, 10, 1_000);
                file.append(ByteBuffer.wrap(bytes(10, 2_000), 1_000, 1_000));
            });
            assertHolds(file, 10, 2_000);
            onOtherThreads(1, file::close);
        }
    }

    @Test
    @DisplayName("SPL-06 opening an area removes the files of dead processes and keeps those of living ones")
    public final void whatADeadProcessLeftIsGone() throws Exception {
        try (SpillArea living = space().open(RUN);
                SpillFile file = filled(living.create(), 11, 1_000)) {
            assumeTrue(leaveBehind(), "nothing outlives a process in this location");
            space().open(RUN).close();
            assertHolds(file, 11, 1_000);
            file.append(ByteBuffer.wrap(bytes(11, 1_001), 1_000, 1));
            assertHolds(file, 11, 1_001);
            filled(living.create(), 12, 10);
        }
        assertTrue(isEmpty(), "files remain");

        leaveBehind();
        assertFalse(isEmpty(), "nothing was left behind");
        space().open(RUN).close();
        assertTrue(isEmpty(), "the files of a dead process remain");
    }

    /** Returns if an append that began after the close succeeds. */
    private static void appendUntilItFails(SpillFile file, CountDownLatch atWork, AtomicBoolean closed)
            throws IOException {
        boolean wasClosed;
        do {
            wasClosed = closed.get();
            file.append(ByteBuffer.allocate(1));
            atWork.countDown();
        } while (!wasClosed);
    }

    private static void assertIsClosed(SpillFile file) {
        assertThrows(IOException.class, () -> file.append(ByteBuffer.allocate(1)), "a closed file accepts bytes");
        assertThrows(IOException.class, () -> file.read(0, ByteBuffer.allocate(1)), "a closed file returns bytes");
    }

    private static SpillFile filled(SpillFile file, int seed, int count) throws IOException {
        append(file, ByteBuffer.wrap(bytes(seed, count)));
        return file;
    }

    private static void append(SpillFile file, ByteBuffer bytes) throws IOException {
        long size = file.sizeBytes() + bytes.remaining();
        file.append(bytes);
        assertEquals(bytes.limit(), bytes.position(), "the position of the appended buffer");
        assertEquals(size, file.sizeBytes(), "the size of the file");
    }

    private static void assertHolds(SpillFile file, int seed, int count) throws IOException {
        assertEquals(count, file.sizeBytes(), "the size of the file");
        assertArrayEquals(bytes(seed, count), whole(file, 1 << 16), "the content of the file");
    }

    private static byte[] whole(SpillFile file, int step) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteBuffer target = ByteBuffer.allocate(step);
        while (whole.size() < file.sizeBytes()) {
            int before = whole.size();
            int count = file.read(before, target.clear());
            if (count < 1 || count != target.position()) {
                fail("a read at " + before + " of " + file.sizeBytes() + " gave " + count + " and moved its target by "
                        + target.position());
            }
            whole.write(target.array(), 0, count);
        }
        return whole.toByteArray();
    }

    private static byte[] bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (seed * 101 + i * 31 + (i >> 8));
        }
        return bytes;
    }
}
