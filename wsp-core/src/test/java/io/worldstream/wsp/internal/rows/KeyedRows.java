package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.samples.ParsedRows;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.util.List;

/** Rows out of the parser that have a time in microseconds, a key, and nothing else. */
final class KeyedRows {
    private final List<String> key;
    private final RowParser parser;

    KeyedRows(String... key) {
        this(0, key);
    }

    KeyedRows(int outputIndex, String... key) {
        this.key = List.of(key);
        Target target = Target.builder(new OutputId("o"), "p", "{}", new Hex64("d".repeat(64)))
                .primaryKey(this.key)
                .time("at", TimeFormat.EPOCH_US)
                .build();
        parser = new RowParser(outputIndex, target, Limits.DEFAULTS, FlowKey.NONE, List.of());
    }

    /** A row, as {@link #parse}; the test is wrong if it is none. */
    Row row(long tsMicros, String... values) {
        try {
            return parse(tsMicros, values);
        } catch (RowFault e) {
            throw new AssertionError(text(tsMicros, values), e);
        }
    }

    /** A row whose key fields have these JSON values. */
    Row parse(long tsMicros, String... values) throws RowFault {
        return ParsedRows.row(parser, text(tsMicros, values));
    }

    private String text(long tsMicros, String... values) {
        StringBuilder text = new StringBuilder("{\"at\":").append(tsMicros);
        for (int i = 0; i < values.length; i++) {
            text.append(",\"").append(key.get(i)).append("\":").append(values[i]);
        }
        return text.append('}').toString();
    }
}
