package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.StreamPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The evidence that a dispatcher writes of events that the gate quarantined. */
class QuarantineEvidenceTest {
    private static final RunId RUN = new RunId("c".repeat(32));

    private final List<EnvelopeView> sent = new ArrayList<>();
    private final List<PushCallback> callbacks = new ArrayList<>();
    private final Store store = new Store();
    private final Heard heard = new Heard();
    private final Dispatcher dispatcher = dispatcher(store);

    private Dispatcher dispatcher(EvidenceWriter evidence) {
        StreamPolicy policy =
                StreamPolicy.defaults().withPush(push -> push.withMaxInFlight(4).withBackpressure(Backpressure.FIXED));
        IngressSink sink = new IngressSink() {
            @Override
            public void push(EnvelopeView envelope, PushCallback callback) {
                sent.add(envelope);
                callbacks.add(callback);
            }

            @Override
            public void close() {}
        };
        return new Dispatcher(
                RUN,
                policy.push(),
                policy.outcomes(),
                1,
                Cursor.START,
                new Dispatcher.Ports(sink, evidence, heard, event -> {}, () -> {}));
    }

    private FramedEvent push(int number) {
        FramedEvent event = Events.event(number, 7 + number);
        dispatcher.push(event, 0);
        return event;
    }

    private void answer(int index, Decision decision, List<String> reasons, @Nullable String receiptId) {
        callbacks
                .get(index)
                .onOutcome(new Decided(
                        decision,
                        new Receipt(
                                sent.get(index).eventId().value(),
                                "out",
                                reasons,
                                List.of("quarantine_record"),
                                null,
                                receiptId)));
        dispatcher.doWork(0);
    }

    @Test
    void quarantine_evidenceIsDurable_isSettledOnlyThen() {
        FramedEvent event = push(0);
        byte[] envelope = new byte[event.length()];
        event.view().get(envelope);
        answer(0, Decision.QUARANTINE, List.of("SCHEMA_FAIL", "PIN_FAIL"), "receipt-1");

        DeadLetter letter = store.letters.get(0);
        assertThat(letter.kind()).isEqualTo(DeadLetter.Kind.GATE_QUARANTINE);
        assertThat(letter.position()).isEqualTo("stream#event=1");
        assertThat(letter.eventId()).isEqualTo(event.eventId());
        assertThat(letter.eventTime()).isEqualTo(Instant.EPOCH);
        assertThat(letter.code()).isEqualTo(ReasonCode.INGRESS_QUARANTINED);
        assertThat(letter.reason()).isEqualTo("the gate quarantined it: SCHEMA_FAIL, PIN_FAIL");
        assertThat(letter.rowDigest()).isEqualTo(new Hex64(DigestUtils.sha256Hex(Events.rowOf(0, 7))));
        assertThat(letter.row()).isNull();
        assertThat(letter.quarantine())
                .isEqualTo(new DeadLetter.Quarantine(
                        List.of("SCHEMA_FAIL", "PIN_FAIL"),
                        "receipt-1",
                        new Hex64(DigestUtils.sha256Hex(envelope)),
                        null));
        assertThat(heard.quarantined).isEmpty();
        assertThat(dispatcher.awaited()).isEqualTo(1);
        assertThat(dispatcher.cursor()).isEqualTo(Cursor.START);
        assertThat(dispatcher.counts(1, 0, 0).quarantined()).isZero();

        store.done(0, null);
        dispatcher.doWork(0);
        assertThat(heard.quarantined).containsExactly(event.eventId());
        assertThat(dispatcher.cursor().outcomes().quarantined()).isEqualTo(1);
        assertThat(dispatcher.counts(1, 0, 0).deadLettered()).isZero();
        assertThat(dispatcher.settled()).isTrue();
        assertThat(dispatcher.halt()).isNull();
    }

