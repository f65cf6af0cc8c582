package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.TestPush.ADMIT;
import static io.worldstream.wsp.adapter.http.TestPush.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome.Decided;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gate that sends its clients elsewhere: no event and no token follows. */
@Timeout(600)
class RedirectTest {
    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void push_gateRedirects_isNotFollowed(int status) throws Exception {
        try (RawGate elsewhere = RawGate.answering(RawGate.json(200, ADMIT));
                RawGate gate = RawGate.answering(RawGate.json(
                        status,
                        "Location: " + elsewhere.url() + "/v1/ingest/push\r\nRefresh: 0; url=" + elsewhere.url()
                                + "\r\n",
                        "{\"moved\": true}"));
                HttpIngressSink sink = HttpIngressSink.builder()
                        .url(gate.url())
                        .clock(CLOCK)
                        .authToken("s3cret")
                        .timeout(Duration.ofMinutes(5))
                        .build()) {
            assertThat(TestPush.of(sink, "{}").outcome()).isNotInstanceOf(Decided.class);
            assertThat(gate.requests).hasSize(1);
            assertThat(elsewhere.connections).hasValue(0);
        }
    }
}
