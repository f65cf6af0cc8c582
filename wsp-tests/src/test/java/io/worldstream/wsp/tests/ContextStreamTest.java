package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.BankOutputs;
import io.worldstream.wsp.testkit.world.World;
import io.worldstream.wsp.testkit.world.WorldBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts 13, roles: traffic and context in one stream, from READY to gate. */
class ContextStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = 400;

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();

    private static WorldBuilder world() {
        return World.bankMonth().events(EVENTS).contract(EnvelopeContract.V1);
    }

    private static StreamPolicy policy(OutputId... context) {
        return SteppedProducer.AS_FAST_AS_CAN_BE
                .withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1))
                .withAdmission(
                        admission -> admission.withOutputs(admission.outputs().withContextOutputs(Set.of(context))));
    }

    private RunSummary run(World world, StreamPolicy policy) {
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy)) {
            return wsp.run(world, bus);
        }
    }

    private static JsonNode envelope(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    @Test
    void trafficAndTwoContextOutputs_leaveInTheOneOrder() throws IOException {
        World world = world().putInto(oracle);
        StreamPolicy policy = policy(BankOutputs.ARRIVALS, BankOutputs.FLOW_ANCHORS_WITH_FRAUD);
        RunSummary summary = run(world, policy);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events().admitted()).isEqualTo(EVENTS / 4 * 3);

        List<JsonNode> pushed = new ArrayList<>();
        for (RecordedPush push : sink.admitted()) {
            pushed.add(envelope(push.envelope()));
        }
        assertThat(pushed)
                .extracting(event -> event.path("event_type").asText())
                .containsOnly(
                        BankOutputs.ARRIVALS.value(),
                        BankOutputs.FLOW_ANCHORS_WITH_FRAUD.value(),
                        BankOutputs.EVENT_STREAM_WITH_FRAUD.value());
        assertThat(pushed)
                .extracting(event -> event.path("ts_utc").asText() + " "
                        + event.path("event_type").asText())
                .isSorted();
        Preview preview = Preview.of(new DryRun(oracle, world.catalogue(), policy), world);
        assertThat(preview.envelopes())
                .isEqualTo(sink.admitted().stream().map(RecordedPush::envelope).toList());
        assertThat(preview.digest()).isEqualTo(summary.streamDigest());
        assertThat(preview.summary().planDigest()).isEqualTo(summary.planDigest());
    }

    @Test
    void defaultPolicy_streamsTrafficAlone() {
        World world = world().putInto(oracle);
        RunSummary summary = run(world, policy());
        assertThat(summary.events().admitted()).isEqualTo(world.events()).isEqualTo(EVENTS / 4);
        assertThat(oracle.opened()).noneMatch(path -> path.contains(BankOutputs.ARRIVALS.value()));
    }

    @ParameterizedTest
    @CsvSource({
        "locators, LOCATOR_MISSING",
        "content_digest, CONTENT_DIGEST_MISSING",
        "gate, GATE_MISSING",
        "catalogue, OUTPUT_UNKNOWN",
        "instance_receipts, INSTANCE_RECEIPT_MISSING",
    })
    void contextOutput_thatLacksSomething_opensAndPushesNothing(String what, ReasonCode code) {
        World world = without(what, BankOutputs.ARRIVALS).putInto(oracle);
        RunSummary summary = run(world, policy(BankOutputs.ARRIVALS, BankOutputs.ARRIVAL_ENTITIES));
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).extracting(Violation::code).contains(code);
        assertThat(oracle.opened()).noneMatch(path -> path.contains("part-"));
        assertThat(sink.pushes()).isEmpty();
    }

    @Test
    void allFindings_atOnce() {
        World world = without("locators", BankOutputs.ARRIVALS)
                .editFactsView(view -> {
                    ((ArrayNode) view.path("gate_receipts")).removeAll();
                    return view;
                })
                .putInto(oracle);
        RunSummary summary = run(world, policy(BankOutputs.ARRIVALS, new OutputId("s9_unheard_of")));
        assertThat(summary.violations())
                .extracting(Violation::code)
                .contains(ReasonCode.LOCATOR_MISSING, ReasonCode.OUTPUT_UNKNOWN, ReasonCode.GATE_MISSING);
        assertThat(sink.pushes()).isEmpty();
    }

    @Test
    void truthProduct_calledTraffic_isRefused() {
        World world = world().editFactsView(view -> {
                    view.withObject("/output_roles").put("s4_event_labels_6B", "business_traffic");
                    return view;
                })
                .putInto(oracle);
        RunSummary summary = run(world, policy());
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).extracting(Violation::code).contains(ReasonCode.CONFIG_INVALID);
        assertThat(sink.pushes()).isEmpty();
    }

    private static WorldBuilder without(String what, OutputId output) {
        return switch (what) {
            case "catalogue" -> world().editCatalogue(removing("outputs", output));
            case "gate" ->
                world().editFactsView(view -> {
                    remove(view, "gate_receipts", "gate_id", "gate.layer2.5B.validation");
                    return view;
                });
            case "content_digest" ->
                world().editFactsView(view -> {
                    for (JsonNode locator : view.path("locators")) {
                        if (locator.path("output_id").asText().equals(output.value())) {
                            ((ObjectNode) locator).remove(what);
                        }
                    }
                    return view;
                });
            default -> world().editFactsView(removing(what, output));
        };
    }

    private static UnaryOperator<ObjectNode> removing(String array, OutputId output) {
        return document -> {
            remove(document, array, "output_id", output.value());
            return document;
        };
    }

    private static void remove(ObjectNode document, String array, String key, String value) {
        var elements = document.path(array).elements();
        while (elements.hasNext()) {
            if (elements.next().path(key).asText().equals(value)) {
                elements.remove();
            }
        }
    }
}