    @Test
    void quarantine_duplicateOfAQuarantinedEvent_leavesEvidenceToo() {
        push(0);
        answer(0, Decision.DUPLICATE, List.of(), null);
        DeadLetter letter = store.letters.get(0);
        assertThat(letter.kind()).isEqualTo(DeadLetter.Kind.GATE_QUARANTINE);
        assertThat(letter.reason())
                .isEqualTo("the gate answered DUPLICATE and holds it in quarantine without a reason");
        assertThat(Objects.requireNonNull(letter.quarantine()).receiptId()).isNull();
    }

    @Test
    void quarantine_gateSaysMuch_isBounded() {
        push(0);
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            reasons.add("\nREASON " + i + "x".repeat(1_000));
        }
        answer(0, Decision.QUARANTINE, reasons, "r".repeat(1_000));
        DeadLetter.Quarantine quarantine =
                Objects.requireNonNull(store.letters.get(0).quarantine());
        assertThat(quarantine.reasonCodes())
                .hasSize(32)
                .allSatisfy(reason -> assertThat(reason).hasSizeLessThan(200).doesNotContain("\n"));
        assertThat(quarantine.receiptId()).hasSizeLessThan(200);
        assertThat(store.letters.get(0).reason()).endsWith(" and 8 more");
    }

    @Test
    void quarantine_evidenceCannotBeStored_haltsBeforeTheEventAndWritesNoMore() {
        push(0);
        push(1);
        answer(0, Decision.QUARANTINE, List.of("SCHEMA_FAIL"), null);
        store.done(0, new WspException(ReasonCode.QUARANTINE_UNAVAILABLE, "disk full"));
        dispatcher.doWork(0);
        assertThat(Objects.requireNonNull(dispatcher.halt()).code()).isEqualTo(ReasonCode.QUARANTINE_UNAVAILABLE);
        answer(1, Decision.QUARANTINE, List.of("SCHEMA_FAIL"), null);
        assertThat(store.letters).hasSize(1);
        assertThat(dispatcher.awaited()).isZero();
        assertThat(dispatcher.cursor()).isEqualTo(Cursor.START);
        assertThat(heard.quarantined).isEmpty();
    }

    @Test
    void quarantine_hostHasNoStore_isSettledAtOnce() {
        Dispatcher without = dispatcher((letter, done) -> {
            throw new AssertionError("nothing to write to");
        });
        without.push(Events.event(0), 0);
        callbacks
                .get(0)
                .onOutcome(new Decided(
                        Decision.QUARANTINE,
                        new Receipt(sent.get(0).eventId().value(), "out", List.of("A"), List.of(), null)));
        without.doWork(0);
        assertThat(without.counts(1, 0, 0).quarantined()).isEqualTo(1);
        assertThat(heard.settled).containsExactly(TerminalOutcome.QUARANTINED);
    }

    /** Keeps what it is to write; the test says when it is durable. */
    private static final class Store implements EvidenceWriter {
        private final List<DeadLetter> letters = new ArrayList<>();
        private final List<Consumer<@Nullable WspException>> waiting = new ArrayList<>();

        @Override
        public void write(DeadLetter evidence, Consumer<@Nullable WspException> done) {
            letters.add(evidence);
            waiting.add(done);
        }

        @Override
        public boolean recordsQuarantine() {
            return true;
        }

        void done(int index, @Nullable WspException failure) {
            waiting.get(index).accept(failure);
        }
    }

    /** Keeps what it hears. */
    private static final class Heard implements Dispatcher.OutcomeListener {
        private final List<EventId> quarantined = new ArrayList<>();
        private final List<TerminalOutcome> settled = new ArrayList<>();

        @Override
        public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {
            quarantined.add(eventId);
        }

        @Override
        public void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {
            throw new AssertionError("nothing is dead-lettered");
        }

        @Override
        public void onSettled(EnvelopeView event, TerminalOutcome outcome, @Nullable Receipt receipt) {
            settled.add(outcome);
        }
    }
}
