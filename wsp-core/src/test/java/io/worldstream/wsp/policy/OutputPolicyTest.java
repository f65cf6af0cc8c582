package io.worldstream.wsp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.OutputId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutputPolicyTest {
    private static final String CONTEXT = "policy.context_outputs";
    private static final String NEVER = "policy.never_stream";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"a\",\"b\",\"a\"]|policy.context_outputs: \"a\" is named twice",
                "[\"a b\"]|policy.context_outputs: not an output id (1 to 128 of A-Z a-z 0-9 _ . -): \"a b\"",
                "[\"\"]|policy.context_outputs: not an output id (1 to 128 of A-Z a-z 0-9 _ . -): \"\"",
                "[\"a*\"]|policy.context_outputs: not an output id (1 to 128 of A-Z a-z 0-9 _ . -): \"a*\"",
                "[7]|policy.context_outputs: expected a list of output ids, found the JSON value \"7\"",
                "a|policy.context_outputs: expected a list of output ids, found \"a\"",
                "[\"s4_event_labels_6B\"]|policy.context_outputs: s4_event_labels_6B is named by policy.context_outputs"
                        + " and excluded by policy.never_stream [s4_*]; change one of them",
            })
    void contextOutputs_malformed_isInvalid(String value, String message) {
        assertThatThrownBy(() -> StreamPolicy.from(Map.of(CONTEXT, value)))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"a\",\"a\"]|\"a\" is named twice",
                "[\"*\"]|expected an output id (1 to 128 of A-Z a-z 0-9 _ . -), or the start of one and `*`, found \"*\"",
                "[\"a*b\"]|expected an output id (1 to 128 of A-Z a-z 0-9 _ . -), or the start of one and `*`, found \"a*b\"",
            })
    void neverStream_malformed_isInvalid(String value, String message) {
        assertThatThrownBy(() -> StreamPolicy.from(Map.of(NEVER, value))).hasMessage(NEVER + ": " + message);
    }

    @Test
    void neverStream_matchesWholeNamesAndStarts() {
        OutputPolicy policy = OutputPolicy.DEFAULTS.withNeverStream(Set.of("s4_*", "labels"));
        assertThat(policy.isNeverStreamed(new OutputId("s4_"))).isTrue();
        assertThat(policy.isNeverStreamed(new OutputId("s4_case_timeline_6B"))).isTrue();
        assertThat(policy.isNeverStreamed(new OutputId("labels"))).isTrue();
        assertThat(policy.isNeverStreamed(new OutputId("labels2"))).isFalse();
        assertThat(policy.isNeverStreamed(new OutputId("as4_x"))).isFalse();
        assertThat(policy.isNeverStreamed(new OutputId("S4_x"))).isFalse();
    }

    /** The lists may be given in any order, so long as both together are allowed. */
    @Test
    void contextOutputs_allowedByAnotherList_isAccepted() {
        StreamPolicy policy = StreamPolicy.from(Map.of(CONTEXT, "[\"s4_anchors\"]", NEVER, "[\"s5_*\"]"));
        assertThat(policy.admission().outputs())
                .isEqualTo(new OutputPolicy(Set.of(new OutputId("s4_anchors")), Set.of("s5_*")));
    }
}
