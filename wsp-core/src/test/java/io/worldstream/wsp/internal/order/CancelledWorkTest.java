package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.MemorySortedStore;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.seal.SealedReads;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.internal.tasks.Cancellation;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All work off the lane ends soon after nobody wants its result, leaves nothing open, and says nothing of a fault. */
final class CancelledWorkTest {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int ROWS = 12_000;

    private final TestWorld world = new TestWorld();

    /** The kinds of work that run off the lane's thread. */
    private enum Work {
        SURVEY {
            @Override
            void run(TestWorld world, WorldAccess access, Survey survey) {
                survey(world, access, 1);
            }
        },
        REVERIFY {
            @Override
            void run(TestWorld world, WorldAccess access, Survey survey) {
                survey(
                        world,
                        new WorldAccess(
                                access.opener(),
                                access.formats(),
                                access.limits(),
                                access.spill(),
                                SURVEYS,
                                access.views(),
                                access.cancellation()),
                        1);
            }
        },
        KEY_CHECK {
            @Override
            void run(TestWorld world, WorldAccess access, Survey survey) throws IOException {
                new RepeatedKeys(access, world.plan(), survey).find();
            }
        },
        SORT {
            @Override
            void run(TestWorld world, WorldAccess access, Survey survey) throws IOException {
                SORTED.clear();
                world.sort(access, survey, 1);
            }
        },
        STREAM {
            @Override
            void run(TestWorld world, WorldAccess access, Survey survey) throws IOException {
                try (OrderedRows rows = world.rows(access, survey)) {
                    Row row = rows.next();
                    while (row != null) {
                        row = rows.next();
                    }
                }
            }
        };

        private static final SurveyStore SURVEYS = new Surveys();
        private static final MemorySortedStore SORTED = new MemorySortedStore();

        abstract void run(TestWorld world, WorldAccess access, Survey survey) throws IOException;

        static void survey(TestWorld world, WorldAccess access, int threads) {
            world.surveyor(access).survey(world.plan(), world.storedParts(), threads);
        }
    }

