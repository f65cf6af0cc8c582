package io.worldstream.wsp.testkit.contract;

import org.junit.jupiter.api.BeforeEach;

/** The oracle of a store that keeps versions. */
class InMemoryOracleVersionsContractTest extends InMemoryOracleContractTest {
    @BeforeEach
    void keepVersions() {
        oracle.keepVersions();
    }
}
