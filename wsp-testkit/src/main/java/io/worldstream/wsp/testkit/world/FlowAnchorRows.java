package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.SplitMix;

/** Rows of the flow anchors of 6B: one per flow. */
final class FlowAnchorRows extends BankRows {
    private final boolean withFraud;
    private long flows;

    FlowAnchorRows(Pins pins, long rows, SplitMix random, boolean withFraud) {
        super(pins, rows, random);
        this.withFraud = withFraud;
    }

    @Override
    void appendTo(StringBuilder out) {
        out.append("{\"flow_id\":").append(++flows);
        out.append(",\"ts_utc\":\"");
        RowTime.append(out, rhythm.micros());
        out.append("Z\",\"merchant_id\":").append(1_013_486_064L + random.nextInt(200) * 7919L);
        out.append(",\"account_id\":\"acc-").append(random.nextInt(5000));
        out.append("\",\"party_id\":").append(random.nextInt(4000));
        appendAmount(out);
        out.append(',').append(pinFields);
        if (withFraud) {
            appendFraud(out, random.chance(15), random.nextInt(7));
        }
        out.append('}');
    }
}
