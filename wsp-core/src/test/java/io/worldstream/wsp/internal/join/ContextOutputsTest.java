package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.BadDocument.bad;
import static io.worldstream.wsp.internal.join.BadDocument.drop;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.LABELS;
import static io.worldstream.wsp.internal.join.FactsFixture.OPTIONAL;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A context output needs what traffic needs, with the same codes (contracts 13). */
final class ContextOutputsTest {
    private static final String CONTEXT = "policy.context_outputs/" + ARRIVALS;

    /** Names the arrivals as context; the facts view calls them non_traffic. */
    private static Consumer<FactsFixture> asContext(Consumer<FactsFixture> further) {
        return fixture -> {
            context(ARRIVALS).accept(fixture);
            fixture.facts(facts -> facts.withObject("/output_roles").put(ARRIVALS.value(), "non_traffic"));
            further.accept(fixture);
        };
    }

    private static Consumer<FactsFixture> context(OutputId... outputs) {
        return fixture -> fixture.policy(policy -> policy.withAdmission(
                admission -> admission.withOutputs(admission.outputs().withContextOutputs(Set.of(outputs)))));
    }

    private static UnaryOperator<Catalogue.Output> entry(List<String> key, List<String> gates) {
        return output -> new Catalogue.Output(output.outputId(), key, gates, output.scope());
    }

    private static Consumer<FactsFixture> entryOfArrivals(UnaryOperator<Catalogue.Output> change) {
        return asContext(fixture -> fixture.catalogue(change.apply(fixture.entry(ARRIVALS))));
    }

    private static RunFacts joined(Consumer<FactsFixture> change) {
        FactsFixture fixture = FactsFixture.sound();
        change.accept(fixture);
        JoinResult result = BadDocument.join(fixture.seal());
        assertThat(result).isInstanceOf(JoinResult.Joined.class);
        return ((JoinResult.Joined) result).facts();
    }

    private static List<String> targets(RunFacts facts) {
        return facts.targets().stream()
                .map(target -> target.role() + " " + target.output().outputId())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatItLacks")
    void contextOutput_thatLacksSomething_isRefusedAsTrafficIs(BadDocument document) {
        document.check();
    }

    static Stream<BadDocument> whatItLacks() {
        return Stream.of(
                bad("the catalogue lacks it", asContext(f -> f.notInCatalogue(ARRIVALS)), "OUTPUT_UNKNOWN " + CONTEXT),
                bad(
                        "neither view nor catalogue knows it",
                        context(new OutputId("s9_unheard_of")),
                        "OUTPUT_UNKNOWN policy.context_outputs/s9_unheard_of"),
                bad(
                        "no locator",
                        asContext(fixture -> fixture.facts(facts -> {
                            ((ArrayNode) facts.path("locators")).remove(1);
                            ((ArrayNode) facts.path("instance_receipts")).remove(1);
                        })),
                        "LOCATOR_MISSING " + CONTEXT),
                bad(
                        "no digest",
                        asContext(drop("/locators/1/content_digest")
                                .andThen(drop("/instance_receipts/1/target_ref/content_digest"))),
                        "CONTENT_DIGEST_MISSING facts_view#/locators/1"),
                bad(
                        "two locators",
                        asContext(fixture -> fixture.digestedFacts(facts -> ((ArrayNode) facts.path("locators"))
                                .add(FactsFixture.locator(facts, ARRIVALS)
                                        .deepCopy()
                                        .put("path", "data/x.jsonl")))),
                        "LOCATOR_DUPLICATE facts_view#/locators/3"),
                bad(
                        "no gate receipt",
                        asContext(fixture -> fixture.facts(facts ->
                                FactsFixture.gateReceipt(facts, ARRIVALS_GATE).put("gate_id", "gate.other"))),
                        "GATE_MISSING facts_view#/gate_receipts"),
                bad(
                        "its gate failed",
                        asContext(fixture -> fixture.facts(facts ->
                                FactsFixture.gateReceipt(facts, ARRIVALS_GATE).put("status", "FAIL"))),
                        "GATE_NOT_PASSED facts_view#/gate_receipts/2/status"),
                bad(
                        "the catalogue requires no gate",
                        entryOfArrivals(entry(List.of("merchant_id", "arrival_seq"), List.of())),
                        "GATE_MISSING " + CONTEXT),
                bad(
                        "no primary key",
                        entryOfArrivals(entry(List.of(), List.of(ARRIVALS_GATE))),
                        "PRIMARY_KEY_MISSING " + CONTEXT),
                bad(
                        "no instance receipt",
                        asContext(fixture ->
                                fixture.facts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(1))),
                        "INSTANCE_RECEIPT_MISSING " + CONTEXT),
                bad(
                        "no object",
                        asContext(fixture -> fixture.facts(
                                facts -> FactsFixture.locator(facts, ARRIVALS).put("path", "data/none-*.jsonl"))),
                        "OBJECT_MISSING facts_view#/locators/1/path"),
                bad(
                        "traffic and context at once",
                        asContext(drop("/locators/1/content_digest")
                                .andThen(drop("/instance_receipts/1/target_ref/content_digest"))
                                .andThen(fixture -> fixture.notInCatalogue(STREAM))
                                .andThen(context(ARRIVALS, new OutputId("s9_unheard_of")))),
                        "CONTENT_DIGEST_MISSING facts_view#/locators/1",
                        "OUTPUT_UNKNOWN facts_view#/output_roles/" + STREAM,
                        "OUTPUT_UNKNOWN policy.context_outputs/s9_unheard_of"));
    }

