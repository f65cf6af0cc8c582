package io.worldstream.wsp.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.StreamPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class FlowFieldsProperties {
    private static final StreamPlan PLAN = TestPlans.of(TestPlans.target("one"), TestPlans.target("two"));
    private static final StreamPolicy POLICY =
            StreamPolicy.defaults().withPush(push -> push.withMaxInFlight(8).withFlowKey(new OutputId("two"), "card"));
    private static final FlowFields FLOWS = Objects.requireNonNull(FlowFields.of(PLAN, POLICY));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final long OWN = 0x0102030405060708L;

    private static long flow(int output, String row) {
        // Between other bytes, as in an envelope.
        byte[] text = ("..\"" + row + "}\"flow_id\":1").getBytes(StandardCharsets.UTF_8);
        return FLOWS.flow(output, text, 3, 3 + row.getBytes(StandardCharsets.UTF_8).length, ID);
    }

    private static long flowOf(String value) {
        return flow(0, "{\"flow_id\":" + value + "}");
    }

    @Example
    void isOfTheFirstFieldThatGatesPartitionBy() {
        assertThat(flow(0, "{\"party_id\":4,\"account_id\":3,\"merchant_id\":2,\"flow_id\":1}"))
                .isEqualTo(flowOf("1"));
        assertThat(flow(0, "{\"party_id\":4,\"merchant_id\":2,\"account_id\":3}"))
                .isEqualTo(flowOf("2"));
        assertThat(flow(0, "{\"party_id\":4}")).isEqualTo(flowOf("4"));
        assertThat(flow(0, "{\"flow_id\":null,\"party_id\":\"x\"}")).isEqualTo(flowOf("\"x\""));
        assertThat(flowOf("12")).isNotEqualTo(flowOf("21"));
    }

    @Example
    void isTheEventsOwnWhereNoFieldIsThere() {
        assertThat(flow(0, "{}")).isEqualTo(OWN);
        assertThat(flow(0, "{ \"flow\" : 1 , \"x\":{\"flow_id\":7}, \"y\":[{\"merchant_id\":1}]}"))
                .isEqualTo(OWN);
        assertThat(flow(0, "{\"merchant_id\":null}")).isEqualTo(OWN);
    }

    @Example
    void isOfTheFieldThatThePolicyNamesForAnOutput() {
        assertThat(flow(1, "{\"flow_id\":9,\"card\":\"1\"}")).isEqualTo(flowOf("1"));
        assertThat(flow(1, "{\"flow_id\":9}")).isEqualTo(OWN);
    }

    @Example
    void nobodyLooksWhereOrderDoesNotNeedIt() {
        assertThat(FlowFields.of(PLAN, StreamPolicy.defaults())).isNull();
        assertThat(FlowFields.of(PLAN, POLICY.withPush(push -> push.withOrdering(Ordering.GLOBAL))))
                .isNull();
        assertThat(FlowFields.of(PLAN, POLICY.withPush(push -> push.withOrdering(Ordering.NONE))))
                .isNull();
    }

    @Provide
    Arbitrary<String> rows() {
        Arbitrary<String> space = Arbitraries.of("", " ", "\n\t", "\r ");
        Arbitrary<String> names = Arbitraries.of(
                "flow_id", "merchant_id", "account_id", "party_id", "flow", "a\\\"b", "flow_id\\\\", "\u00e9", "");
        Arbitrary<String> values = Arbitraries.of(
                "1",
                "-2.5e3",
                "\"t\"",
                "\"a\\\"}\"",
                "\"\\\\\"",
                "null",
                "true",
                "{}",
                "[]",
                "\"\"",
                "{\"flow_id\":[1,\"]}\"]}",
                "[[],{\"a\":{}}]",
                "\"flow_id\"",
                "\"\u20ac\"");
        return Combinators.combine(
                        names.list().uniqueElements().ofMaxSize(6),
                        values.list().ofSize(6),
                        space)
                .as((fields, all, gap) -> {
                    StringBuilder row = new StringBuilder("{").append(gap);
                    for (int i = 0; i < fields.size(); i++) {
                        row.append(i == 0 ? "" : gap + ",")
                                .append(gap)
                                .append('"')
                                .append(fields.get(i))
                                .append('"');
                        row.append(gap)
                                .append(':')
                                .append(gap)
                                .append(all.get(i))
                                .append(gap);
                    }
                    return row.append('}').toString();
                });
    }

    /** A general parser finds the same field. */
    @Property
    void findsWhatAParserFinds(@ForAll("rows") String row) throws JsonProcessingException {
        JsonNode parsed = JSON.readTree(row);
        JsonNode value = null;
        for (String name : List.of("flow_id", "merchant_id", "account_id", "party_id")) {
            value = value == null ? notNull(parsed.get(name)) : value;
        }
        long expected = value == null ? OWN : flowOf(value.isNumber() ? spelled(row, value) : value.toString());
        assertThat(flow(0, row)).as(row).isEqualTo(expected);
    }

    private static @Nullable JsonNode notNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    private static String spelled(String row, JsonNode number) {
        return row.contains("-2.5e3") && number.doubleValue() == -2500 ? "-2.5e3" : number.toString();
    }
}
