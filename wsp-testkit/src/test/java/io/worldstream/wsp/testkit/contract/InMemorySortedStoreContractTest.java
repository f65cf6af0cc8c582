package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.SortedStore;
import io.worldstream.wsp.testkit.fake.InMemorySortedStore;

class InMemorySortedStoreContractTest extends SortedStoreContract {
    private final InMemorySortedStore store = new InMemorySortedStore();

    @Override
    protected SortedStore store() {
        return store; // yours makes a new store over the same place
    }

    @Override
    protected SortedStore store(long maxBytes) {
        store.maxBytes(maxBytes);
        return store;
    }

    @Override
    protected void cutOff() {
        store.failNextCalls(Integer.MAX_VALUE);
    }

    @Override
    protected void restore() {
        store.failNextCalls(0);
    }
}
