package io.worldstream.wsp.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class RecordingSinkTest {
    private final List<PushOutcome> outcomes = new ArrayList<>();

    @Test
    void admitsThenRecognises() {
        RecordingSink sink = RecordingSink.create();
        push(sink, envelope(1, 1, "{}"));
        push(sink, envelope(2, 1, "{}"));
        push(sink, envelope(1, 2, "{}"));
        assertThat(outcomes)
                .extracting(RecordingSinkTest::decision)
                .containsExactly("ADMIT 0", "ADMIT 1", "DUPLICATE 0");
        assertThat(sink.admitted()).hasSize(2);
        assertThat(sink.pushes()).hasSize(3);
        assertThat(sink.violations()).isEmpty();
    }

    @Test
    void admitsAgainWithoutDedupe() {
        RecordingSink sink = RecordingSink.builder().dedupe(false).build();
        push(sink, envelope(1, 1, "{}"));
        push(sink, envelope(1, 1, "{}"));
        assertThat(outcomes).extracting(RecordingSinkTest::decision).containsExactly("ADMIT 0", "ADMIT 1");
    }

    @Test
    void answersByScriptWithoutTaking() {
        RecordingSink sink = RecordingSink.builder()
                .script((push, usual) -> push.attempt() == 1 ? new PushOutcome.Throttled("429", null) : usual.get())
                .build();
        push(sink, envelope(1, 1, "{}"));
        assertThat(sink.admitted()).isEmpty();
        push(sink, envelope(1, 2, "{}"));
        assertThat(outcomes.get(0)).isInstanceOf(PushOutcome.Throttled.class);
        assertThat(decision(outcomes.get(1))).isEqualTo("ADMIT 0");
    }

    @Test
    void holdsAndCompletesInAnyOrder() {
        RecordingSink sink = RecordingSink.builder().holdAll().build();
        push(sink, envelope(1, 1, "{}"));
        push(sink, envelope(2, 1, "{}"));
        push(sink, envelope(3, 1, "{}"));
        assertThat(outcomes).isEmpty();
        List<RecordedPush> held = sink.held();
        sink.complete(held.get(2));
        sink.complete(held.get(0), new PushOutcome.Unknown("cut"));
        assertThat(outcomes).hasSize(2);
        assertThat(decision(outcomes.get(0))).isEqualTo("ADMIT 2");
        assertThat(outcomes.get(1)).isInstanceOf(PushOutcome.Unknown.class);
        assertThat(sink.completeAll()).isEqualTo(1);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> sink.complete(held.get(0)));
        sink.completeAgain(held.get(0), new PushOutcome.Unknown("again"));
        assertThat(outcomes).hasSize(4);
        assertThat(sink.mostOutstanding()).isEqualTo(3);
    }

    @Test
    void closingAnswersWhatIsHeld() {
        RecordingSink sink = RecordingSink.builder().holdAll().build();
        push(sink, envelope(1, 1, "{}"));
        sink.close();
        assertThat(outcomes).singleElement().isInstanceOf(PushOutcome.Unknown.class);
        push(sink, envelope(2, 1, "{}"));
        assertThat(sink.violations()).singleElement().asString().contains("closed");
    }

    @Test
    void catchesAWindowThatIsExceeded() {
        RecordingSink sink = RecordingSink.builder().holdAll().window(1).build();
        push(sink, envelope(1, 1, "{}"));
        push(sink, envelope(2, 1, "{}"));
        assertThat(sink.violations()).singleElement().asString().startsWith("SNK-01");
    }

    @Test
    void catchesAPushWithinAPush() {
        RecordingSink sink = RecordingSink.create();
        sink.push(envelope(1, 1, "{}"), outcome -> push(sink, envelope(2, 1, "{}")));
        assertThat(sink.violations()).singleElement().asString().startsWith("SNK-01");
    }

    @Test
    void catchesBytesThatChangeDuringTheLoan() {
        RecordingSink sink = RecordingSink.builder().holdAll().build();
        byte[] pooled = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        push(sink, new Envelope(id(1), 1, ByteBuffer.wrap(pooled).asReadOnlyBuffer()));
        pooled[5] = '2';
        sink.completeAll();
        assertThat(sink.violations()).singleElement().asString().startsWith("SNK-03");
        assertThat(sink.pushes().get(0).envelope()).isEqualTo("{\"a\":1}");
    }

    @Test
    void catchesWritableBytes() {
        RecordingSink sink = RecordingSink.create();
        push(sink, new Envelope(id(1), 1, ByteBuffer.wrap(new byte[] {'{', '}'})));
        assertThat(sink.violations()).singleElement().asString().contains("writable");
    }

    @Test
    void catchesRetriesThatDiffer() {
        RecordingSink sink = RecordingSink.create();
        push(sink, envelope(1, 1, "{\"emitted_at_utc\":\"x\",\"a\":1}"));
        push(sink, envelope(1, 2, "{\"emitted_at_utc\":\"y\",\"a\":1}"));
        assertThat(sink.violations()).isEmpty();
        push(sink, envelope(1, 3, "{\"emitted_at_utc\":\"y\",\"a\":2}"));
        push(sink, envelope(1, 5, "{}"));
        assertThat(sink.violations()).hasSize(2);
        assertThat(sink.violations().get(0)).startsWith("I5");
    }

    @Test
    void catchesAnEventThatIsOutTwice() {
        RecordingSink sink = RecordingSink.builder().holdAll().build();
        push(sink, envelope(1, 1, "{}"));
        push(sink, envelope(1, 2, "{}"));
        assertThat(sink.violations()).singleElement().asString().contains("still in flight");
    }

    private void push(RecordingSink sink, EnvelopeView envelope) {
        sink.push(envelope, outcomes::add);
    }

    private static String decision(PushOutcome outcome) {
        Decided decided = (Decided) outcome;
        var position = decided.receipt().busPosition();
        return decided.decision() + " " + (position == null ? "nowhere" : position.offset());
    }

    private static EnvelopeView envelope(int event, int attempt, String text) {
        return new Envelope(
                id(event),
                attempt,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
    }

    private static EventId id(int event) {
        return new EventId(String.format("%064x", event));
    }

    private record Envelope(EventId eventId, int attempt, ByteBuffer bytes) implements EnvelopeView {
        @Override
        public OutputId eventType() {
            return new OutputId("arrival_events_5B");
        }
    }
}
