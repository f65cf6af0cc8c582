package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;

class InMemoryReadySourceContractTest extends ReadySourceContract {
    private final InMemoryReadySource bus = new InMemoryReadySource();

    @Override
    protected void publish(String name, byte[] message) {
        bus.publish(name, message);
    }

    @Override
    protected ReadySource open() {
        bus.restart(); // yours makes a new source over the same bus
        return bus;
    }

    @Override
    protected void cutOff() {
        bus.failNextPolls(Integer.MAX_VALUE);
    }

    @Override
    protected void restore() {
        bus.failNextPolls(0);
    }
}
