package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.Limits;
import java.util.List;

/** Reads rows like a survey and then like a stream, which the core allows only for the parts of a world. */
public final class RowReading {
    private final RowValidator validator;
    private final RowParser parser;

    /** @param plan the plan, with one output */
    public RowReading(StreamPlan plan, Limits limits) {
        validator = new RowValidator(plan.targets().get(0), plan.pins(), limits);
        parser = new RowParser(0, plan.targets().get(0), limits, FlowKey.NONE, List.of());
    }

    /** Returns the reader's row, which must be found again once it is accepted. */
    public Row read(RowReader reader) throws RowFault {
        validator.validate(reader.buffer(), reader.offset(), reader.length());
        Row row = new Row();
        try {
            parser.parse(reader.buffer(), reader.offset(), reader.length(), row);
        } catch (RowFault e) {
            throw new AssertionError("a row that was sound is not", e);
        }
        return row;
    }
}
