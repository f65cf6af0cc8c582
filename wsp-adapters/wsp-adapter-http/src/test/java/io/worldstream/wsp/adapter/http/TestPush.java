package io.worldstream.wsp.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One push of a test: an envelope, and the outcomes that were called back for it. */
final class TestPush {
    static final String EVENT = "a".repeat(64);
    static final String ADMIT =
            "{\"decision\":\"ADMIT\",\"receipt\":{\"decision\":\"ADMIT\",\"event_id\":\"" + EVENT + "\"}}";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static final Clock CLOCK = new Clock() {
        @Override
        public long monotonicNanos() {
            return 0;
        }

        @Override
        public Instant wallTime() {
            return NOW;
        }
    };

    private final BlockingQueue<PushOutcome> outcomes = new LinkedBlockingQueue<>();

    static TestPush of(IngressSink sink, String body) {
        return of(sink, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    static TestPush of(IngressSink sink, ByteBuffer body) {
        TestPush push = new TestPush();
        sink.push(Envelopes.of(body), push.outcomes::add);
        return push;
    }

    /** The outcome; the bound only keeps a broken test from hanging. */
    PushOutcome outcome() throws InterruptedException {
        PushOutcome outcome = outcomes.poll(5, TimeUnit.MINUTES);
        assertThat(outcome).as("the callback was called").isNotNull();
        return outcome;
    }

    boolean calledAgain() {
        return !outcomes.isEmpty();
    }
}
