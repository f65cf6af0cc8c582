package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.testkit.fake.InMemoryPositionStore;

class InMemoryPositionStoreContractTest extends PositionStoreContract {
    private final InMemoryPositionStore store = new InMemoryPositionStore();

    @Override
    protected PositionStore store() {
        return store; // yours makes a new store over the same place
    }

    @Override
    protected void cutOff() {
        fail(Integer.MAX_VALUE);
    }

    @Override
    protected void restore() {
        fail(0);
    }

    private void fail(int calls) {
        store.failNextLoads(calls);
        store.failNextSaves(calls);
    }
}
