package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.util.List;
import java.util.stream.Stream;

/**
 * Parses one output's rows without validating them again, which is sound only for rows that a {@link RowValidator} has
 * accepted, byte for byte. Hence only {@link VerifiedRowReader} can call it; the readers of an output's parts share one
 * parser, which learns from each row. One thread.
 */
public final class RowParser {
    private final int outputIndex;
    private final int maxRowBytes;
    private final RowFields fields;
    private final FieldValues values;
    private final RowFinder finder;
    private final StrictRowReader strictReader;
    private final int[] flowFields;
    private final int[] hintFields;

    /**
     * @param outputIndex the output's index in the plan
     * @param target the output
     * @param limits the budgets
     * @param flowKey determines the flow of a row
     * @param hints the fields of the identity hints, in the order of the hints
     */
    public RowParser(int outputIndex, Target target, Limits limits, FlowKey flowKey, List<String> hints) {
        this.outputIndex = outputIndex;
        maxRowBytes = limits.maxRowBytes();
        List<String> sought =
                Stream.concat(flowKey.first().stream(), hints.stream()).toList();
        fields = new RowFields(target, limits, sought, flowKey.fields());
        values = fields.values();
        finder = new RowFinder(values, limits.maxRowDepth());
        strictReader = new StrictRowReader(values, limits.maxRowDepth());
        hintFields = hints.stream().mapToInt(values::indexOf).toArray();
        flowFields = flowKey.fields().stream().mapToInt(values::indexOf).toArray();
    }

    int maxRowBytes() {
        return maxRowBytes;
    }

    /**
     * Parses a row and copies its text. Scans only as far as needed to find time, key and flow, and does not repeat
     * checks that cannot fail any more.
     *
     * @param buffer holds the row's text
     * @param offset the start of the text
     * @param length the length of the text, without white space around it
     * @param row receives the row
     * @throws RowFault if the row is not one that was accepted
     */
    void parse(byte[] buffer, int offset, int length, Row row) throws RowFault {
        if (!finder.find(buffer, offset, length)) {
            strictReader.read(buffer, offset, length);
        }
        long tsMicros = fields.eventTime();
        fields.checkKey();
        row.reset(tsMicros, outputIndex, buffer, offset, length, fields.timeInText(buffer, offset));
        row.takeKey(values, fields.keyFields(), values.source() == buffer ? offset : -1);
        row.flow(flow());
        if (hintFields.length > 0) {
            row.takeHints(values, hintFields, values.source() == buffer ? offset : -1);
        }
    }

    private long flow() {
        int field = values.firstOf(flowFields);
        return field < 0 ? Row.OWN_FLOW : FlowKey.flow(values.source(), values.start(field), values.end(field));
    }
}
