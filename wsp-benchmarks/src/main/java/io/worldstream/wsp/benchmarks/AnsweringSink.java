package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.Receipt;
import java.util.List;

/** A sink that admits everything at once, within the push, and keeps nothing. */
final class AnsweringSink implements IngressSink {
    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        Receipt receipt = new Receipt(
                envelope.eventId().toString(),
                envelope.eventType().toString(),
                List.of(),
                List.of(),
                new Receipt.BusPosition("bus", "0", "0"));
        callback.onOutcome(new PushOutcome.Decided(PushOutcome.Decision.ADMIT, receipt));
    }

    @Override
    public void close() {}
}
