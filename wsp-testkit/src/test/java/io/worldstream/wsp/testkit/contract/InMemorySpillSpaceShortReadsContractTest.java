package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.SpillSpace;

/** The faults that a test asks it for keep the rules, too. */
class InMemorySpillSpaceShortReadsContractTest extends InMemorySpillSpaceContractTest {
    @Override
    protected SpillSpace space() {
        space.shortReads(1_013);
        return super.space();
    }
}
