package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.MemorySortedStore;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.SurveyResult;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.SurveyTrust;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SortedViewsTest {
    private static final int ROWS = 6_000;

    private final MemorySortedStore store = new MemorySortedStore();
    private final TestWorld world = new TestWorld().sortedViews(store);

    private static byte[] shuffled(int part, int rows) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            texts.add(row(i, String.valueOf(part * 100_000 + i), ",\"p\":\"" + "p".repeat(100) + "\""));
        }
        Collections.shuffle(texts, new Random(part));
        return lines(texts);
    }

    private Survey sorted() {
        world.parts(shuffled(0, ROWS), shuffled(1, ROWS));
        return world.sort(2);
    }

    private List<String> plain() {
        TestWorld other = new TestWorld().parts(shuffled(0, ROWS), shuffled(1, ROWS));
        return other.read();
    }

    private long bytesReadBy(Runnable reading) {
        long before = world.store().bytesRead();
        reading.run();
        return world.store().bytesRead() - before;
    }

    @Test
    void start_withView_readsNoByteOfTheParts() {
        sorted();
        world.trust(SurveyTrust.DIGEST);
        List<String> expected = plain();
        assertThat(bytesReadBy(() -> assertThat(world.read()).isEqualTo(expected)))
                .isZero();
        assertThat(world.spill().created()).isZero();
    }

    @Test
    void start_late_readsFewBlocks() {
        Survey survey = sorted();
        long before = store.reads();
        assertThat(world.read(survey, ROWS * 9 / 10)).hasSize(2 * ROWS / 10);
        assertThat(store.reads() - before).isLessThanOrEqualTo(4);
    }

    @Test
    void sort_outputInOrder_hasNoView() {
        world.parts(lines(row(1, "1"), row(2, "2")));
        world.sort(1);
        assertThat(store.size()).isZero();
    }

    @Test
    void sort_declaredDisorder_hasNoView() {
        world.parts(lines(row(2, "1"), row(1, "2"))).maxDisorder("out", 10);
        world.sort(1);
        assertThat(store.size()).isZero();
    }

    @Test
    void sort_tooManyPartsToMerge_hasAView() {
        for (int i = 0; i < 100; i++) {
            world.part("out", "p" + (100 + i) + ".jsonl", lines(row(i, String.valueOf(i)), row(1_000, "9" + i)));
        }
        world.limits(Limits.builder().sortBytes(1_000).build());
        Survey survey = world.sort(1);
        assertThat(store.size()).isEqualTo(1);
        assertThat(bytesReadBy(() -> assertThat(world.read(survey, 0)).hasSize(200)))
                .isZero();
    }

    @Test
    void survey_viewButDisorderBeyondTheDeclaredBound_isRefused() {
        sorted();
        world.maxDisorder("out", 5);
        assertThat(world.trySurvey())
                .isInstanceOfSatisfying(
                        SurveyResult.Refused.class,
                        refused -> assertThat(refused.violations())
                                .allMatch(violation -> violation.code() == ReasonCode.ORDER_VIOLATION));
    }

    @Test
    void sort_smallMemoryAndManyThreads_mergesInFewFiles() {
        world.limits(Limits.builder().sortBytes(40_000).build());
        Survey survey = sorted();
        assertThat(world.read(survey, 0)).isEqualTo(plain());
        assertThat(world.spill().created()).isGreaterThan(40);
        assertThat(world.spill().mostFiles()).isLessThan(2 * RowSorter.MOST_RUNS_OF_ALL);
    }

    @Nested
    class Failures {
        @Test
        void start_damagedIndex_surveysAndSortsAgain() {
            sorted();
            store.change(bytes -> {
                bytes[bytes.length - 70] ^= 1;
                return bytes;
            });
            Survey survey = world.survey();
            assertThat(store.discarded()).hasSize(1);
            assertThat(survey.outputs().get(0).view()).isNull();
            assertThat(world.read(world.sort(1), 0)).isEqualTo(plain());
        }

        /** A store that is away says nothing about its views, which are of use once it is back. */
        @Test
        void start_viewThatCannotBeRead_staysInTheStore() {
            sorted();
            store.failReadsAfter(store.reads());
            assertThat(world.survey().outputs().get(0).view()).isNull();
            assertThat(store.discarded()).isEmpty();
            store.failReadsAfter(Long.MAX_VALUE);
            assertThat(world.survey().outputs().get(0).view()).isNotNull();
        }

        @Test
        void stream_viewThatCannotBeRead_staysInTheStore() {
            Survey survey = sorted();
            store.failReadsAfter(store.reads() + 1);
            assertThat(world.read(survey, 0)).isEqualTo(plain());
            assertThat(store.discarded()).isEmpty();
            assertThat(store.size()).isEqualTo(1);
        }

        @Test
        void start_viewOfAnotherWorld_isDiscarded() {
            TestWorld other = new TestWorld().sortedViews(store).parts(shuffled(5, 10));
            other.sort(1);
            byte[] foreign = store.only();
            store.clear();
            sorted();
            store.replaceAllBy(foreign);
            assertThat(world.read()).isEqualTo(plain());
            assertThat(store.discarded()).hasSize(1);
        }

        @Test
        void start_unusableStore_sortsAsWithoutOne() {
            world.parts(shuffled(0, ROWS), shuffled(1, ROWS));
            store.unusable(true);
            assertThat(world.read(world.sort(2), 0)).isEqualTo(plain());
            assertThat(store.size()).isZero();
        }

        @Test
        void sort_fullStore_leavesNothingAndSortsAsWithoutOne() {
            world.parts(shuffled(0, ROWS), shuffled(1, ROWS));
            store.room(10_000);
            Survey survey = world.sort(2);
            assertThat(store.size() + store.stillOpen()).isZero();
            assertThat(world.read(survey, 0)).isEqualTo(plain());
        }

        @Test
        void sort_noSpillSpace_reportsTheLimitWhenItStreams() {
            world.withoutSpillSpace().limits(Limits.builder().sortBytes(10_000).build());
            Survey survey = sorted();
            assertThat(store.size() + store.stillOpen()).isZero();
            assertThatThrownBy(() -> world.read(survey, 0))
                    .isInstanceOfSatisfying(
                            WspException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.LIMIT_EXCEEDED));
        }

        /** Two threads read, and one of them finds a part that is gone. */
        @Test
        void sort_partGoneWhileItIsRead_keepsNoViewAndLeavesNoFile() {
            world.limits(Limits.builder().sortBytes(40_000).build());
            world.parts(shuffled(0, 3 * ROWS), shuffled(1, ROWS));
            Survey survey = world.survey();
            world.store().remove("p1.jsonl");
            Survey sorted = world.sort(world.access(), survey, 2);
            assertThat(sorted.outputs().get(0).view()).isNull();
            assertThat(store.size() + store.stillOpen()).isZero();
            world.assertNothingIsLeft();
        }

        @Test
        void stream_viewGone_continuesFromTheParts() {
            Survey survey = sorted();
            store.clear();
            assertThat(world.read(survey, 0)).isEqualTo(plain());
        }

        /** A view is no proof of the parts, if the policy does not trust what was saved. */
        @Test
        void stream_viewFailsAndPartsChanged_halts() throws IOException {
            Survey survey = sorted();
            world.store().put("p1.jsonl", shuffled(7, ROWS));
            try (OrderedRows rows = world.rows(survey, 0)) {
                for (int i = 0; i < 10; i++) {
                    Row row = rows.next();
                    assertThat(row).isNotNull();
                }
                store.failReadsAfter(0);
                assertThatThrownBy(() -> {
                            Row row = rows.next();
                            while (row != null) {
                                row = rows.next();
                            }
                        })
                        .isInstanceOfSatisfying(
                                WspException.class,
                                e -> assertThat(e.code()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH));
            }
        }

        @Test
        void stream_viewFailsAndSurveysAreTrusted_hashesNothing() {
            world.trust(SurveyTrust.SURVEY);
            Survey survey = sorted();
            long size = 2L * shuffled(0, ROWS).length;
            store.failReadsAfter(store.reads());
            assertThat(bytesReadBy(() -> world.read(survey, 0))).isBetween(size / 2, size + size / 10);
        }
    }
}