    @Test
    void contextOutput_joinsTheTrafficInTheOrderOfIds() {
        RunFacts facts = joined(asContext(fixture -> {}));
        assertThat(targets(facts)).containsExactly("CONTEXT " + ARRIVALS, "TRAFFIC " + STREAM);
        assertThat(facts.absent()).isEmpty();
    }

    @Test
    void contextOutput_notNamed_isNotStreamed() {
        RunFacts facts = joined(asContext(context()));
        assertThat(targets(facts)).containsExactly("TRAFFIC " + STREAM);
    }

    @Test
    void contextOutput_thatIsTraffic_countsOnceWithANote() {
        RunFacts facts = joined(context(STREAM));
        assertThat(targets(facts)).containsExactly("TRAFFIC " + ARRIVALS, "TRAFFIC " + STREAM);
        assertThat(facts.notes())
                .containsExactly(
                        "policy.context_outputs names " + STREAM + ", which is traffic of this run; it counts once");
    }

    @Test
    void contextOutput_optionalAndWithoutLocator_isAbsent() {
        RunFacts facts = joined(context(OPTIONAL));
        assertThat(targets(facts)).containsExactly("TRAFFIC " + ARRIVALS, "TRAFFIC " + STREAM);
        assertThat(facts.absent()).containsExactly(OPTIONAL);
    }

    /** A view without traffic is no incident, whatever else it lacks. */
    @Test
    void view_withoutTraffic_isRefusedForThatAlone() {
        bad(
                        "no traffic",
                        context(new OutputId("s9_unheard_of"), ARRIVALS)
                                .andThen(fixture -> fixture.facts(
                                        facts -> facts.putObject("output_roles").put(ARRIVALS.value(), "non_traffic"))),
                        "NO_TRAFFIC_TARGETS facts_view#/output_roles")
                .check();
    }

    @Test
    void view_whoseTrafficIsAbsent_isRefusedDespiteItsContext() {
        bad(
                        "context only",
                        context(ARRIVALS)
                                .andThen(fixture -> fixture.facts(facts ->
                                        facts.putObject("output_roles").put(OPTIONAL.value(), "business_traffic"))),
                        "NO_TRAFFIC_TARGETS facts_view#/locators")
                .check();
    }

    @Test
    void traffic_thatIsNeverStreamed_isRefused() {
        FactsFixture fixture = FactsFixture.sound()
                .facts(facts -> facts.withObject("/output_roles").put(LABELS.value(), "business_traffic"));
        JoinResult.Refused refused = (JoinResult.Refused) BadDocument.join(fixture.seal());
        assertThat(refused.violations().get(0))
                .hasToString("CONFIG_INVALID at facts_view#/output_roles/s4_event_labels_6B: is business_traffic, but"
                        + " policy.never_stream [s4_*] excludes it; if it is no truth product, change"
                        + " policy.never_stream");
    }

    @Test
    void traffic_thatAHostTakesOffTheList_isStreamed() {
        RunFacts facts = joined(fixture -> fixture.policy(policy -> policy.withAdmission(
                admission -> admission.withOutputs(admission.outputs().withNeverStream(Set.of("s3_flow_*"))))));
        assertThat(targets(facts)).containsExactly("TRAFFIC " + ARRIVALS, "TRAFFIC " + STREAM);
    }
}
