package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Envelopes for tests. */
final class Envelopes {
    private Envelopes() {}

    static EnvelopeView of(String body) {
        return of(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    static EnvelopeView of(ByteBuffer body) {
        ByteBuffer lent = body.asReadOnlyBuffer();
        return new EnvelopeView() {
            @Override
            public ByteBuffer bytes() {
                return lent;
            }

            @Override
            public EventId eventId() {
                return new EventId(TestPush.EVENT);
            }

            @Override
            public OutputId eventType() {
                return new OutputId("out");
            }

            @Override
            public int attempt() {
                return 1;
            }

            @Override
            public Hex64 planDigest() {
                return new Hex64("0af7651916cd43dd8448eb211c80319c".repeat(2));
            }

            @Override
            public long position() {
                return 1_180_000_042L;
            }
        };
    }

    /** Pushes one after another, each from the callback of the one before. */
    static void pushInTurn(IngressSink sink, int rounds, CountDownLatch done) {
        if (rounds > 0) {
            sink.push(of("{}"), outcome -> {
                done.countDown();
                pushInTurn(sink, rounds - 1, done);
            });
        }
    }
}
