package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.view.ViewReader;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.Limits;
import java.io.IOException;
import java.util.List;

/** Reads the rows of a view like a stream, which the core allows only for the outputs of a world. */
public final class ViewRowReading {
    private static final Target TARGET = Target.builder(new OutputId("out"), "data", "{}", new Hex64("0".repeat(64)))
            .primaryKey(List.of("id"))
            .time("ts", TimeFormat.EPOCH_US)
            .build();

    private ViewRowReading() {}

    /** A row of the output, by its number. */
    public static String row(int number) {
        return "{\"ts\":" + number + ",\"id\":\"k" + number + "\",\"amount\":1.5}";
    }

    /**
     * Reads all rows of an output of one part.
     *
     * @return their number
     */
    public static int read(ViewReader entries) throws IOException {
        RowParser parser = new RowParser(0, TARGET, Limits.DEFAULTS, FlowKey.NONE, List.of());
        int rows = 0;
        try (ViewRowReader reader = new ViewRowReader(entries, parser, 0, 1)) {
            Row row = new Row();
            while (reader.advance(row)) {
                rows++;
            }
        }
        return rows;
    }
}
