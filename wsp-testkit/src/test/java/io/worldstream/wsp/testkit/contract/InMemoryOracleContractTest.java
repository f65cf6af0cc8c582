package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.OracleReader;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;

class InMemoryOracleContractTest extends OracleReaderContract {
    final InMemoryOracle oracle = new InMemoryOracle();

    @Override
    protected void put(RootKind root, String path, byte[] bytes) {
        oracle.put(root, path, bytes);
    }

    @Override
    protected void remove(RootKind root, String path) {
        oracle.remove(root, path);
    }

    @Override
    protected OracleReader reader() {
        return oracle;
    }
}
