package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.gzip;
import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.samples.MemorySpillSpace.ReadFault;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * I4, I7: whatever goes wrong between the survey and a row, what came out is the beginning of the sequence, then comes the
 * reason, and nothing stays open or put aside.
 */
class WorldFaultProperties {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int ROWS = 4_000;
    private static final String PATH = "p0.jsonl";

    /** The ways of a part's rows to the merge. */
    enum Way {
        SORTED,
        GZIP,
        SORTED_IN_MEMORY,
        SPILLED,
        REORDERED,
        TIES,
        SPILLED_TIES;

        TestWorld world(long seed) {
            Random random = new Random(seed);
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                rows.add(row(micros(i), String.valueOf(i), ",\"p\":\"" + text(random) + "\""));
            }
            byte[] content = lines(rows);
            assertThat(content.length).isGreaterThan(2 * CHUNK_BYTES);
            TestWorld world = new TestWorld().limits(limits()).parts(this == GZIP ? gzip(content) : content);
            return this == REORDERED ? world.maxDisorder("out", 7) : world;
        }

        private long micros(int place) {
            return switch (this) {
                case SORTED, GZIP -> place;
                case REORDERED -> place ^ 7;
                case SORTED_IN_MEMORY, SPILLED -> place * 1_234_567L % ROWS;
                case TIES, SPILLED_TIES -> place / (ROWS / 2);
            };
        }

        private Limits limits() {
            return switch (this) {
                case SPILLED -> Limits.builder().sortBytes(100_000).build();
                case SPILLED_TIES -> Limits.builder().maxTieBytes(100_000).build();
                default -> Limits.DEFAULTS;
            };
        }

        boolean spills() {
            return this == SPILLED || this == SPILLED_TIES;
        }

