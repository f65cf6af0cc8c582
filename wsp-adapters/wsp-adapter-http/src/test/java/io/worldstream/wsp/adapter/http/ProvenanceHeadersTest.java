package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.ADMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.WspException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceHeadersTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static Map<String, String> headers(UnaryOperator<HttpIngressSink.Builder> with) throws Exception {
        try (RawGate gate = RawGate.answering(RawGate.json(200, ADMIT));
                HttpIngressSink sink = with.apply(
                                HttpIngressSink.builder().url(gate.url()).clock(TestPush.CLOCK))
                        .build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isInstanceOf(Decided.class);
            return gate.requests.get(0).headers();
        }
    }

    private static Map<String, String> traced(Function<EnvelopeView, Optional<TraceContext>> function)
            throws Exception {
        return headers(sink -> sink.traceContext(function));
    }

    @Test
    void push_withPlanHeaders_namesPlanAndPosition() throws Exception {
        assertThat(headers(sink -> sink.provenanceHeaders(true)))
                .containsEntry("x-wsp-plan", "0af7651916cd43dd8448eb211c80319c".repeat(2))
                .containsEntry("x-wsp-position", "0000001180000042")
                .doesNotContainKeys("traceparent", "tracestate");
    }

    @Test
    void push_inATrace_sendsItsContextAndNoMore() throws Exception {
        assertThat(traced(envelope -> Optional.of(new TraceContext(PARENT, "a=1,t1@v=x y"))))
                .containsEntry("traceparent", PARENT)
                .containsEntry("tracestate", "a=1,t1@v=x y")
                .doesNotContainKeys("x-wsp-plan", "x-wsp-position");
        assertThat(traced(envelope -> Optional.of(new TraceContext(PARENT))))
                .containsEntry("traceparent", PARENT)
                .doesNotContainKey("tracestate");
    }

    @Test
    void ofPlan_givesOneTracePerPlanAndASpanPerEvent() throws Exception {
        assertThat(traced(envelope -> TraceContext.ofPlan(envelope, true)))
                .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-0000001180000042-01");
    }

    @Test
    void push_functionFailsOrReturnsNothing_isSentWithoutTrace() throws Exception {
        assertThat(traced(envelope -> Optional.empty())).doesNotContainKeys("traceparent", "tracestate");
        assertThat(traced(envelope -> Optional.of(new TraceContext("malformed"))))
                .doesNotContainKeys("traceparent", "tracestate");
        assertThat(traced(envelope -> {
                    throw new IllegalStateException("no tracer");
                }))
                .doesNotContainKeys("traceparent", "tracestate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
            })
    void traceparent_otherForm_isRefused(String parent) {
        assertThatThrownBy(() -> new TraceContext(parent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("traceparent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "A=1", "a=", "a=1,a=2", "a=1=2", "a=1\r\nX: y", "a=é", "1=1", ",a=1"})
    void tracestate_otherForm_isRefused(String state) {
        assertThatThrownBy(() -> new TraceContext(PARENT, state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tracestate");
    }

    @Test
    void tracestate_of33Entries_isRefused() {
        StringBuilder entries = new StringBuilder("k0=v");
        for (int i = 1; i < 32; i++) {
            entries.append(",k").append(i).append("=v");
        }
        assertThat(new TraceContext(PARENT, entries.toString()).tracestate()).isEqualTo(entries.toString());
        assertThatThrownBy(() -> new TraceContext(PARENT, entries + ",z=v"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "TraceState", "X-WSP-Plan", "x-wsp-position"})
    void authHeader_ofAProvenanceHeader_isRefused(String name) {
        assertThatThrownBy(() -> HttpIngressSink.builder().authHeader(name))
                .isInstanceOf(WspException.class)
                .hasMessageContaining("ingress.auth_header");
    }
}
