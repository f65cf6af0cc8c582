package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When a row is found by the template, and what is kept of rows (I12); what it finds is in {@link RowFinderProperties}. */
final class RowTemplateTest {
    private final FieldValues values = new FieldValues(List.of("k", "ts_utc"), 2);
    private final RowTemplate template = new RowTemplate(values);
    private final RowScanner scanner = new RowScanner(values, 10);
    private final MemberSpans members = new MemberSpans();

    /** Returns whether the template finds a row; it learns from rows that it does not find. */
    private boolean finds(String row) {
        byte[] utf8 = row.getBytes(StandardCharsets.UTF_8);
        values.clear();
        values.source(utf8);
        if (template.find(utf8, 0, utf8.length)) {
            return true;
        }
        assertThat(scanner.find(utf8, 0, utf8.length, members)).as(row).isTrue();
        template.learn(utf8, 0, utf8.length, members);
        return false;
    }

    private static String row(String k, String time) {
        return "{\"seed\":42,\"k\":" + k + ",\"x\":\"y\",\"ts_utc\":\"" + time + "\",\"rest\":" + k + time.length()
                + "}";
    }

    @Test
    void aValueThatWasSeenToDifferMayBeAnyOther() {
        assertThat(finds(row("1", "a"))).as("the first").isFalse();
        assertThat(finds(row("1", "a"))).as("the same again").isTrue();
        assertThat(finds(row("22", "a"))).as("another key for the first time").isFalse();
        for (String k : List.of("333", "-4", "0.5", "1e9", "true", "false", "\"a, b\"", "\"}\"")) {
            assertThat(finds(row(k, "a"))).as(k).isTrue();
            assertThat(values.text(0)).isEqualTo(k.replace("\"", ""));
        }
        assertThat(finds(row("1", "b"))).as("another time for the first time").isFalse();
        assertThat(finds(row("55", "cdefghijklmnopqrstuvwxyz"))).isTrue();
        assertThat(values.text(0)).isEqualTo("55");
        assertThat(values.text(1)).isEqualTo("cdefghijklmnopqrstuvwxyz");
    }

    /** 42 is not found in 423. */
    @Test
    void aValueThatBeginsLikeTheOneBeforeIsAnother() {
        String before = "{\"ts_utc\":1,\"k\":42";
        assertThat(finds(before + ",\"x\":1}")).isFalse();
        assertThat(finds(before + ",\"x\":2}")).isTrue();
        assertThat(finds(before + "3,\"x\":2}")).isFalse();
        assertThat(finds(before + "3,\"x\":2}")).isTrue();
        assertThat(values.text(0)).isEqualTo("423");
    }

    /** A number of no digits, behind which the space of the rows before stands. */
    @Test
    void spaceBeforeAValueIsNoValue() {
        assertThat(finds("{\"ts_utc\":1,\"k\":2 }")).isFalse();
        assertThat(finds("{\"ts_utc\":1,\"k\":33 }")).isFalse();
        assertThat(finds("{\"ts_utc\":1,\"k\":444 }")).isTrue();
        assertThat(finds("{\"ts_utc\":1,\"k\": 5}")).isFalse();
        assertThat(values.text(0)).isEqualTo("5");
    }

    @Test
    void aRowOfAnotherShapeNowAndThenChangesNothing() {
        assertThat(finds(row("1", "a"))).isFalse();
        for (int i = 0; i < 100; i++) {
            assertThat(finds("{\"ts_utc\":1,\"k\":" + i + "}")).isFalse();
            assertThat(finds(row("1", "a"))).isTrue();
        }
    }

    @Test
    void ofManyRowsOfAnotherShapeATemplateIsMade() {
        assertThat(finds(row("1", "a"))).isFalse();
        String other = "{\"ts_utc\":1,\"k\":2}";
        for (int i = 0; i < 17; i++) {
            assertThat(finds(other)).isFalse();
        }
        assertThat(finds(other)).isTrue();
    }

    @Test
    void after64ShapesNoOtherIsLearned() {
        for (int shape = 0; shape < 80; shape++) {
            String row = "{\"n" + shape / 8 + "\":0,\"m" + shape % 8 + "\":0,\"ts_utc\":1,\"k\":2}";
            for (int i = 0; i < 17; i++) {
                finds(row);
            }
            assertThat(finds(row)).as("shape %d", shape).isEqualTo(shape < 64);
        }
    }

    @Test
    void aLongRowIsNotLearned() {
        for (int padding : new int[] {8_000, 8_300}) {
            String row = "{\"x\":\"" + "y".repeat(padding) + "\",\"ts_utc\":1,\"k\":2}";
            for (int i = 0; i < 17; i++) {
                finds(row);
            }
            assertThat(finds(row)).as("padding %d", padding).isEqualTo(padding == 8_000);
        }
    }

    @Nested
    class SoughtFieldMissing {
        @Test
        void find_sameShape_isFoundToItsEnd() {
            assertThat(finds("{\"ts_utc\":1,\"x\":1}")).isFalse();
            assertThat(finds("{\"ts_utc\":1,\"x\":2}")).isFalse();
            assertThat(finds("{\"ts_utc\":1,\"x\":\"y\"}")).isTrue();
            assertThat(values.kind(0)).isNull();
        }

        /** A row of another shape, although it begins like those before. */
        @Test
        void find_fieldFollows_isNotTakenForTheShape() {
            assertThat(finds("{\"ts_utc\":1}")).isFalse();
            assertThat(finds("{\"ts_utc\":1}")).isTrue();
            assertThat(finds("{\"ts_utc\":1,\"k\":2}")).isFalse();
            assertThat(values.text(0)).isEqualTo("2");
        }

        @Test
        void find_fieldFollowsAValueThatDiffers_isNotTakenForTheShape() {
            assertThat(finds("{\"ts_utc\":1}")).isFalse();
            assertThat(finds("{\"ts_utc\":2}")).isFalse();
            assertThat(finds("{\"ts_utc\":3}")).isTrue();
            assertThat(finds("{\"ts_utc\":3,\"k\":2}")).isFalse();
            assertThat(values.text(0)).isEqualTo("2");
        }

        /** Behind the space, a row may end or continue. */
        @Test
        void learn_spaceBeforeTheEnd_isNotLearned() {
            assertThat(finds("{\"ts_utc\":1 }")).isFalse();
            assertThat(finds("{\"ts_utc\":1 }")).isFalse();
            assertThat(finds("{\"ts_utc\":1 ,\"k\":2}")).isFalse();
            assertThat(values.text(0)).isEqualTo("2");
        }

        /** The field that counts instead may follow the end of the template. */
        @Test
        void find_nullInTheShape_isNotFoundUnlessTheShapeEndsTheRow() {
            assertThat(finds("{\"ts_utc\":1,\"k\":1,\"x\":1}")).isFalse();
            assertThat(finds("{\"ts_utc\":1,\"k\":2,\"x\":1}")).isFalse();
            assertThat(finds("{\"ts_utc\":1,\"k\":3,\"x\":1}")).isTrue();
            assertThat(finds("{\"ts_utc\":1,\"k\":null,\"x\":1}")).isFalse();
            assertThat(values.kind(0)).isEqualTo(FieldKind.NULL);
        }
    }
}
