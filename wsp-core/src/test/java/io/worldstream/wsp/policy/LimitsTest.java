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
        assertThat(Limits.builder()
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
                        .build())
                .isEqualTo(new Limits(13, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
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
