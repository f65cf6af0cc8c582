package io.worldstream.wsp.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.PushPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The flow of a row, which its parser finds on the way to time and key (contracts 7). */
class FlowKeyProperties {
    private static final OutputId ONE = new OutputId("one");
    private static final OutputId TWO = new OutputId("two");
    private static final PushPolicy POLICY =
            PushPolicy.DEFAULTS.withMaxInFlight(8).withFlowKey(TWO, "card");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RowParser one = parser(ONE);
    private final RowParser two = parser(TWO);

    private static RowParser parser(OutputId output) {
        return new RowParser(
                0, TestPlans.target(output.value()), Limits.DEFAULTS, FlowKey.of(POLICY, output), List.of());
    }

    /** The flow of a row with these fields, before or after time and key. */
    private long flow(RowParser parser, String fields, boolean first) {
        String keyed = "\"at\":1,\"k\":1,\"n\":1";
        String row = fields.isBlank()
                ? "{" + keyed + fields + "}"
                : first ? "{" + fields + "," + keyed + "}" : "{" + keyed + "," + fields + "}";
        Row parsed = new Row();
        try {
            RowParsing.parse(parser, row.getBytes(StandardCharsets.UTF_8), parsed);
        } catch (RowFault e) {
            throw new AssertionError(row, e);
        }
        return parsed.flow();
    }

    private long flow(RowParser parser, String fields) {
        long flow = flow(parser, fields, false);
        assertThat(flow(parser, fields, true)).as(fields).isEqualTo(flow);
        return flow;
    }

    private long flowOf(String value) {
        return flow(one, "\"flow_id\":" + value);
    }

    @Example
    void flow_severalFields_isOfTheFirstThatGatesPartitionBy() {
        assertThat(flow(one, "\"party_id\":4,\"account_id\":3,\"merchant_id\":2,\"flow_id\":1"))
                .isEqualTo(flowOf("1"));
        assertThat(flow(one, "\"party_id\":4,\"merchant_id\":2,\"account_id\":3"))
                .isEqualTo(flowOf("2"));
        assertThat(flow(one, "\"party_id\":4")).isEqualTo(flowOf("4"));
        assertThat(flow(one, "\"flow_id\":null,\"party_id\":\"x\"")).isEqualTo(flowOf("\"x\""));
        assertThat(flowOf("12")).isNotEqualTo(flowOf("21"));
    }

    @Example
    void flow_noField_isTheRowsOwn() {
        assertThat(flow(one, "")).isEqualTo(Row.OWN_FLOW);
        assertThat(flow(one, "\"flow\" : 1 , \"x\":{\"flow_id\":7}, \"y\":[{\"merchant_id\":1}]"))
                .isEqualTo(Row.OWN_FLOW);
        assertThat(flow(one, "\"merchant_id\":null")).isEqualTo(Row.OWN_FLOW);
    }

    @Example
    void flow_fieldThatThePolicyNames_isOfThatField() {
        assertThat(flow(two, "\"flow_id\":9,\"card\":\"1\"")).isEqualTo(flowOf("1"));
        assertThat(flow(two, "\"flow_id\":9")).isEqualTo(Row.OWN_FLOW);
    }

    @Example
    void flow_otherSpelling_isTheSame() {
        assertThat(flowOf("\"\\u0061b\"")).isEqualTo(flowOf("\"ab\""));
        assertThat(flow(one, "\"flow\\u005fid\":1")).isEqualTo(flowOf("1"));
        assertThat(flowOf("[1]")).isEqualTo(flowOf("[]")).isNotEqualTo(flowOf("{}"));
    }

    /** A row's flow outlasts the sort. */
    @Example
    void flow_rowIsStored_isKept() throws RowFault {
        Row row = new Row();
        RowParsing.parse(one, "{\"at\":1,\"k\":1,\"n\":1,\"flow_id\":7}".getBytes(StandardCharsets.UTF_8), row);
        ByteBuilder stored = new ByteBuilder(64);
        row.writeTo(stored);
        Row again = new Row();
        again.readFrom(ByteBuffer.wrap(stored.array()));
        assertThat(again.flow()).isEqualTo(flowOf("7"));
    }

    @Example
    void of_policyThatDoesNotOrderByFlow_isNone() {
        assertThat(FlowKey.of(PushPolicy.DEFAULTS, ONE)).isSameAs(FlowKey.NONE);
        assertThat(FlowKey.of(POLICY.withOrdering(Ordering.GLOBAL), TWO)).isSameAs(FlowKey.NONE);
        assertThat(FlowKey.of(POLICY.withOrdering(Ordering.NONE), TWO)).isSameAs(FlowKey.NONE);
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
                    StringBuilder row = new StringBuilder();
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
                    return row.toString();
                });
    }

    /** A general parser finds the same field, whatever rows the parser has learned from. */
    @Property
    void flow_manyRows_isWhatAGeneralParserFinds(
            @ForAll @Size(max = 12) List<@From("rows") String> rows, @ForAll boolean first)
            throws JsonProcessingException {
        for (String row : rows) {
            JsonNode parsed = JSON.readTree("{" + row + "}");
            JsonNode value = null;
            for (String name : List.of("flow_id", "merchant_id", "account_id", "party_id")) {
                value = value == null ? notNull(parsed.get(name)) : value;
            }
            long expected =
                    value == null ? Row.OWN_FLOW : flow(parser(ONE), "\"flow_id\":" + spelled(row, value), true);
            for (int time = 0; time < 3; time++) {
                assertThat(flow(one, row, first)).as(row).isEqualTo(expected);
            }
        }
    }

    /** The text that names a flow in a report is the one that decides which events wait for each other. */
    @Property
    void reader_manyRows_findsTheTextOfTheParsersFlow(
            @ForAll @Size(max = 12) List<@From("rows") String> rows, @ForAll boolean first) {
        for (OutputId output : List.of(ONE, TWO)) {
            FlowReader reader = new FlowReader(POLICY, output, Limits.DEFAULTS);
            for (String row : rows) {
                boolean found = reader.read(("{" + row + "}").getBytes(StandardCharsets.UTF_8));
                long flow = found ? FlowKey.flow(reader.source(), reader.start(), reader.end()) : Row.OWN_FLOW;
                assertThat(flow).as(row).isEqualTo(flow(parser(output), row, first));
            }
        }
    }

    private static @Nullable JsonNode notNull(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    private static String spelled(String row, JsonNode value) {
        return row.contains("-2.5e3") && value.isNumber() && value.doubleValue() == -2500 ? "-2.5e3" : value.toString();
    }
}
