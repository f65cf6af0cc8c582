package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;
import java.nio.ByteBuffer;

/**
 * The network between a sink and the gate: latency in both directions, connections that are refused or reset, answers
 * that are lost, envelopes that arrive after the sink gave up. Envelopes under way when their process dies still
 * arrive. One thread.
 */
final class SimNetwork {
    private static final long SLOWEST_NANOS = 20_000_000_000L;

    private final SimScheduler time;
    private final SimRates rates;
    private final SimTrace trace;
    private final GateModel gate;
    private final SimSpans down;
    private final long latencyNanos;

    SimNetwork(SimScheduler time, SimOptions options, SimRates rates, SimTrace trace, GateModel gate) {
        this.time = time;
        this.rates = rates;
        this.trace = trace;
        this.gate = gate;
        down = new SimSpans(time, options.faults(), SimFault.GATE_DOWN, rates);
        latencyNanos = options.push().latencyNanos();
    }

    /** Sends an envelope of a process. */
    void send(SimProcess from, int place, EnvelopeView envelope, Answer answer) {
        if (rates.hits(SimFault.NET_INLINE)) {
            answer.hear(arrive(from, place, envelope));
        } else if (down.now() || rates.hits(SimFault.NET_REFUSED)) {
            later(answer, new PushOutcome.Unavailable("connection refused", null));
        } else if (rates.hits(SimFault.NET_RESET)) {
            later(answer, new PushOutcome.Unknown("connection reset"));
        } else if (rates.hits(SimFault.NET_TIMEOUT)) {
            later(answer, new PushOutcome.Unknown("timeout"));
            Sent sent = new Sent(envelope);
            time.after(rates.spread(1_000_000, SLOWEST_NANOS), () -> arrive(from, place, sent));
        } else {
            time.after(delay(), () -> reach(from, place, envelope, answer));
        }
    }

    private void reach(SimProcess from, int place, EnvelopeView envelope, Answer answer) {
        if (down.now()) {
            later(answer, new PushOutcome.Unknown("connection reset"));
            return;
        }
        PushOutcome outcome = arrive(from, place, envelope);
        later(answer, rates.hits(SimFault.NET_ANSWER_LOST) ? new PushOutcome.Unknown("answer lost") : outcome);
    }

    private PushOutcome arrive(SimProcess from, int place, EnvelopeView envelope) {
        trace.step(Step.ARRIVE, from.number(), place, envelope.attempt());
        if (!(envelope instanceof Sent) && from.alive()) {
            from.stillLent(place, envelope);
        }
        if (down.now()) {
            return new PushOutcome.Unknown("connection reset");
        }
        return gate.answer(
                envelope.eventType(),
                envelope.eventId(),
                envelope.bytes().duplicate().rewind());
    }

    private void later(Answer answer, PushOutcome outcome) {
        time.after(delay(), () -> answer.hear(outcome));
        if (rates.hits(SimFault.NET_TWICE)) {
            time.after(delay(), () -> answer.hear(new PushOutcome.Unknown("again")));
        }
    }

    private long delay() {
        long usual = latencyNanos / 2 + rates.between(0, latencyNanos);
        return rates.hits(SimFault.NET_SLOW) ? usual + rates.spread(1_000_000, SLOWEST_NANOS) : usual;
    }

    /** Receives the outcome of a push. */
    @FunctionalInterface
    interface Answer {
        void hear(PushOutcome outcome);
    }

    /** An envelope on the wire, which no longer depends on the loan. */
    private static final class Sent implements EnvelopeView {
        private final byte[] bytes;
        private final EventId eventId;
        private final OutputId eventType;
        private final int attempt;

        Sent(EnvelopeView envelope) {
            ByteBuffer view = envelope.bytes().duplicate().rewind();
            bytes = new byte[view.remaining()];
            view.get(bytes);
            eventId = envelope.eventId();
            eventType = envelope.eventType();
            attempt = envelope.attempt();
        }

        @Override
        public ByteBuffer bytes() {
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }

        @Override
        public EventId eventId() {
            return eventId;
        }

        @Override
        public OutputId eventType() {
            return eventType;
        }

        @Override
        public int attempt() {
            return attempt;
        }
    }
}
