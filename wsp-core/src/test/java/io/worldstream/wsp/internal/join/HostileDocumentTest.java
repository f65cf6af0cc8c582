package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.FactsFixture.STREAM;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM_FLAG;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Limits;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hostile facts view or flag costs no more than the limits allow and leads to findings, never an exception. */
final class HostileDocumentTest {
    private static List<Violation> refused(FactsFixture fixture) {
        return ((JoinResult.Refused) BadDocument.join(fixture.seal())).violations();
    }

    private static List<Violation> refused(UnaryOperator<String> change) {
        return refused(FactsFixture.sound().factsText(change));
    }

    @Nested
    class Numbers {
        @ParameterizedTest
        @ValueSource(strings = {"1e9999999999", "-1e-9999999999", "1e999999999", "1e-999999999", "1e3", "1.0"})
        void seed_isNoInteger_isInvalid(String number) {
            assertThat(refused(text -> text.replaceFirst("\"seed\":42", "\"seed\":" + number)))
                    .anySatisfy(violation -> {
                        assertThat(violation.code()).isEqualTo(ReasonCode.FACTS_INVALID);
                        assertThat(violation.message()).contains("the number " + number);
                    });
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e9999999999", "-1e-9999999999", "1e999999999"})
        void view_holdsAnyNumber_isRefused(String number) {
            assertThat(refused(text -> number)).extracting(Violation::code).containsExactly(ReasonCode.FACTS_INVALID);
            assertThat(refused(text -> text.replaceFirst("\\{", "{\"n\":" + number + ",")))
                    .extracting(Violation::code)
                    .containsExactly(ReasonCode.FACTS_INVALID);
            assertThat(refused(text -> text.replaceFirst("\"gate_id\"", "\"notes\":[" + number + "],\"gate_id\"")))
                    .extracting(Violation::code)
                    .containsExactly(ReasonCode.BUNDLE_HASH_MISMATCH);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e9999999999", "{\"sha256_hex\":1e9999999999}", "{\"n\":1e999999999}"})
        void flag_holdsANumber_isNoEvidence(String flag) {
            FactsFixture fixture =
                    FactsFixture.sound().oracle(oracle -> oracle.put(RootKind.ORACLE, STREAM_FLAG, flag));
            assertThat(refused(fixture)).extracting(Violation::code).containsExactly(ReasonCode.GATE_EVIDENCE_MISMATCH);
        }
    }

    @Nested
    class Amounts {
        @Test
        void locators_areTwoMillionZeros_isOneFinding() {
            String zeros = "\"locators\":[" + "0,".repeat(2_000_000) + "0],\"more\":[";
            assertThat(refused(text -> text.replaceFirst("\"locators\":\\[", zeros)))
                    .singleElement()
                    .satisfies(violation -> {
                        assertThat(violation.code()).isEqualTo(ReasonCode.FACTS_INVALID);
                        assertThat(violation.message()).contains("500000");
                    });
        }

        @Test
        void locators_areManyZeros_someAreNamedAndTheRestIsCounted() {
            String zeros = "\"locators\":[" + "0,".repeat(99_999) + "0,";
            FactsFixture fixture = FactsFixture.sound()
                    .factsText(text -> text.replaceFirst("\"locators\":\\[", zeros))
                    .policy(policy ->
                            policy.withLimits(Limits.builder().maxFindings(7).build()));
            assertThat(refused(fixture)).hasSize(8);
            assertThat(refused(fixture).get(6).path()).isEqualTo("facts_view#/locators/6");
            assertThat(refused(fixture).get(7))
                    .hasToString(
                            "FACTS_INVALID at facts_view#/locators/7: is the first of 99994 more findings, which are"
                                    + " not named: limits.max_findings is 7");
        }

        @Test
        void aLocator_standsOften_isNotedOnce() {
            FactsFixture fixture = FactsFixture.sound().digestedFacts(facts -> {
                for (int i = 0; i < 1000; i++) {
                    ((ArrayNode) facts.path("locators"))
                            .add(FactsFixture.locator(facts, STREAM).deepCopy());
                }
            });
            assertThat(((JoinResult.Joined) BadDocument.join(fixture.seal()))
                            .facts()
                            .notes())
                    .singleElement()
                    .asString()
                    .contains("1001 times");
        }
    }
}
