package io.worldstream.wsp.adapter.http;

import io.worldstream.wsp.testkit.contract.EmbeddedGateStand;
import io.worldstream.wsp.testkit.contract.GateConduct;
import io.worldstream.wsp.testkit.contract.GateStand;
import io.worldstream.wsp.testkit.contract.IngressSinkContract;
import java.time.Duration;

class HttpIngressSinkContractTest extends IngressSinkContract {
    @Override
    protected GateStand start(GateConduct conduct) {
        return EmbeddedGateStand.start(
                conduct,
                url -> HttpIngressSink.builder()
                        .url(url.toString())
                        .clock(TestPush.CLOCK)
                        .timeout(Duration.ofMillis(conduct == GateConduct.SILENT ? 250 : 60_000))
                        .build());
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(3);
    }
}
