package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.TestRows;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.ReadPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReorderWindowTest {
    private static final long ROW_BYTES = new Row().heldBytes();

    private boolean closed;

    private final class Rows implements RowSource {
        private final Iterator<Row> rows;
        private Row head = new Row();
        private int taken;

        Rows(long... micros) {
            List<Row> list = new ArrayList<>();
            for (int i = 0; i < micros.length; i++) {
                Row row = TestRows.of(row(micros[i], String.valueOf(i)));
                row.locate(0, i + 1L);
                list.add(row);
            }
            rows = list.iterator();
        }

        @Override
        public boolean advance() {
            if (!rows.hasNext()) {
                return false;
            }
            head = rows.next();
            taken++;
            return true;
        }

        @Override
        public Row head() {
            return head;
        }

        @Override
        public Row takeHead(Row other) {
            return head;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static void assertFails(ReorderWindow window, int rowsBefore, ReasonCode code, String... message) {
        for (int i = 0; i < rowsBefore; i++) {
            assertThat(window.advance()).isTrue();
        }
        assertThatThrownBy(window::advance).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private static List<Long> times(ReorderWindow window) {
        List<Long> times = new ArrayList<>();
        while (window.advance()) {
            times.add(window.head().tsMicros());
        }
        return times;
    }

    @Test
    void rowsWithinTheBoundComeInOrder() {
        assertThat(times(new ReorderWindow(new Rows(5, 2, 8, 5, 12, 9, 30, 27), "p", 3, new BufferedBytes(1 << 20))))
                .containsExactly(2L, 5L, 5L, 8L, 9L, 12L, 27L, 30L);
    }

    /** As little as can be is held: a row leaves once no earlier one can come. */
    @Test
    void aRowLeavesOnceNoEarlierOneCanCome() {
        Rows rows = new Rows(0, 1, 2, 3, 4, 5, 6);
        ReorderWindow window = new ReorderWindow(rows, "p", 3, new BufferedBytes(1 << 20));
        assertThat(window.advance()).isTrue();
        assertThat(window.head().tsMicros()).isZero();
        assertThat(rows.taken).isEqualTo(4);
        assertThat(window.advance()).isTrue();
        assertThat(rows.taken).isEqualTo(5);
    }

    @Test
    void aRowLaterThanDeclaredIsNamed() {
        assertFails(
                new ReorderWindow(new Rows(10, 7, 20, 16, 30), "p", 3, new BufferedBytes(1 << 20)),
                2,
                ReasonCode.ORDER_VIOLATION,
                "p#row=4",
                "1970-01-01T00:00:00.000016Z",
                "1970-01-01T00:00:00.000020Z",
                "max_disorder");
    }

    @Test
    void whatIsHeldIsBounded() {
        assertThat(times(new ReorderWindow(new Rows(0, 1, 2, 3, 4, 5, 6), "p", 3, new BufferedBytes(4 * ROW_BYTES))))
                .hasSize(7);
        assertFails(
                new ReorderWindow(new Rows(0, 5, 6, 7, 8), "p", 3, new BufferedBytes(3 * ROW_BYTES)),
                1,
                ReasonCode.LIMIT_EXCEEDED,
                "p#row=5",
                "limits.sort_bytes");
    }

    @Test
    void aWindowOfRowsThatAreAllLateNeedsNothing() {
        assertThat(times(new ReorderWindow(new Rows(), "p", 3, new BufferedBytes(1))))
                .isEmpty();
    }

    @Test
    void closingClosesThePart() throws IOException {
        new ReorderWindow(new Rows(1), "p", 3, new BufferedBytes(1 << 20)).close();
        assertThat(closed).isTrue();
    }

    /** The survey refuses such a part; if it was made under another policy, the stream halts at the row, and not before. */
    @Test
    void aStreamHaltsAtARowLaterThanDeclared() {
        TestWorld world = new TestWorld().parts(lines(row(1, "1"), row(3, "1"), row(2, "1"), row(9, "1"), row(7, "1")));
        Survey survey = world.survey();
        List<String> texts = new ArrayList<>();
        world.maxDisorder("out", 1);
        assertThatThrownBy(() -> world.read(survey, Long.MIN_VALUE, texts))
                .isInstanceOfSatisfying(WspException.class, e -> {
                    assertThat(e.code()).isEqualTo(ReasonCode.ORDER_VIOLATION);
                    assertThat(e.getMessage()).contains("p0.jsonl#row=5");
                });
        assertThat(texts).containsExactly("out " + row(1, "1"), "out " + row(2, "1"));
    }

    @Test
    void aStreamHaltsIfMoreThanTheBudgetIsWithinTheBound() {
        TestWorld world = new TestWorld()
                .limits(Limits.builder().sortBytes(3 * ROW_BYTES).build())
                .maxDisorder("out", 100)
                .parts(lines(row(2, "1"), row(1, "1"), row(3, "1"), row(4, "1")));
        assertThatThrownBy(world::read).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(ReasonCode.LIMIT_EXCEEDED);
            assertThat(e.getMessage()).contains("p0.jsonl#row=4", "max_disorder", "limits.sort_bytes");
        });
        assertThat(world.spill().created()).isZero();
    }

    @Test
    void theLongestBoundThatCanBeDeclaredWorks() {
        OutputId out = new OutputId("out");
        ReadPolicy policy = ReadPolicy.DEFAULTS;
        assertThatThrownBy(() -> policy.withMaxDisorder(out, ReadPolicy.LONGEST_DISORDER.plusNanos(1_000)))
                .isInstanceOf(IllegalArgumentException.class);
        long longest = ReadPolicy.LONGEST_DISORDER.toSeconds() * 1_000_000;
        TestWorld world = new TestWorld().maxDisorder("out", longest).parts(lines(row(longest, "1"), row(0, "1")));
        assertThat(world.read()).containsExactly("out " + row(0, "1"), "out " + row(longest, "1"));
    }
}
