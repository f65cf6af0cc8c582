package io.worldstream.wsp.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.worldstream.wsp.Limits;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.TrafficWindow;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.rows.JsonLinesFormat;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.StoredParts;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.seal.ContentSeal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTimeMergeTest {
    private final StoredParts store = new StoredParts();
    private final RowFaults.Collected faults = new RowFaults.Collected(100);
    private @Nullable TrafficWindow window;
    private long maxTieBytes = 1 << 20;
    private long collapsed;

    private static String row(long micros, String key, String more) {
        return "{\"at\":" + micros + ",\"k\":" + key + ",\"n\":0" + more + "}";
    }

    private static String row(long micros, String key) {
        return row(micros, key, "");
    }

    /** The texts of the rows of parts {@code p0}, {@code p1}, ... of one output, merged. */
    private List<String> merged(RowFaults heard, String... parts) throws IOException {
        List<OraclePart> stored = new ArrayList<>();
        byte[][] contents = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            contents[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            stored.add(store.put("p" + i, contents[i]));
        }
        Target target = TestPlans.target("out", contents);
        StreamPlan plan = TestPlans.of(window, target);
        Limits limits = new Limits(1 << 20, 1 << 20, maxTieBytes, 100, 16, 1 << 20);
        List<String> texts = new ArrayList<>();
        try (WorldRows rows = WorldRows.open(
                store,
                List.of(new JsonLinesFormat()),
                limits,
                plan,
                List.of(new ContentSeal(store).verify(target, stored)),
                heard)) {
            for (Row row = rows.merge().next(); row != null; row = rows.merge().next()) {
                texts.add(new String(row.text(), StandardCharsets.UTF_8));
            }
            collapsed = rows.merge().collapsed();
        } finally {
            assertThat(store.stillOpen()).isZero();
        }
        return texts;
    }

    private List<String> merged(String... parts) throws IOException {
        return merged(faults, parts);
    }

    private static String lines(String... rows) {
        return String.join("\n", rows) + "\n";
    }

    private static void assertFails(ThrowingMerge merge, ReasonCode code, String... message) {
        assertThatThrownBy(merge::run).isInstanceOfSatisfying(WspException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(message);
        });
    }

    private interface ThrowingMerge {
        void run() throws IOException;
    }

    @Test
    void theWindowIsHalfOpen() throws IOException {
        Instant start = Instant.EPOCH.plus(5, ChronoUnit.MICROS);
        window = new TrafficWindow(start, start.plus(2, ChronoUnit.MICROS));
        assertThat(merged(lines(row(4, "1"), row(5, "1"), row(6, "1"), row(7, "1"))))
                .containsExactly(row(5, "1"), row(6, "1"));
    }

    @Test
    void repeatedRowsCollapseAndAreCountedWithinTheWindow() throws IOException {
        window = new TrafficWindow(Instant.EPOCH.plus(5, ChronoUnit.MICROS), Instant.EPOCH.plusSeconds(1));
        assertThat(merged(
                        lines(row(4, "1"), row(4, "1"), row(5, "1"), row(5, "2"), row(5, "1")),
                        lines(row(5, "1"), row(6, "1"))))
                .containsExactly(row(5, "1"), row(5, "2"), row(6, "1"));
        assertThat(collapsed).isEqualTo(2);
        assertThat(faults.violations()).isEmpty();
    }

    @Test
    void oneKeyTwiceAtOneTimeWithOtherBytesIsAConflictThatNamesBothPlaces() throws IOException {
        merged(lines(row(1, "1"), row(5, "1", ",\"x\":1")), lines(row(2, "1"), row(5, "1", ",\"x\":2")));
        assertThat(faults.violations()).singleElement().satisfies(conflict -> {
            assertThat(conflict.code()).isEqualTo(ReasonCode.DUPLICATE_KEY_CONFLICT);
            assertThat(conflict.path() + ": " + conflict.message())
                    .isIn(
                            "p1#row=2: has the event time and key of p0#row=2, and other bytes",
                            "p0#row=2: has the event time and key of p1#row=2, and other bytes");
        });
    }

    @Test
    void aNumberSpelledOtherwiseIsTheSameKey() throws IOException {
        merged(lines(row(5, "1"), row(5, "1.0")));
        assertThat(faults.violations()).extracting(Violation::code).containsExactly(ReasonCode.DUPLICATE_KEY_CONFLICT);
    }

    @Test
    void oneKeyAtTwoTimesIsNoConflict() throws IOException {
        assertThat(merged(lines(row(5, "1"), row(6, "1")))).hasSize(2);
        assertThat(faults.violations()).isEmpty();
    }

    @Test
    void aConflictStopsAStreamThatWasSurveyed() {
        assertFails(
                () -> merged(RowFaults.FATAL, lines(row(5, "1", ",\"x\":1"), row(5, "1", ",\"x\":2"))),
                ReasonCode.DUPLICATE_KEY_CONFLICT,
                "p0#row=");
    }

    @Test
    void theRowsOfOneInstantAreHeldWithinABudget() throws IOException {
        maxTieBytes = 3L * row(5, "1").length();
        assertThat(merged(lines(row(5, "1"), row(5, "2")), lines(row(5, "3"), row(6, "1"), row(6, "2"))))
                .hasSize(5);
        assertFails(
                () -> merged(lines(row(5, "1"), row(5, "2")), lines(row(5, "3"), row(5, "4"))),
                ReasonCode.LIMIT_EXCEEDED,
                "1970-01-01T00:00:00.000005Z",
                String.valueOf(maxTieBytes));
    }

    @Test
    void eachPartThatIsNotSortedIsReportedOnceAtItsFirstFault() throws IOException {
        merged(
                lines(row(5, "1"), row(4, "1"), row(3, "1"), row(9, "1")),
                lines(row(1, "2"), row(2, "2")),
                lines(row(7, "3"), row(8, "3"), row(7, "4"), row(6, "3")));
        assertThat(faults.violations())
                .extracting(Violation::code, Violation::path)
                .containsExactlyInAnyOrder(
                        tuple(ReasonCode.ORDER_VIOLATION, "p0#row=2"), tuple(ReasonCode.ORDER_VIOLATION, "p2#row=3"));
        assertThat(faults.violations().toString())
                .contains("1970-01-01T00:00:00.000004Z", "1970-01-01T00:00:00.000005Z");
    }

    @Test
    void aStepBackBesideARowThatCannotBeReadIsStillSeen() throws IOException {
        merged(lines(row(5, "1"), "junk", row(4, "1")));
        assertThat(faults.violations())
                .extracting(Violation::code, Violation::path)
                .containsExactly(
                        tuple(ReasonCode.ROW_INVALID, "p0#row=2"), tuple(ReasonCode.ORDER_VIOLATION, "p0#row=3"));
    }

    @Test
    void noPartsAndEmptyPartsGiveNoRows() throws IOException {
        assertThat(merged()).isEmpty();
        assertThat(merged("", "\n\r\n  \n")).isEmpty();
    }

    @Test
    void aPartOfAnUnknownFormatIsAFault() throws IOException {
        merged("PAR1....", lines(row(1, "1")));
        assertThat(faults.violations())
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.FORMAT_UNSUPPORTED, "p0"));
    }
}
