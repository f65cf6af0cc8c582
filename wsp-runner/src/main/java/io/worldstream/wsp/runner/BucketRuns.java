package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.s3.S3CheckpointStore;
import io.worldstream.wsp.adapter.s3.S3DeadLetterStore;
import io.worldstream.wsp.adapter.s3.S3PositionStore;
import io.worldstream.wsp.adapter.s3.S3RunLease;
import io.worldstream.wsp.adapter.s3.S3StateFolder;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;

/** Saved runs in an S3 bucket. Connects when it is first used. */
final class BucketRuns implements SavedRuns {
    private final WspConfig config;
    private final S3StateFolder folder;

    private BucketRuns(WspConfig config, S3StateFolder folder) {
        this.config = config;
        this.folder = folder;
    }

    /** Returns the saved runs of the bucket that a configuration names; makes no call to it. */
    static BucketRuns open(WspConfig config, ConfiguredS3 s3) {
        String root = config.get(ConfigTable.STATE_S3_ROOT).written();
        return new BucketRuns(config, new S3StateFolder(s3.connection(), root));
    }

    @Override
    public CheckpointStore checkpoints() {
        return new S3CheckpointStore(folder);
    }

    @Override
    public RunLease lease(Clock clock) {
        return new S3RunLease(folder, clock, config.get(ConfigTable.LEASE_TERM), ThisProcess.owner());
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new S3DeadLetterStore(folder);
    }

    @Override
    public PositionStore positions() {
        return new S3PositionStore(folder);
    }

    @Override
    public String place() {
        return config.get(ConfigTable.STATE_S3_ROOT).written();
    }

    @Override
    public boolean isThisProcess(String holder) {
        return ThisProcess.is(holder);
    }

    @Override
    public void requirePresent() throws IOException {
        KeyedFailures.run(ConfigTable.STATE_S3_ROOT, folder::requireReadable);
    }

    @Override
    public void prepare(InputFaults faults) throws IOException {
        KeyedFailures.run(ConfigTable.STATE_S3_ROOT, folder::requireConditionalWrites);
    }

    @Override
    public void close() {}
}