        private static String text(Random random) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(300); i >= 0; i--) {
                text.append((char) ('A' + random.nextInt(60)));
            }
            return text.toString().replace('\\', '/');
        }
    }

    private record Outcome(ReasonCode code, String message, int rows) {}

    /** Reads a world that was sound when it was surveyed, and of which one thing is otherwise now. */
    private static Outcome read(TestWorld world, Consumer<TestWorld> change, List<String> sound) {
        Survey survey = world.survey();
        sound.addAll(world.read(survey, Long.MIN_VALUE));
        change.accept(world);
        List<String> texts = new ArrayList<>();
        List<WspException> thrown = new ArrayList<>();
        assertThatThrownBy(() -> world.read(survey, Long.MIN_VALUE, texts))
                .isInstanceOfSatisfying(WspException.class, thrown::add);
        assertThat(texts).isEqualTo(sound.subList(0, texts.size()));
        world.assertNothingIsLeft();
        return new Outcome(thrown.get(0).code(), thrown.get(0).getMessage(), texts.size());
    }

    private static byte[] stored(TestWorld world) {
        return world.store().content(PATH);
    }

    /** How many lines end before a position. */
    private static int linesBefore(byte[] content, long position) {
        int lines = 0;
        for (int i = 0; i < position; i++) {
            lines += content[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    @Property(tries = 21)
    void ofAChunkInWhichAByteChangedNoRowComes(
            @ForAll Way way, @ForAll @IntRange(max = 999) int place, @ForAll @IntRange(min = 1, max = 255) int by) {
        TestWorld world = way.world(place);
        byte[] content = stored(world);
        int at = (int) ((long) content.length * place / 1_000);
        byte[] other = content.clone();
        other[at] ^= (byte) by;
        Outcome outcome = read(world, changed -> changed.store().put(PATH, other), new ArrayList<>());
        assertThat(outcome.code).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
        assertThat(outcome.message).contains(PATH);
        int soundBytes = at / CHUNK_BYTES * CHUNK_BYTES;
        switch (way) {
            case SORTED, REORDERED, TIES, SPILLED_TIES ->
                assertThat(outcome.rows).isLessThanOrEqualTo(linesBefore(content, soundBytes));
            case GZIP -> assertThat(outcome.rows).isLessThan(ROWS);
            case SORTED_IN_MEMORY, SPILLED -> assertThat(outcome.rows).isZero();
        }
    }

    @Property(tries = 14)
    void bytesThatAreGoneAreNotTakenForTheEnd(@ForAll Way way, @ForAll @IntRange(max = 999) int place) {
        TestWorld world = way.world(place);
        byte[] content = stored(world);
        byte[] shorter = Arrays.copyOf(content, (int) ((long) content.length * place / 1_000));
        assertThat(read(world, changed -> changed.store().put(PATH, shorter), new ArrayList<>()).code)
                .isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
    }

    @Property(tries = 14)
    void anOracleThatFailsIsSaidToFail(@ForAll Way way, @ForAll @IntRange(max = 999) int place) {
        TestWorld world = way.world(place);
        long from = (long) stored(world).length * place / 1_000;
        Outcome outcome = read(
                world,
                failing -> failing.store().shortReads(1_000).failFrom(Math.max(0, from - 1_000)),
                new ArrayList<>());
        assertThat(outcome.code).isEqualTo(ReasonCode.OBJECT_UNREADABLE);
        assertThat(outcome.message).contains(PATH);
    }

    @Property(tries = 7)
    void aPartThatIsGoneIsMissing(@ForAll Way way) {
        Outcome outcome = read(way.world(1), lost -> lost.store().remove(PATH), new ArrayList<>());
        assertThat(outcome).isEqualTo(new Outcome(ReasonCode.OBJECT_MISSING, PATH + " is gone", 0));
    }

    @Property(tries = 7)
    void withoutRoomTheSortStops(@ForAll boolean ties, @ForAll @IntRange(max = 999) int place) {
        TestWorld world = spilling(ties).world(1);
        List<String> sound = new ArrayList<>();
        Outcome outcome = read(world, full -> full.spill().room(full.spill().written() * place / 1_000), sound);
        assertThat(outcome.code).isEqualTo(ReasonCode.SPILL_FAILED);
        // One instant of two may have been sorted before.
        assertThat(outcome.rows).isIn(ties ? List.of(0, ROWS / 2) : List.of(0));
    }

    @Property(tries = 21)
    void ofABlockThatIsReadOtherwiseThanItWasWrittenNoRowComes(
            @ForAll boolean ties, @ForAll ReadFault fault, @ForAll @IntRange(max = 999) int place) {
        TestWorld world = spilling(ties).world(1);
        Outcome outcome = read(
                world,
                // The world was read once; it is written again from there on.
                broken -> broken.spill()
                        .faultAt(
                                fault, broken.spill().written() + broken.spill().written() * place / 1_000),
                new ArrayList<>());
        assertThat(outcome.code).isEqualTo(ReasonCode.SPILL_FAILED);
        assertThat(outcome.rows).isLessThan(ROWS);
    }

    @Property(tries = 2)
    void aSpaceThatCannotBeOpenedIsSaidToFail(@ForAll boolean ties) {
        Outcome outcome = read(spilling(ties).world(1), shut -> shut.spill().failToOpen(), new ArrayList<>());
        assertThat(outcome.code).isEqualTo(ReasonCode.SPILL_FAILED);
        assertThat(outcome.rows).isZero();
    }

    @Property(tries = 2)
    void withoutSpillSpaceTheLimitIsNamed(@ForAll boolean ties) {
        Outcome outcome = read(spilling(ties).world(1), TestWorld::withoutSpillSpace, new ArrayList<>());
        assertThat(outcome.code).isEqualTo(ReasonCode.LIMIT_EXCEEDED);
        assertThat(outcome.message)
                .contains(ties ? "limits.max_tie_bytes (100000)" : "limits.sort_bytes (100000)", "no spill space");
        assertThat(outcome.rows).isZero();
    }

    /** Closing the area removes what could not be removed before; that it could not be is said. */
    @Example
    void aFileThatCannotBeRemovedIsRemovedWithItsArea() throws IOException {
        // Two runs, so that none is merged and removed before the end.
        TestWorld world =
                Way.SPILLED.world(1).limits(Limits.builder().sortBytes(700_000).build());
        Survey survey = world.survey();
        world.spill().failToRemove();
        OrderedRows rows = world.rows(survey, Long.MIN_VALUE);
        assertThat(rows.next()).isNotNull();
        assertThatThrownBy(rows::close)
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                WspException.class,
                                cause -> assertThat(cause.code()).isEqualTo(ReasonCode.SPILL_FAILED)));
        world.assertNothingIsLeft();
    }

    @Property(tries = 2)
    void roomThatCannotBeGivenBackIsSaid(@ForAll boolean ties) {
        Outcome outcome = read(spilling(ties).world(1), stuck -> stuck.spill().failToRemove(), new ArrayList<>());
        assertThat(outcome.code).isEqualTo(ReasonCode.SPILL_FAILED);
        assertThat(outcome.message).contains("cannot be removed");
    }

    private static Way spilling(boolean ties) {
        Way way = ties ? Way.SPILLED_TIES : Way.SPILLED;
        assertThat(way.spills()).isTrue();
        return way;
    }
}
