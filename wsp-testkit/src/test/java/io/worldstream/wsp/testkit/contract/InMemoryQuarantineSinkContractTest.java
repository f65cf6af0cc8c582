package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.QuarantineRecord;
import io.worldstream.wsp.api.QuarantineSink;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.InMemoryQuarantineSink;
import java.util.List;

class InMemoryQuarantineSinkContractTest extends QuarantineSinkContract {
    private final InMemoryQuarantineSink quarantine = new InMemoryQuarantineSink();

    @Override
    protected QuarantineSink quarantine() {
        return quarantine; // yours makes a new one over the same place
    }

    @Override
    protected List<QuarantineRecord> kept(RunId run) {
        return quarantine.records(run);
    }

    @Override
    protected void cutOff() {
        quarantine.setUnavailable(true);
    }

    @Override
    protected void restore() {
        quarantine.setUnavailable(false);
    }
}
