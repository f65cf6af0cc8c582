package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.testkit.contract.DeadLetterStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
final class S3DeadLetterStoreContractTest extends DeadLetterStoreContract {
    private final StateBucket bucket = new StateBucket();

    @AfterEach
    void close() {
        bucket.close();
    }

    @Override
    protected DeadLetterStore deadLetters() {
        return new S3DeadLetterStore(bucket.folder());
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
