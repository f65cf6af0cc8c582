package io.worldstream.wsp.testkit.contract;

import java.time.Duration;

class JdkHttpSinkContractTest extends IngressSinkContract {
    @Override
    protected GateStand start(GateConduct conduct) {
        Duration timeout = Duration.ofSeconds(conduct == GateConduct.SILENT ? 1 : 30);
        return EmbeddedGateStand.start(conduct, url -> new JdkHttpSink(url, timeout));
    }
}
