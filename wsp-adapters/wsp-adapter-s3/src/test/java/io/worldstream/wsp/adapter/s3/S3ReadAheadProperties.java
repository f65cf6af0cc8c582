package io.worldstream.wsp.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.PartContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("server")
class S3ReadAheadProperties {
    private static final int SIZE = 20 * ReadMemory.BLOCK_BYTES + 12_345;
    private static final byte[] BYTES = TestBytes.of(SIZE);
    private static final String TAG = StoredObject.bareTag(ScriptedStore.tag(BYTES));

    /** A run of reads that follow each other, in one of the open contents. */
    record Run(int content, int from, int step, int reads) {}

    @Provide
    Arbitrary<Run> runs() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, SIZE + 5),
                        Arbitraries.of(1, 1000, 100_000, 262_144, 700_000),
                        Arbitraries.integers().between(1, 12))
                .as(Run::new);
    }

    /** In any order of reads, with any memory, and with a store that fails now and then, bytes are the stored ones. */
    @Property(tries = 20)
    void read_anywhere_givesTheStoredBytes(
            @ForAll("runs") Run first,
            @ForAll @Size(max = 12) List<@From("runs") Run> more,
            @ForAll @IntRange(min = 4, max = 24) int blocks,
            @ForAll @IntRange(min = 3, max = 9) int failEvery)
            throws IOException {
        try (ScriptedStore store = new ScriptedStore();
                S3Client client = ProxyServer.client(store.url());
                RangeReads reads = new RangeReads(
                        new S3Store(client, false, ""),
                        new ReadMemory((long) blocks * ReadMemory.BLOCK_BYTES),
                        4,
                        Clock.system())) {
            store.put("part", BYTES);
            AtomicInteger requests = new AtomicInteger();
            PartContent[] open = {open(reads), open(reads), open(reads)};
            store.script(request -> requests.incrementAndGet() % failEvery == 0
                    ? ScriptedStore.error(503, "SlowDown", "Slow down")
                    : null);
            run(open, first);
            for (Run each : more) {
                run(open, each);
            }
            for (PartContent content : open) {
                content.close();
            }
        }
    }

    private static void run(PartContent[] open, Run run) throws IOException {
        PartContent content = open[run.content()];
        ByteBuffer target = ByteBuffer.allocate(run.step());
        long position = run.from();
        for (int i = 0; i < run.reads(); i++) {
            target.clear();
            int count = readPatiently(content, position, target);
            if (position >= SIZE) {
                assertThat(count).isEqualTo(-1);
                return;
            }
            assertThat(count).isBetween(1, run.step()).isEqualTo(target.position());
            assertThat(Arrays.equals(target.array(), 0, count, BYTES, (int) position, (int) position + count))
                    .as("%d bytes at %d", count, position)
                    .isTrue();
            position += count;
        }
    }

    /** As the engine does, though without opening the part again. */
    private static int readPatiently(PartContent content, long position, ByteBuffer target) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return content.read(position, target);
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("100 attempts", last);
    }

    private static S3PartContent open(RangeReads reads) throws IOException {
        return S3PartContent.open(
                new PinnedObject(
                        new S3Location("worlds", "part"),
                        SIZE,
                        new Version(TAG, false),
                        new Subject("part", "worlds", "s3:GetObject")),
                reads);
    }
}
