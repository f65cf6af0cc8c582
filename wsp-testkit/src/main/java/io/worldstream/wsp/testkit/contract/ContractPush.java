package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One push: a valid envelope on loan, and everything that the sink did with it. The loan ends with the callback, which
 * reuses the bytes at once, as the engine does ({@code SNK-03}).
 */
final class ContractPush implements EnvelopeView, PushCallback {
    /** A byte that no valid envelope contains, so that bytes sent after the loan are recognised. */
    private static final byte SPENT = '#';

    private final EventId eventId;
    private final String text;
    private final byte[] pooled;
    private final ByteBuffer view;

    private final List<PushOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger usesAfterLoan = new AtomicInteger();
    private volatile boolean returned;
    private volatile boolean answeredWithinPush;
    private volatile @Nullable RuntimeException thrown;

    /**
     * @param number distinguishes the event from others
     * @param pooled holds the bytes until the callback
     */
    ContractPush(int number, byte[] pooled) {
        eventId = new EventId(String.format(Locale.ROOT, "%064x", number));
        text = envelope(eventId, number);
        this.pooled = pooled;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, pooled, 0, bytes.length);
        view = ByteBuffer.wrap(pooled, 0, bytes.length).slice().asReadOnlyBuffer();
    }

    private static String envelope(EventId eventId, int number) {
        return "{\"event_id\":\"" + eventId + "\",\"event_type\":\"arrival_events_5B\""
                + ",\"ts_utc\":\"2026-01-02T10:15:30.123456Z\",\"manifest_fingerprint\":\"" + "a".repeat(64)
                + "\",\"parameter_hash\":\"" + "b".repeat(64) + "\",\"seed\":18446744073709551615"
                + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + "c".repeat(32)
                + "\",\"producer\":\"svc:world_stream_producer\",\"schema_version\":\"v1\""
                + ",\"payload\":{\"merchant_id\":" + number + ",\"zone_representation\":\"schön\"}}";
    }

    /** Pushes the envelope and records what the sink throws. */
    ContractPush to(IngressSink sink) {
        try {
            sink.push(this, this);
        } catch (RuntimeException e) {
            thrown = e;
        }
        returned = true;
        return this;
    }

    /** Waits for the outcome unless the push threw. */
    ContractPush await(Duration patience) throws InterruptedException {
        // The tests check the recorded outcomes instead.
        boolean unused = thrown != null || answered.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    @Override
    public void onOutcome(PushOutcome outcome) {
        answeredWithinPush |= !returned;
        Arrays.fill(pooled, SPENT);
        outcomes.add(outcome);
        answered.countDown();
    }

    @Override
    public ByteBuffer bytes() {
        used();
        return view;
    }

    @Override
    public EventId eventId() {
        used();
        return eventId;
    }

    @Override
    public OutputId eventType() {
        used();
        return new OutputId("arrival_events_5B");
    }

    @Override
    public int attempt() {
        used();
        return 1;
    }

    private void used() {
        if (!outcomes.isEmpty()) {
            usesAfterLoan.incrementAndGet();
        }
    }

    String text() {
        return text;
    }

    /** Returns the event's name in the gate's receipt. */
    String eventName() {
        return eventId.value();
    }

    List<PushOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    boolean answeredWithinPush() {
        return answeredWithinPush;
    }

    int usesAfterLoan() {
        return usesAfterLoan.get();
    }

    @Nullable RuntimeException thrown() {
        return thrown;
    }
}
