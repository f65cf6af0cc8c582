package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** Which bytes are fetched, when, and how much memory they take. */
@Tag("server")
@Timeout(300)
final class S3ReadAheadTest {
    private static final int BLOCK = ReadMemory.BLOCK_BYTES;
    private static final int MINUTES = 4;
    private static final int SIZE = 40 * BLOCK + 17;
    private static final byte[] BYTES = TestBytes.of(SIZE);
    private static final String TAG = StoredObject.bareTag(ScriptedStore.tag(BYTES));

    private ScriptedStore store;
    private S3Client client;
    private @Nullable RangeReads reads;

    @BeforeEach
    void start() throws IOException {
        store = new ScriptedStore();
        store.put("part", BYTES);
        client = ProxyServer.client(store.url());
    }

    @AfterEach
    void stop() throws IOException {
        reads().close();
        client.close();
        store.close();
    }

    private S3PartContent open(int blocks, int threads) throws IOException {
        reads = new RangeReads(
                new S3Store(client, false, ""), new ReadMemory((long) blocks * BLOCK), threads, Clock.system());
        return open();
    }

    private S3PartContent open() throws IOException {
        return S3PartContent.open(
                new PinnedObject(
                        new S3Location("worlds", "part"),
                        SIZE,
                        new Version(TAG, false),
                        new Subject("part", "worlds", "s3:GetObject")),
                reads());
    }

    private RangeReads reads() {
        return Objects.requireNonNull(reads);
    }

    private long requestedBytes() {
        return store.requests().stream()
                .mapToLong(request -> Math.min(request.last(), SIZE - 1) - request.first() + 1)
                .sum();
    }

    @Test
    void read_inOrder_fetchesInParallelAndEachByteOnce() throws IOException {
        CountDownLatch together = new CountDownLatch(3);
        store.script(request -> {
            if (request.first() > 0) {
                together.countDown();
                await(together);
            }
            return null;
        });
        try (PartContent content = open(64, 8)) {
            assertThat(TestBytes.read(content, 0, SIZE)).isEqualTo(BYTES);
        }
        assertThat(requestedBytes()).isEqualTo(SIZE);
    }

    /** As Parquet is read: the footer, then some pages. */
    @Test
    void read_hereAndThere_fetchesLittleMore() throws IOException {
        try (PartContent content = open(64, 8)) {
            assertThat(TestBytes.read(content, SIZE - 8L, 8)).isEqualTo(TestBytes.range(BYTES, SIZE - 8, 8));
            for (int from : new int[] {30 * BLOCK, 5 * BLOCK, 17 * BLOCK}) {
                assertThat(TestBytes.read(content, from, BLOCK)).isEqualTo(TestBytes.range(BYTES, from, BLOCK));
            }
        }
        assertThat(requestedBytes()).isLessThanOrEqualTo(7L * BLOCK + 17);
    }

    /** As the columns of a row group are read. */
    @Test
    void read_severalPlacesInTurn_fetchesEachByteOnce() throws IOException {
        try (PartContent content = open(64, 8)) {
            for (int block = 0; block < 10; block++) {
                for (int column = 0; column < 4; column++) {
                    int from = (column * 10 + block) * BLOCK;
                    assertThat(TestBytes.read(content, from, BLOCK)).isEqualTo(TestBytes.range(BYTES, from, BLOCK));
                }
            }
        }
        assertThat(requestedBytes()).isLessThanOrEqualTo(SIZE);
    }

    @Test
    void open_manyParts_eachGoesOnWithinTheMemory() throws IOException {
        int parts = 64;
        List<PartContent> open = new ArrayList<>();
        open.add(open(4, 4));
        for (int i = 1; i < parts; i++) {
            open.add(open());
        }
        for (int from = 0; from < 3 * BLOCK; from += BLOCK / 2) {
            for (PartContent content : open) {
                assertThat(TestBytes.read(content, from, BLOCK / 2)).isEqualTo(TestBytes.range(BYTES, from, BLOCK / 2));
            }
        }
        for (PartContent content : open) {
            content.close();
        }
        assertNothingInUse();
    }

    @Test
    void open_manyPartsOnManyThreads_eachGoesOnWithinTheMemory() throws Exception {
        open(4, 4).close();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Thread thread = new Thread(() -> {
                try (PartContent content = open()) {
                    assertThat(TestBytes.read(content, 0, SIZE)).isEqualTo(BYTES);
                } catch (IOException | AssertionError e) {
                    failure.set(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(MINUTES));
            assertThat(thread.isAlive()).as("a reader still waits").isFalse();
        }
        assertThat(failure.get()).isNull();
        assertNothingInUse();
    }

    @Test
    void close_whileBytesAreFetched_freesTheirMemory() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        store.script(request -> {
            if (request.first() > 0) {
                asked.countDown();
                await(answer);
            }
            return null;
        });
        try (PartContent content = open(64, 8)) {
            TestBytes.read(content, 0, BLOCK - 1);
            await(asked);
        }
        answer.countDown();
        assertNothingInUse();
    }

    @Test
    void close_ofTheReader_endsReadsThatWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        store.script(request -> {
            if (request.first() > 0) {
                asked.countDown();
                await(answer);
            }
            return null;
        });
        PartContent content = open(64, 8);
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                content.read(5 * BLOCK, ByteBuffer.allocate(10));
            } catch (IOException e) {
                ended.set(e);
            }
        });
        thread.start();
        await(asked);
        reads().close();
        thread.join(TimeUnit.MINUTES.toMillis(MINUTES));
        answer.countDown();
        assertThat(ended.get()).isInstanceOf(IOException.class).hasMessage("the reader is closed");
        content.close();
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("the reader is closed");
    }

    @Test
    void read_interrupted_endsAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        store.script(request -> {
            if (request.first() > 0) {
                asked.countDown();
                await(answer);
            }
            return null;
        });
        PartContent content = open(64, 8);
        AtomicReference<Throwable> ended = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            try {
                content.read(5 * BLOCK, ByteBuffer.allocate(10));
            } catch (IOException e) {
                ended.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        await(asked);
        thread.interrupt();
        thread.join(TimeUnit.MINUTES.toMillis(MINUTES));
        assertThat(ended.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(interrupted).isTrue();
        answer.countDown();
        content.close();
        assertNothingInUse();
    }

    @Test
    void read_afterClose_fails() throws IOException {
        PartContent content = open(64, 8);
        content.close();
        content.close();
        assertThatThrownBy(() -> content.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("part is closed");
        assertNothingInUse();
    }

    /** A defect in a thread that fetches is one of the thread that reads. */
    @Test
    void inParallel_oneFails_throwsThatAndStops() throws IOException {
        open(64, 8).close();
        AtomicInteger calls = new AtomicInteger();
        List<Integer> elements = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            elements.add(i);
        }
        assertThat(reads().inParallel(elements, element -> element * 2))
                .hasSize(10_000)
                .startsWith(0, 2, 4)
                .endsWith(19_998);
        assertThatThrownBy(() -> reads().inParallel(elements, element -> {
                    calls.incrementAndGet();
                    if (element == 100) {
                        throw new IllegalStateException("a defect");
                    }
                    return element;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
        assertThat(calls).hasValueLessThan(200);
    }

    private void assertNothingInUse() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        ReadMemory memory = reads().memory();
        synchronized (memory) {
            try {
                while (memory.inUse() > 0 && System.nanoTime() < end) {
                    TimeUnit.MILLISECONDS.timedWait(memory, 100);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(memory.inUse()).as("blocks in use").isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(MINUTES, TimeUnit.MINUTES))
                    .as("the latch is open")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
