package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.format.JsonLinesFormat;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.survey.WorldAccess;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When parts are opened, and what is open whatever goes wrong. */
class OrderedRowsTest {
    private static final byte[] ONE_ROW = lines(row(5, "1"));

    private final TestWorld world = new TestWorld();

    private void assertFails(Survey survey, ReasonCode code, int rowsBefore, String... message) {
        List<String> texts = new ArrayList<>();
        assertThatThrownBy(() -> world.read(survey, Long.MIN_VALUE, texts))
                .isInstanceOfSatisfying(WspException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getMessage()).contains(message);
                });
        assertThat(texts).hasSize(rowsBefore);
    }

    @Test
    void nothingIsOpenedBeforeTheFirstRowIsAskedFor() throws IOException {
        Survey survey = world.parts(ONE_ROW).survey();
        int opened = world.store().opened();
        try (OrderedRows rows = world.rows(survey, Long.MIN_VALUE)) {
            assertThat(rows.collapsed()).isZero();
            assertThat(world.store().opened()).isEqualTo(opened);
        }
        world.assertNothingIsLeft();
    }

    @Test
    void aPartThatChanged() {
        Survey survey = world.parts(ONE_ROW, ONE_ROW).survey();
        byte[] other = ONE_ROW.clone();
        other[0] = ' ';
        world.store().put("p1.jsonl", other);
        assertFails(survey, ReasonCode.CONTENT_DIGEST_MISMATCH, 0, "p1.jsonl", "changed");
    }

    @Test
    void aPartThatCannotBeRead() {
        Survey survey = world.parts(ONE_ROW, ONE_ROW).survey();
        world.store().failFrom(0);
        assertFails(survey, ReasonCode.OBJECT_UNREADABLE, 0, "p0.jsonl");
    }

    @Test
    void aPartThatIsGone() {
        Survey survey = world.parts(ONE_ROW, lines(row(6, "1"))).survey();
        world.store().remove("p1.jsonl");
        assertFails(survey, ReasonCode.OBJECT_MISSING, 1, "p1.jsonl is gone");
    }

    @Test
    void aPartThatIsToBeSortedAndCannotBeRead() {
        Survey survey = world.parts(lines(row(6, "1"), row(5, "1"))).survey();
        world.store().failFrom(0);
        assertFails(survey, ReasonCode.OBJECT_UNREADABLE, 0, "p0.jsonl");
    }

    @Test
    void aPartWhoseFormatTheHostNoLongerBrings() {
        RowFormat format = new OtherFormat();
        Survey survey = world.formats(format)
                .part("out", "p0.rows", lines("#", row(5, "1")))
                .survey();
        world.formats();
        assertFails(survey, ReasonCode.FORMAT_UNSUPPORTED, 0, "p0.rows");
    }

    @Test
    void closingInTheMiddleLeavesNothing() throws IOException {
        world.limits(Limits.builder().sortBytes(1).maxTieBytes(1).build())
                .parts(
                        lines(row(5, "1"), row(5, "2"), row(5, "3")),
                        lines(row(5, "4"), row(9, "4")),
                        lines(row(8, "5"), row(5, "5"), row(7, "5")));
        Survey survey = world.survey();
        for (int taken = 0; taken <= 8; taken++) {
            try (OrderedRows rows = world.rows(survey, Long.MIN_VALUE)) {
                for (int i = 0; i < taken; i++) {
                    rows.next();
                }
            }
            world.assertNothingIsLeft();
        }
    }

    @Test
    void partsThatFollowOneAnotherAreOpenOneAtATime() throws IOException {
        byte[][] parts = new byte[20][];
        for (int i = 0; i < parts.length; i++) {
            // The order of the paths is not that of time.
            long day = (i * 7L % 20) * 100;
            parts[i] = lines(row(day, "1"), row(day + 1, "1"), row(day + 1, "2"));
        }
        Survey survey = world.parts(parts).survey();
        int opened = world.store().opened();
        try (OrderedRows rows = world.rows(survey, Long.MIN_VALUE)) {
            for (int i = 0; i < 60; i++) {
                assertThat(rows.next()).isNotNull();
                assertThat(world.store().stillOpen()).as("row %d", i).isLessThanOrEqualTo(1);
                assertThat(world.store().opened() - opened).as("row %d", i).isLessThanOrEqualTo(i / 3 + 1);
            }
            assertThat(rows.next()).isNull();
        }
        world.assertNothingIsLeft();
    }

    @Test
    void aPartThatOnlyTouchesAnotherIsOpenedForTheInstantThatTheyShare() throws IOException {
        Survey survey = world.parts(lines(row(1, "1"), row(2, "2")), lines(row(2, "1"), row(3, "1")))
                .survey();
        try (OrderedRows rows = world.rows(survey, Long.MIN_VALUE)) {
            assertThat(TestWorld.text(notNull(rows.next()))).isEqualTo(row(1, "1"));
            assertThat(world.store().stillOpen()).isEqualTo(1);
            assertThat(TestWorld.text(notNull(rows.next()))).isEqualTo(row(2, "1"));
            assertThat(TestWorld.text(notNull(rows.next()))).isEqualTo(row(2, "2"));
            assertThat(TestWorld.text(notNull(rows.next()))).isEqualTo(row(3, "1"));
            assertThat(rows.next()).isNull();
        }
    }

    @Test
    void partsOutsideTheWindowOrBeforeTheStartAreNeverOpened() {
        world.window(10, 20)
                .parts(
                        lines(row(1, "1"), row(9, "1")),
                        lines(row(9, "2"), row(12, "2"), row(20, "2")),
                        lines(row(20, "3"), row(30, "3")),
                        lines(row(19, "4"), row(1, "4")),
                        lines(row(9, "5"), row(8, "5"), row(25, "5")),
                        lines(row(8, "6"), row(22, "6")),
                        lines());
        Survey survey = world.survey();
        world.store().forgetOpenedPaths();
        assertThat(world.read(survey, Long.MIN_VALUE)).containsExactly("out " + row(12, "2"), "out " + row(19, "4"));
        assertThat(world.store().openedPaths()).containsExactly("p3.jsonl", "p1.jsonl");

        world.store().forgetOpenedPaths();
        assertThat(world.read(survey, 13)).containsExactly("out " + row(19, "4"));
        assertThat(world.store().openedPaths()).containsExactly("p3.jsonl");

        world.store().forgetOpenedPaths();
        assertThat(world.read(survey, 20)).isEmpty();
        assertThat(world.store().openedPaths()).isEmpty();
    }

    /** I12: an open part takes memory, however much of it is in order. */
    @Test
    void partsThatOverlap_moreThanFitIntoMemory_areSortedInstead() throws IOException {
        for (int part = 0; part < 150; part++) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                texts.add(row(i == 0 ? 0 : part % 50 + 100 * i, String.valueOf(1_000 * part + i)));
            }
            world.parts(lines(texts));
        }
        Survey survey = world.survey();
        List<String> sideBySide = world.read(survey, Long.MIN_VALUE);
        assertThat(sideBySide).hasSize(3_000);
        assertThat(world.store().mostOpen()).as("with the default memory").isEqualTo(150);

        int opened = world.store().opened();
        world.limits(Limits.builder().sortBytes(1 << 16).build());
        try (OrderedRows rows = world.rows(survey, Long.MIN_VALUE)) {
            rows.next();
            assertThat(world.store().stillOpen()).isEqualTo(InterleavedParts.FEWEST);
        }
        assertThat(world.read(survey, Long.MIN_VALUE)).isEqualTo(sideBySide);
        assertThat(world.store().opened() - opened)
                .as("each once for each stream")
                .isEqualTo(300);
        assertThat(world.spill().created()).isPositive();
    }

    @Test
    void sortingEndsSoonAfterNobodyWantsTheRows() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 10_000; i > 0; i--) {
            texts.add(row(i, "1"));
        }
        Survey survey = world.parts(lines(texts)).survey();
        AtomicInteger looks = new AtomicInteger();
        WorldAccess access = world.access();
        WorldAccess cancelled = new WorldAccess(
                access.opener(),
                access.formats(),
                access.limits(),
                access.spill(),
                access.surveys(),
                access.views(),
                () -> looks.incrementAndGet() >= 3);
        try (OrderedRows rows = world.rows(cancelled, survey)) {
            assertThatThrownBy(rows::next).isInstanceOf(CancellationException.class);
            assertThat(looks).hasValue(3);
        }
        world.assertNothingIsLeft();
    }

    private static Row notNull(@Nullable Row row) {
        assertThat(row).isNotNull();
        return Objects.requireNonNull(row);
    }

    /** JSON Lines behind a first line. */
    private static final class OtherFormat implements RowFormat {
        @Override
        public boolean recognises(OraclePart part, ByteBuffer head) {
            return head.hasRemaining() && head.get(head.position()) == '#';
        }

        @Override
        public boolean readsInOrder() {
            return true;
        }

        @Override
        public RowReader open(PartContent content, int maxRowBytes) {
            return new JsonLinesFormat().openAt(content, maxRowBytes, 2, 1);
        }
    }
}
