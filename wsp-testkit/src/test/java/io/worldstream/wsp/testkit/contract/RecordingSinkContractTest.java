package io.worldstream.wsp.testkit.contract;

class RecordingSinkContractTest extends IngressSinkContract {
    @Override
    protected GateStand start(GateConduct conduct) {
        return new RecordingSinkStand(conduct);
    }
}
