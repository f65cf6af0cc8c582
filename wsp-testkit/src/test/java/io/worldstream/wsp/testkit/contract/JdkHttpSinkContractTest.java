package io.worldstream.wsp.testkit.contract;

class JdkHttpSinkContractTest extends IngressSinkContract {
    @Override
    protected GateStand start(GateConduct conduct) {
        return EmbeddedGateStand.start(conduct, url -> new JdkHttpSink(url));
    }
}
