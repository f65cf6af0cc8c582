package io.worldstream.wsp.benchmarks;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.adapter.http.HttpIngressSink;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the envelopes per second that the HTTP adapter pushes to a gate that answers at once, relative to a client
 * on bare sockets that sends one constant body to the same gate in the same process. Rounds alternate; the median of
 * their ratios counts.
 *
 * <p>Arguments: seconds per round (3), rounds (7), window (64).
 */
public final class PushBenchmark {
    private static final int BODY_BYTES = 900;
    private static final EventId ID = new EventId("ab".repeat(32));
    private static final OutputId OUTPUT = new OutputId("arrival_events_5B");

    private PushBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        int window = args.length > 2 ? Integer.parseInt(args[2]) : 64;
        byte[] body = body();
        double[] adapter = new double[rounds];
        double[] bare = new double[rounds];
        double[] ratio = new double[rounds];
        try (AnsweringGate gate = new AnsweringGate(ID, OUTPUT);
                IngressSink sink = HttpIngressSink.builder()
                        .url("http://127.0.0.1:" + gate.port())
                        .clock(new SystemClock())
                        .maxConnections(window)
                        .build();
                BareClient client = new BareClient(gate.port(), window, body)) {
            // The first round of each is a warm-up and does not count.
            for (int i = -1; i < rounds; i++) {
                double one = push(sink, body, window, seconds);
                double other = client.run(seconds);
                if (i >= 0) {
                    adapter[i] = one;
                    bare[i] = other;
                    ratio[i] = one / other;
                }
            }
        }
        System.out.printf(Locale.ROOT, "adapter, pushes a second      %s%n", Median.of(adapter));
        System.out.printf(Locale.ROOT, "bare sockets, posts a second  %s%n", Median.of(bare));
        System.out.printf(Locale.ROOT, "adapter / bare, at least 0.5  %s%n", Median.of(ratio));
    }

    private static byte[] body() {
        String head = "{\"event_id\":\"" + ID + "\",\"event_type\":\"" + OUTPUT + "\",\"payload\":{\"x\":\"";
        return (head + "y".repeat(BODY_BYTES - head.length() - 3) + "\"}}").getBytes(StandardCharsets.US_ASCII);
    }

    private static double push(IngressSink sink, byte[] body, int window, int seconds) throws InterruptedException {
        Semaphore room = new Semaphore(window);
        AtomicLong admitted = new AtomicLong();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            room.acquire();
            sink.push(new Envelope(body), outcome -> {
                if (!(outcome instanceof PushOutcome.Decided)) {
                    throw new IllegalStateException("the gate did not admit: " + outcome);
                }
                admitted.incrementAndGet();
                room.release();
            });
        }
        room.acquire(window);
        return admitted.get() / ((System.nanoTime() - start) / 1e9);
    }

    private record Envelope(ByteBuffer bytes) implements EnvelopeView {
        Envelope(byte[] body) {
            this(ByteBuffer.wrap(body).asReadOnlyBuffer());
        }

        @Override
        public EventId eventId() {
            return ID;
        }

        @Override
        public OutputId eventType() {
            return OUTPUT;
        }

        @Override
        public int attempt() {
            return 0;
        }
    }
}
