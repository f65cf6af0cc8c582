package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.SplitMix;

/** Rows of {@code s1_arrival_entities_6B}: who and what is behind each arrival of a merchant. */
final class ArrivalEntityRows extends BankRows {
    private static final int MERCHANTS = 200;

    private final long[] arrivals = new long[MERCHANTS];

    ArrivalEntityRows(Pins pins, long rows, SplitMix random) {
        super(pins, rows, random);
    }

    @Override
    void appendTo(StringBuilder out) {
        int merchant = random.nextInt(MERCHANTS);
        out.append('{').append(pinFields);
        out.append(",\"merchant_id\":").append(1_013_486_064L + merchant * 7919L);
        out.append(",\"arrival_seq\":").append(++arrivals[merchant]);
        out.append(",\"ts_utc\":\"");
        RowTime.append(out, rhythm.micros());
        out.append("Z\",\"party_id\":").append(random.nextInt(4000));
        out.append(",\"account_id\":").append(random.nextInt(5000));
        out.append(",\"instrument_id\":").append(random.nextInt(9000));
        out.append(",\"device_id\":").append(random.nextInt(6000));
        out.append(",\"ip_id\":").append(random.nextInt(3000)).append('}');
    }
}
