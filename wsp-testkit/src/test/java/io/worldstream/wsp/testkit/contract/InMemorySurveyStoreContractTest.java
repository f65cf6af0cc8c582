package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SurveyStore;
import io.worldstream.wsp.testkit.fake.InMemorySurveyStore;

class InMemorySurveyStoreContractTest extends SurveyStoreContract {
    private final InMemorySurveyStore store = new InMemorySurveyStore();

    @Override
    protected SurveyStore store() {
        return store; // yours makes a new store over the same place
    }

    @Override
    protected void damage(Hex64 key) {
        store.damage(key);
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
        store.failNextDiscards(calls);
    }
}
