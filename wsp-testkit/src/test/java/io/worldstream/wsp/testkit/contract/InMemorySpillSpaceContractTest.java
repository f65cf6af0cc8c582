package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.SpillSpace;
import io.worldstream.wsp.testkit.fake.InMemorySpillSpace;

class InMemorySpillSpaceContractTest extends SpillSpaceContract {
    final InMemorySpillSpace space = new InMemorySpillSpace();

    @Override
    protected SpillSpace space() {
        return space;
    }

    @Override
    protected boolean isEmpty() {
        return space.openFiles() == 0 && space.bytesHeld() == 0;
    }

    @Override
    protected boolean leaveBehind() {
        space.leaveBehind(1_000);
        return true;
    }

    @Override
    protected boolean outOfSpaceAfter(long bytes) {
        space.outOfSpaceAfter(bytes);
        return true;
    }
}
