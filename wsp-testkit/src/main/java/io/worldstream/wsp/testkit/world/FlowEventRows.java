package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.testkit.internal.SplitMix;

/** Rows of the event streams of 6B: flows of one to four events, with dozens of flows open at a time. */
final class FlowEventRows extends BankRows {
    private static final int OPEN_FLOWS = 64;
    private static final String[] TYPES = {"AUTH_REQUEST", "AUTH_RESPONSE", "CLEARING", "REFUND"};

    private final boolean withFraud;
    private final long[] flowIds = new long[OPEN_FLOWS];
    private final int[] eventsSoFar = new int[OPEN_FLOWS];
    private final int[] eventsInAll = new int[OPEN_FLOWS];
    private final int[] campaigns = new int[OPEN_FLOWS];
    private long flows;

    FlowEventRows(Pins pins, long rows, SplitMix random, boolean withFraud) {
        super(pins, rows, random);
        this.withFraud = withFraud;
    }

    @Override
    void appendTo(StringBuilder out) {
        int flow = random.nextInt(OPEN_FLOWS);
        if (eventsSoFar[flow] == eventsInAll[flow]) {
            flowIds[flow] = ++flows;
            eventsSoFar[flow] = 0;
            eventsInAll[flow] = 1 + random.nextInt(TYPES.length);
            campaigns[flow] = random.chance(15) ? 1 + random.nextInt(7) : 0;
        }
        int sequence = ++eventsSoFar[flow];
        out.append("{\"flow_id\":").append(flowIds[flow]);
        out.append(",\"event_seq\":").append(sequence);
        out.append(",\"event_type\":\"").append(TYPES[sequence - 1]);
        out.append("\",\"ts_utc\":\"");
        RowTime.append(out, rhythm.micros());
        out.append("Z\"");
        appendAmount(out);
        out.append(',').append(pinFields);
        if (withFraud) {
            appendFraud(out, campaigns[flow] > 0, campaigns[flow]);
        }
        out.append('}');
    }
}
