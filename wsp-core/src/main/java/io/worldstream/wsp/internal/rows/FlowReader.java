package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.PushPolicy;

/**
 * Finds the text that determines the flow of a row, by the same rule as {@link RowParser}, for reports that name flows:
 * a {@link Row} has only the hash of that text. One thread.
 */
public final class FlowReader {
    private final FieldValues values;
    private final RowFinder finder;
    private final StrictRowReader strictReader;
    private final int[] fields;
    private int found;

    /**
     * @param policy names the flow's field, if it is not one of those by which gates partition
     * @param output the output of the rows
     * @param limits the budgets
     */
    public FlowReader(PushPolicy policy, OutputId output, Limits limits) {
        FlowKey key = FlowKey.ofField(policy.flowKey(output));
        values = new FieldValues(key.fields(), key.first().size());
        finder = new RowFinder(values, limits.maxRowDepth());
        strictReader = new StrictRowReader(values, limits.maxRowDepth());
        fields = key.fields().stream().mapToInt(values::indexOf).toArray();
    }

    /**
     * Reads a row that a {@link RowParser} has parsed.
     *
     * @return whether the row belongs to a flow other than its own; its text is then in {@link #source()}
     */
    public boolean read(byte[] row) {
        if (!finder.find(row, 0, row.length)) {
            try {
                strictReader.read(row, 0, row.length);
            } catch (RowFault e) {
                throw new IllegalStateException("a row that was parsed before is faulty now", e);
            }
        }
        found = values.firstOf(fields);
        return found >= 0;
    }

    /** Returns the array that holds the flow's text in UTF-8, from {@link #start()} to {@link #end()}. */
    public byte[] source() {
        return values.source();
    }

    /** Returns the start of the text. */
    public int start() {
        return values.start(found);
    }

    /** Returns the end of the text. */
    public int end() {
        return values.end(found);
    }
}