    private static byte[] part(int number, boolean sorted, int padding) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(TestWorld.row(i, String.valueOf(number * ROWS + i), ",\"p\":\"" + "p".repeat(padding) + "\""));
        }
        if (!sorted) {
            Collections.reverse(rows);
        }
        return TestWorld.lines(rows);
    }

    private static WorldAccess access(WorldAccess plain, OracleReader oracle, Cancellation cancellation) {
        SealedReads reads = new SealedReads(Duration.ZERO, 8, new SystemClock(), () -> false);
        return new WorldAccess(oracle, plain.formats(), plain.limits(), plain.spill(), plain.surveys())
                .withViews(Work.SORTED)
                .over(reads, cancellation);
    }

    private void run(Work work, Survey survey, Cancellation cancellation) throws IOException {
        work.run(world, access(world.access(), world.store(), cancellation), survey);
    }

    @ParameterizedTest
    @EnumSource
    void work_cancelledAtAnyTime_readsNoMore(Work work) throws IOException {
        world.limits(Limits.builder().sortBytes(300_000).maxTieBytes(300_000).build());
        world.parts(part(0, true, 100), part(1, false, 100), TestWorld.gzip(part(2, true, 100)));
        Survey survey = world.survey();
        // A survey is kept for the next, so that it verifies only.
        run(work, survey, Cancellation.NEVER);

        AtomicInteger asked = new AtomicInteger();
        AtomicLong before =
                new AtomicLong(world.store().bytesRead() + world.spill().written());
        AtomicLong mostBetween = new AtomicLong();
        run(work, survey, () -> {
            long bytes = world.store().bytesRead() + world.spill().written();
            mostBetween.accumulateAndGet(bytes - before.getAndSet(bytes), Math::max);
            asked.incrementAndGet();
            return false;
        });
        assertThat(mostBetween).as("bytes between two looks").hasValueLessThanOrEqualTo(CHUNK_BYTES);

        int all = asked.get();
        for (int at : new TreeSet<>(List.of(1, 2, all / 4, all / 2, 3 * all / 4, all))) {
            AtomicInteger looks = new AtomicInteger();
            AtomicLong read = new AtomicLong();
            assertThatThrownBy(() -> run(work, survey, () -> {
                        if (looks.incrementAndGet() == at) {
                            read.set(world.store().bytesRead() + world.spill().written());
                        }
                        return looks.get() >= at;
                    }))
                    .as("cancelled at look %d of %d", at, all)
                    .isInstanceOf(CancellationException.class);
            assertThat(world.store().bytesRead() + world.spill().written()).isEqualTo(read.get());
            world.assertNothingIsLeft();
        }
    }

    /** Where nothing is read or written, comparisons and rows are counted. */
    @Test
    void sortsInMemory_askToo() throws IOException {
        world.parts(part(0, false, 0));
        Survey survey = world.survey();
        for (Work work : List.of(Work.STREAM, Work.KEY_CHECK)) {
            AtomicInteger looks = new AtomicInteger();
            run(work, survey, () -> looks.incrementAndGet() < 0);
            int chunks = world.store().content("p0.jsonl").length / CHUNK_BYTES + 2;
            assertThat(looks).as("%s", work).hasValueGreaterThan(chunks + ROWS / 1024);
        }
    }

    @Test
    void ties_askToo() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = ROWS; i > 0; i--) {
            rows.add(TestWorld.row(7, String.valueOf(i * 7919 % ROWS)));
        }
        world.parts(TestWorld.lines(rows));
        Survey survey = world.survey();
        AtomicInteger looks = new AtomicInteger();
        run(Work.STREAM, survey, () -> looks.incrementAndGet() < 0);
        assertThat(looks).hasValueGreaterThan(2 * ROWS / 1024);
    }

    @Test
    void survey_ofManyThreads_cancelled_readsAtMostWhatItsThreadsAreAt() {
        for (String output : List.of("one", "two")) {
            for (int part = 0; part < 4; part++) {
                world.part(output, output + "/p" + part + ".jsonl", part(part, true, 150));
            }
        }
        for (int at : new int[] {1, 5, 20, 40}) {
            AtomicInteger looks = new AtomicInteger();
            Shared oracle = new Shared(world.store());
            AtomicLong readBefore = new AtomicLong(-1);
            WorldAccess access = access(world.access(), oracle, () -> {
                if (looks.incrementAndGet() < at) {
                    return false;
                }
                readBefore.compareAndSet(-1, oracle.bytesRead());
                return true;
            });
            assertThatThrownBy(() -> Work.survey(world, access, 4)).isInstanceOf(CancellationException.class);
            assertThat(oracle.bytesRead() - readBefore.get())
                    .as("a chunk for each of two threads that read")
                    .isLessThanOrEqualTo(2 * CHUNK_BYTES);
            assertThat(world.store().stillOpen()).isZero();
        }
    }

    /** A store for many threads. */
    private record Shared(OracleReader store, AtomicLong bytes) implements OracleReader {
        Shared(OracleReader store) {
            this(store, new AtomicLong());
        }

        long bytesRead() {
            return bytes.get();
        }

        @Override
        public synchronized List<OraclePart> resolve(SealedReference reference) throws IOException {
            return store.resolve(reference);
        }

        @Override
        public synchronized PartContent open(OraclePart part) throws IOException {
            PartContent content = store.open(part);
            Shared shared = this;
            return new PartContent() {
                @Override
                public long sizeBytes() {
                    return content.sizeBytes();
                }

                @Override
                public int read(long position, ByteBuffer target) throws IOException {
                    synchronized (shared) {
                        int count = content.read(position, target);
                        bytes.addAndGet(Math.max(count, 0));
                        return count;
                    }
                }

                @Override
                public void close() throws IOException {
                    synchronized (shared) {
                        content.close();
                    }
                }
            };
        }
    }

    private static final class Surveys implements SurveyStore {
        private final Map<Hex64, byte[]> kept = new HashMap<>();

        @Override
        public Optional<byte[]> load(Hex64 key) {
            return Optional.ofNullable(kept.get(key));
        }

        @Override
        public void save(Hex64 key, byte[] survey) {
            kept.put(key, survey);
        }

        @Override
        public void discard(Hex64 key) {
            kept.remove(key);
        }
    }
}
