package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import java.util.List;

class InMemoryDeadLetterSinkContractTest extends DeadLetterStoreContract {
    private final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();

    @Override
    protected DeadLetterStore deadLetters() {
        return deadLetters; // yours makes a new one over the same place
    }

    @Override
    protected List<DeadLetter> kept(RunId run) {
        return deadLetters.records(run);
    }

    @Override
    protected void cutOff() {
        deadLetters.setUnavailable(true);
    }

    @Override
    protected void restore() {
        deadLetters.setUnavailable(false);
    }
}
