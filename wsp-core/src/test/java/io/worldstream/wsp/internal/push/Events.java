package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.samples.ParsedRows;
import io.worldstream.wsp.internal.samples.TestPlans;

/** Framed events by number. */
final class Events {
    private static final StreamPlan PLAN = TestPlans.of(TestPlans.target("out"));

    private Events() {}

    static FramedEvent event(int number) {
        FramedEvent event = new FramedEvent();
        String row = "{\"k\":\"k\",\"n\":" + number + ",\"at\":" + number + "}";
        new EnvelopeFramer(PLAN, false).frame(ParsedRows.row(PLAN, 0, row), event);
        return event;
    }
}
