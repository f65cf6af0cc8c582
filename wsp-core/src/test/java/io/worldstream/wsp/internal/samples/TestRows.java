package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.rows.RowParsing;
import io.worldstream.wsp.policy.Limits;
import java.util.List;

/** Rows of {@link TestPlans#target}, parsed from text. */
public final class TestRows {
    private TestRows() {}

    /** The row of a text. */
    public static Row of(String text) {
        RowParser parser = new RowParser(
                0,
                TestPlans.target("out"),
                Limits.builder().maxKeyBytes(1 << 20).build(),
                FlowKey.NONE,
                List.of());
        Row row = new Row();
        try {
            RowParsing.parse(parser, TestWorld.utf8(text), row);
        } catch (RowFault e) {
            throw new IllegalArgumentException(text, e);
        }
        return row;
    }
}
