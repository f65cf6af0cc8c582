package io.worldstream.wsp.internal.samples;

import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.policy.Limits;

/** Rows of {@link TestPlans#target}, parsed from text. */
public final class TestRows {
    private TestRows() {}

    /** The row of a text. */
    public static Row of(String text) {
        RowParser parser = new RowParser(
                0,
                TestPlans.target("out"),
                TestPlans.PINS,
                Limits.builder().maxKeyBytes(1 << 20).build());
        byte[] utf8 = TestWorld.utf8(text);
        Row row = new Row();
        try {
            parser.parse(utf8, 0, utf8.length, row);
        } catch (RowFault e) {
            throw new IllegalArgumentException(text, e);
        }
        return row;
    }
}
