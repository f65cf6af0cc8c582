package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.PushOutcome.Throttled;
import io.worldstream.wsp.api.PushOutcome.Unavailable;
import io.worldstream.wsp.api.Receipt;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A gate in virtual time that limits what it takes as its scenario says. One thread. */
final class SimulatedGate implements IngressSink {
    private static final Receipt.BusPosition ON_BUS = new Receipt.BusPosition("topic", "0", "1");

    private final GateScenario scenario;
    private final SplittableRandom random;
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>((one, other) -> Long.compare(one.atNanos - other.atNanos, 0));
    private long now;
    private double tokens;
    private long tokensNanos;
    /** When the server of a queueing gate is done with what it has taken. */
    private double freeNanos;

    private int inService;
    private final IdentityHashMap<EnvelopeView, Long> firstTries = new IdentityHashMap<>();
    private final List<Long> waits = new ArrayList<>();
    long receipts;
    long failures;

    SimulatedGate(GateScenario scenario) {
        this.scenario = scenario;
        random = new SplittableRandom(scenario.seed());
        tokens = scenario.burst();
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        if (envelope.attempt() == 1) {
            firstTries.put(envelope, now);
        }
        PushOutcome refusal = refusal();
        double latency = scenario.latencyNanos(now, random);
        if (refusal != null) {
            failures++;
            pending.add(new Pending(now + (long) (latency / 2), null, callback, refusal));
            return;
        }
        double wait = 0;
        if (scenario.limit() == GateScenario.Limit.QUEUE) {
            double begin = Math.max(freeNanos, (double) now);
            freeNanos = begin + 1e9 / scenario.capacity(now);
            wait = freeNanos - now;
        }
        inService++;
        Receipt receipt = new Receipt(envelope.eventId().value(), null, List.of(), List.of(), ON_BUS);
        pending.add(
                new Pending(now + (long) (wait + latency), envelope, callback, new Decided(Decision.ADMIT, receipt)));
    }

    private @Nullable PushOutcome refusal() {
        if (random.nextDouble() < scenario.failing(now)) {
            return new Unavailable("503", null);
        }
        return switch (scenario.limit()) {
            case RATE -> takeToken() ? null : new Throttled("429", scenario.retryAfter());
            case QUEUE -> {
                double waiting = Math.max(freeNanos - now, 0) * scenario.capacity(now) / 1e9;
                yield waiting < scenario.queue() ? null : new Unavailable("503", scenario.retryAfter());
            }
            case CONCURRENCY -> {
                if (inService < scenario.places(now)) {
                    yield null;
                }
                yield scenario.throttles()
                        ? new Throttled("429", scenario.retryAfter())
                        : new Unavailable("503", scenario.retryAfter());
            }
        };
    }

    private boolean takeToken() {
        tokens = Math.min(scenario.burst(), tokens + (now - tokensNanos) * scenario.capacity(now) / 1e9);
        tokensNanos = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** Answers all that is due at an instant. */
    void advance(long nowNanos) {
        now = nowNanos;
        for (Pending next = pending.peek(); next != null && next.atNanos <= now; next = pending.peek()) {
            pending.remove();
            if (next.served != null) {
                inService--;
                receipts++;
                waits.add(now - Objects.requireNonNull(firstTries.remove(next.served)));
            }
            next.callback.onOutcome(next.outcome);
        }
    }

    /** From the first try of an event to its receipt, the 99th percentile. */
    long p99Nanos() {
        long[] sorted = waits.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) (0.99 * (sorted.length - 1))];
    }

    /** When the next answer comes, or {@link Long#MAX_VALUE}. */
    long nextAnswer() {
        Pending next = pending.peek();
        return next == null ? Long.MAX_VALUE : next.atNanos;
    }

    @Override
    public void close() {}

    private record Pending(long atNanos, @Nullable EnvelopeView served, PushCallback callback, PushOutcome outcome) {}
}
