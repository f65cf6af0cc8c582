package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The budgets that bound memory (I12). */
final class LimitsTest {
    @Test
    void whatIsNotSetIsTheDefault() {
        assertThat(Limits.builder().build()).isEqualTo(Limits.DEFAULTS);
    }

    @Test
    void eachSettingHasItsOwnPlace() {
        Limits limits = Limits.builder()
                .maxDocumentBytes(1)
                .maxMessageBytes(13)
                .maxParts(2)
                .maxRowBytes(3)
                .maxRowDepth(4)
                .maxKeyBytes(5)
                .maxFindings(6)
                .maxRowViolations(7)
                .maxBadRows(8)
                .sortBytes(9)
                .maxTieBytes(10)
                .readAheadEvents(11)
                .readAheadBytes(12)
                .build();
        assertThat(limits)
                .hasToString("Limits{maxMessageBytes=13, maxDocumentBytes=1, maxParts=2, maxRowBytes=3, maxRowDepth=4,"
                        + " maxKeyBytes=5, maxFindings=6, maxRowViolations=7, maxBadRows=8, sortBytes=9,"
                        + " maxTieBytes=10, readAheadEvents=11, readAheadBytes=12}");
        assertThat(limits.maxMessageBytes()).isEqualTo(13);
        assertThat(limits.maxDocumentBytes()).isEqualTo(1);
        assertThat(limits.maxParts()).isEqualTo(2);
        assertThat(limits.maxRowBytes()).isEqualTo(3);
        assertThat(limits.maxRowDepth()).isEqualTo(4);
        assertThat(limits.maxKeyBytes()).isEqualTo(5);
        assertThat(limits.maxFindings()).isEqualTo(6);
        assertThat(limits.maxRowViolations()).isEqualTo(7);
        assertThat(limits.maxBadRows()).isEqualTo(8);
        assertThat(limits.sortBytes()).isEqualTo(9);
        assertThat(limits.maxTieBytes()).isEqualTo(10);
        assertThat(limits.readAheadEvents()).isEqualTo(11);
        assertThat(limits.readAheadBytes()).isEqualTo(12);
        assertThat(limits.toBuilder().build()).isEqualTo(limits).hasSameHashCodeAs(limits);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void theLeastIsTakenAndLessIsRefused(String name, int least, Setting setting) {
        assertThat(setting.set(Limits.builder(), least).build()).isNotEqualTo(Limits.DEFAULTS);
        for (int less : new int[] {least - 1, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> setting.set(Limits.builder(), less).build())
                    .withMessage(name + " is " + less + ", but the least is " + least);
        }
    }

    static Stream<Arguments> theLeastIsTakenAndLessIsRefused() {
        return Stream.of(
                limit("maxMessageBytes", 1, Limits.Builder::maxMessageBytes),
                limit("maxDocumentBytes", 1, Limits.Builder::maxDocumentBytes),
                limit("maxParts", 1, Limits.Builder::maxParts),
                limit("maxRowBytes", 2, Limits.Builder::maxRowBytes),
                limit("maxRowDepth", 1, Limits.Builder::maxRowDepth),
                limit("maxKeyBytes", 1, Limits.Builder::maxKeyBytes),
                limit("maxFindings", 1, Limits.Builder::maxFindings),
                limit("maxRowViolations", 1, Limits.Builder::maxRowViolations),
                limit("maxBadRows", 1, Limits.Builder::maxBadRows),
                limit("sortBytes", 1, Limits.Builder::sortBytes),
                limit("maxTieBytes", 1, Limits.Builder::maxTieBytes),
                limit("readAheadEvents", 1, Limits.Builder::readAheadEvents),
                limit("readAheadBytes", 1, Limits.Builder::readAheadBytes));
    }

    private static Arguments limit(String name, int least, Setting setting) {
        return Arguments.of(name, least, setting);
    }

    /** Sets one limit. */
    interface Setting {
        Limits.Builder set(Limits.Builder builder, int value);
    }
}
