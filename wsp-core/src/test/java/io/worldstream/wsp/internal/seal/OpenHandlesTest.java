package io.worldstream.wsp.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.internal.tasks.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many parts are being read, only so many are open, and nobody notices. */
final class OpenHandlesTest {
    private static final int SIZE = 500;

    private static byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static OracleReader reader(FlakyStore store, int mostOpen) {
        return new SealedReads(Duration.ofSeconds(1), mostOpen, new SystemClock(), () -> false)
                .over(store, Cancellation.NEVER);
    }

    private static void readSome(PartContent content, FlakyStore store, Random random) throws IOException {
        int from = random.nextInt(SIZE);
        ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(50));
        int count = content.read(from, target);
        assertThat(Arrays.copyOf(target.array(), count)).isEqualTo(Arrays.copyOfRange(store.bytes, from, from + count));
    }

    @Property(tries = 200)
    void reads_ofMoreContentsThanMayBeOpen_giveTheirBytes(
            @ForAll @IntRange(min = 1, max = 6) int mostOpen,
            @ForAll @IntRange(min = 1, max = 20) int contents,
            @ForAll Random random)
            throws IOException {
        FlakyStore store = new FlakyStore(bytes());
        OracleReader reader = reader(store, mostOpen);
        List<PartContent> open = new ArrayList<>();
        for (int i = 0; i < contents; i++) {
            open.add(reader.open(new OraclePart("p" + i, SIZE)));
        }
        for (int i = 0; i < 100 && !open.isEmpty(); i++) {
            store.fail(random.nextInt(10) == 0 ? 1 : 0);
            int which = random.nextInt(open.size());
            if (random.nextInt(20) == 0) {
                open.remove(which).close();
            } else {
                readSome(open.get(which), store, random);
            }
            assertThat(store.stillOpen()).isLessThanOrEqualTo(mostOpen);
        }
        for (PartContent content : open) {
            content.close();
            content.close();
        }
        assertThat(store.stillOpen()).isZero();
        assertThat(store.mostOpen()).isLessThanOrEqualTo(mostOpen);
    }

    @Test
    @Timeout(60)
    void threads_thatAreMoreThanMayBeOpen_allGoOn() throws Exception {
        FlakyStore store = new FlakyStore(bytes());
        OracleReader reader = reader(store, 2);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                done.add(threads.submit(() -> {
                    // Each merges three, as a run does: what is idle never keeps another thread waiting.
                    List<PartContent> mine = new ArrayList<>();
                    for (int part = 0; part < 3; part++) {
                        mine.add(reader.open(new OraclePart("p", SIZE)));
                    }
                    for (int read = 0; read < 300; read++) {
                        readSome(mine.get(random.nextInt(3)), store, random);
                    }
                    for (PartContent content : mine) {
                        content.close();
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.mostOpen()).isLessThanOrEqualTo(2);
        assertThat(store.stillOpen()).isZero();
    }
}
