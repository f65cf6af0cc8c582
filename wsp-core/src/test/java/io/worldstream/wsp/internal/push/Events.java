package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.rows.KeyField;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.samples.TestPlans;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Framed events by number. */
final class Events {
    private static final StreamPlan PLAN = TestPlans.of(TestPlans.target("out"));

    private Events() {}

    static FramedEvent event(int number) {
        FramedEvent event = new FramedEvent();
        KeyField key = new KeyField.Int(BigInteger.valueOf(number), Integer.toString(number));
        byte[] text = ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        new EnvelopeFramer(PLAN, false).frame(new Row(number, 0, List.of(key), text), event);
        return event;
    }
}
