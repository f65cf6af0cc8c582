package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.testkit.contract.PositionStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3PositionStoreContractTest extends PositionStoreContract {
    private final StateBucket bucket = new StateBucket();

    @AfterEach
    void close() {
        bucket.close();
    }

    @Override
    protected PositionStore store() {
        return new S3PositionStore(bucket.folder());
    }

    @Override
    protected void cutOff() {
        bucket.network().cut();
    }

    @Override
    protected void restore() {
        bucket.network().restore();
    }
}
