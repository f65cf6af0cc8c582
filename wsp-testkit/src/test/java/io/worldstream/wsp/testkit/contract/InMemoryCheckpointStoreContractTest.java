package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;

class InMemoryCheckpointStoreContractTest extends CheckpointStoreContract {
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();

    @Override
    protected CheckpointStore store() {
        return store; // yours makes a new store over the same place
    }

    @Override
    protected void damageAll(RunId run) {
        store.damageAll(run);
    }

    @Override
    protected boolean damageNewest(RunId run) {
        store.damageNewest(run);
        return true;
    }

    @Override
    protected void cutOff() {
        store.setUnavailable(true);
    }

    @Override
    protected void restore() {
        store.setUnavailable(false);
    }
}
