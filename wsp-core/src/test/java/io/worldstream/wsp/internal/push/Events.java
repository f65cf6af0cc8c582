package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.samples.ParsedRows;
import io.worldstream.wsp.internal.samples.TestPlans;
import io.worldstream.wsp.plan.StreamPlan;

/** Framed events by number. */
final class Events {
    private static final StreamPlan PLAN = TestPlans.of(TestPlans.target("out"));

    private Events() {}

    /** An event that is a flow of its own. */
    static FramedEvent event(int number) {
        return framed("{\"k\":\"k\",\"n\":" + number + ",\"at\":" + number + "}");
    }

    /** An event of a flow. */
    static FramedEvent event(int number, int flow) {
        return framed(rowOf(number, flow));
    }

    /** The text of the row of such an event. */
    static String rowOf(int number, int flow) {
        return "{\"k\":\"k\",\"n\":" + number + ",\"flow_id\":" + flow + ",\"at\":" + number + "}";
    }

    private static FramedEvent framed(String row) {
        FramedEvent event = new FramedEvent();
        new EnvelopeFramer(PLAN, false).frame(ParsedRows.row(PLAN, 0, row), event);
        return event;
    }
}
