package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.testkit.contract.CheckpointStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3CheckpointStoreContractTest extends CheckpointStoreContract {
    private final StateBucket bucket = new StateBucket();

    @AfterEach
    void close() {
        bucket.close();
    }

    @Override
    protected CheckpointStore store() {
        return new S3CheckpointStore(bucket.folder());
    }

    @Override
    protected void damageAll(RunId run) {
        bucket.damage("checkpoint/" + run, -10);
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
