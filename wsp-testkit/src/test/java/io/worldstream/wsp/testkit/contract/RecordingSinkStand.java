package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.fake.SinkScript;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A {@link RecordingSink}, which is sink and gate in one; its script stands for the conduct of the gate. */
final class RecordingSinkStand implements GateStand {
    private final RecordingSink gate;
    private final IngressSink sink;

    RecordingSinkStand(GateConduct conduct) {
        this(conduct, sink -> sink);
    }

    /** @param wrapping a sink that hands on to the recording one what it takes for right */
    RecordingSinkStand(GateConduct conduct, UnaryOperator<IngressSink> wrapping) {
        RecordingSink.Builder builder = RecordingSink.builder().script(script(conduct));
        gate = conduct == GateConduct.HOLDING ? builder.holdAll().build() : builder.build();
        sink = wrapping.apply(gate);
    }

    private static SinkScript script(GateConduct conduct) {
        return switch (conduct) {
            case ADMITTING, CLOSING, HOLDING -> SinkScript.USUAL;
            case SILENT -> first(new PushOutcome.Unknown("no answer in time"));
            case ABSENT -> (push, usual) -> new PushOutcome.Unavailable("refused", null);
            case BREAKING -> first(new PushOutcome.Unknown("reset"));
            case UNAVAILABLE -> first(new PushOutcome.Unavailable("503", null));
            case DOUBTING -> first(new PushOutcome.Ambiguous("503 PUBLISH_AMBIGUOUS_RETRY"));
            case THROTTLING -> first(new PushOutcome.Throttled("429", Duration.ZERO));
            case REDIRECTING -> first(new PushOutcome.ProtocolViolation("307"));
            case BABBLING -> first(new PushOutcome.Unknown("200 with a body that cannot be read"));
        };
    }

    private static SinkScript first(PushOutcome outcome) {
        return (push, usual) -> push.number() == 1 ? outcome : usual.get();
    }

    @Override
    public IngressSink sink() {
        return sink;
    }

    @Override
    public List<String> arrived() {
        return gate.pushes().stream().map(RecordedPush::envelope).toList();
    }

    @Override
    public void letGo() {
        gate.completeAll();
    }

    @Override
    public void close() {
        gate.close();
    }
}
