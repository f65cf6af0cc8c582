package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.OracleReader;

/** The faults that a test asks it for keep the rules, too. */
class InMemoryOracleShortReadsContractTest extends InMemoryOracleContractTest {
    @Override
    protected OracleReader reader() {
        oracle.shortReads(7);
        return super.reader();
    }
}
