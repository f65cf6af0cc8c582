package io.worldstream.wsp.internal.order;

import static io.worldstream.wsp.internal.samples.TestWorld.lines;
import static io.worldstream.wsp.internal.samples.TestWorld.row;
import static io.worldstream.wsp.internal.samples.TestWorld.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.TestWorld;
import io.worldstream.wsp.policy.Limits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTimeMergeTest {
    private final TestWorld world = new TestWorld();

    /** The texts of the rows of parts {@code p0.jsonl}, {@code p1.jsonl}, ... of one output, merged. */
    private List<String> merged(byte[]... parts) {
        return world.parts(parts).read().stream()
                .map(text -> text.substring("out ".length()))
                .toList();
    }

    private void assertStops(ReasonCode code, List<String> rowsBefore, String... message) {
        List<String> texts = new ArrayList<>();
        assertThatThrownBy(() -> world.read(world.survey(), Long.MIN_VALUE, texts))
                .isInstanceOfSatisfying(WspException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getMessage()).contains(message);
                });
        assertThat(texts).isEqualTo(rowsBefore.stream().map(row -> "out " + row).toList());
    }

    @Test
    void theWindowIsHalfOpen() {
        world.window(5, 7);
        assertThat(merged(lines(row(4, "1"), row(5, "1"), row(6, "1"), row(7, "1"))))
                .containsExactly(row(5, "1"), row(6, "1"));
    }

    @Test
    void theWindowIsHalfOpenForRowsThatAreSorted() {
        world.window(5, 7);
        assertThat(merged(lines(row(7, "1"), row(6, "1"), row(5, "1"), row(4, "1"))))
                .containsExactly(row(5, "1"), row(6, "1"));
    }

    @Test
    void repeatedRowsCollapseAndAreCountedWithinTheWindow() {
        world.window(5, 1_000_000);
        assertThat(merged(
                        lines(row(4, "1"), row(4, "1"), row(5, "1"), row(5, "2"), row(5, "1")),
                        lines(row(5, "1"), row(6, "1"))))
                .containsExactly(row(5, "1"), row(5, "2"), row(6, "1"));
        assertThat(world.collapsed()).isEqualTo(2);
    }

    @Test
    void oneKeyTwiceAtOneTimeWithOtherBytesIsAConflictThatNamesBothPlaces() {
        world.parts(lines(row(1, "1"), row(5, "1", ",\"x\":1")), lines(row(2, "1"), row(5, "1", ",\"x\":2")));
        List<String> before = List.of(row(1, "1"), row(2, "1"));
        assertStops(
                ReasonCode.DUPLICATE_KEY_CONFLICT,
                before,
                "p0.jsonl#row=2",
                "p1.jsonl#row=2",
                ": has the event time and key of p",
                ", but different bytes");
    }

    @Test
    void aConflictAmongRowsThatAreSortedNamesTheirPlacesToo() {
        world.limits(Limits.builder().sortBytes(1).build())
                .parts(
                        lines(row(7, "1"), row(5, "1", ",\"x\":1"), row(1, "1")),
                        lines(row(9, "1"), row(8, "1"), row(5, "1", ",\"x\":2")));
        assertStops(ReasonCode.DUPLICATE_KEY_CONFLICT, List.of(row(1, "1")), "p0.jsonl#row=2", "p1.jsonl#row=3");
    }

    @Test
    void aNumberSpelledOtherwiseIsTheSameKey() {
        world.parts(lines(row(5, "1"), row(5, "1.0")));
        assertStops(ReasonCode.DUPLICATE_KEY_CONFLICT, List.of(), "p0.jsonl#row=1", "p0.jsonl#row=2");
    }

    @Test
    void oneKeyAtTwoTimesIsNoConflict() {
        assertThat(merged(lines(row(5, "1"), row(6, "1")))).hasSize(2);
    }

    @Test
    void aConflictAtAnInstantThatIsNotStreamedIsNone() {
        world.parts(lines(row(4, "1", ",\"x\":1"), row(4, "1", ",\"x\":2"), row(5, "1")));
        assertThat(world.read(world.survey(), 5)).containsExactly("out " + row(5, "1"));
        world.window(5, 6);
        assertThat(world.read()).containsExactly("out " + row(5, "1"));
    }

    /** Three rows fit, the fourth does not: then all are sorted with the spill, or there is none and nothing leaves. */
    @Test
    void theRowsOfOneInstantAreHeldWithinABudget() {
        long budget = 3L * new Row().heldBytes();
        world.limits(Limits.builder().maxTieBytes(budget).build())
                .parts(lines(row(5, "1"), row(5, "2")), lines(row(5, "3"), row(6, "1"), row(6, "2")));
        assertThat(world.read()).hasSize(5);
        assertThat(world.spill().created()).isZero();

        world.parts(lines(row(5, "4"), row(6, "3")));
        assertThat(world.read())
                .containsExactly(
                        "out " + row(5, "1"),
                        "out " + row(5, "2"),
                        "out " + row(5, "3"),
                        "out " + row(5, "4"),
                        "out " + row(6, "1"),
                        "out " + row(6, "2"),
                        "out " + row(6, "3"));

        world.limits(Limits.builder().maxTieBytes(1).build());
        assertThat(world.read()).hasSize(7);
        assertThat(world.spill().created()).isPositive();

        world.withoutSpillSpace();
        assertStops(
                ReasonCode.LIMIT_EXCEEDED,
                List.of(),
                "1970-01-01T00:00:00.000005Z",
                "limits.max_tie_bytes (1)",
                "no spill space");
    }

    @Test
    void partsThatAreNotSortedAreSorted() {
        assertThat(merged(
                        lines(row(5, "1"), row(4, "1"), row(3, "1"), row(9, "1")),
                        lines(row(1, "2"), row(2, "2")),
                        lines(row(7, "3"), row(8, "3"), row(7, "4"), row(6, "3"))))
                .containsExactly(
                        row(1, "2"),
                        row(2, "2"),
                        row(3, "1"),
                        row(4, "1"),
                        row(5, "1"),
                        row(6, "3"),
                        row(7, "3"),
                        row(7, "4"),
                        row(8, "3"),
                        row(9, "1"));
    }

    @Test
    void noPartsAndEmptyPartsGiveNoRows() {
        assertThat(world.output("out").read()).isEmpty();
        assertThat(merged(utf8(""), utf8("\n\r\n  \n"))).isEmpty();
    }
}
