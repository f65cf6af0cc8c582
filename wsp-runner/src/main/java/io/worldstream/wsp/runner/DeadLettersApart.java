package io.worldstream.wsp.runner;

import io.worldstream.wsp.adapter.file.FileDeadLetterSink;
import io.worldstream.wsp.adapter.s3.S3DeadLetterStore;
import io.worldstream.wsp.adapter.s3.S3StateFolder;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.Location;
import io.worldstream.wsp.runner.config.Root;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Saved runs whose dead letters are under a root of their own, a folder or a prefix of an S3 bucket. */
final class DeadLettersApart implements SavedRuns {
    private final SavedRuns runs;
    private final Root root;
    private final @Nullable S3StateFolder bucket;

    private DeadLettersApart(SavedRuns runs, Root root, @Nullable S3StateFolder bucket) {
        this.runs = runs;
        this.root = root;
        this.bucket = bucket;
    }

    /**
     * Returns saved runs with dead letters under a root; makes no call to its store.
     *
     * @param runs all but the dead letters; closed with what is returned
     */
    static DeadLettersApart open(SavedRuns runs, Root root, ConfiguredS3 s3) {
        try {
            return new DeadLettersApart(
                    runs, root, root instanceof Location ? null : new S3StateFolder(s3.connection(), root.written()));
        } catch (RuntimeException e) {
            runs.close();
            throw e;
        }
    }

    @Override
    public CheckpointStore checkpoints() {
        return runs.checkpoints();
    }

    @Override
    public RunLease lease(Clock clock) {
        return runs.lease(clock);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return bucket != null ? new S3DeadLetterStore(bucket) : new FileDeadLetterSink(((Location) root).path());
    }

    @Override
    public PositionStore positions() {
        return runs.positions();
    }

    @Override
    public String place() {
        return runs.place();
    }

    @Override
    public void requirePresent() throws IOException {
        runs.requirePresent();
        if (bucket != null) {
            KeyedFailures.run(ConfigTable.DEAD_LETTER_ROOT, bucket::requireReadable);
        }
    }

    @Override
    public void prepare(InputFaults faults) throws IOException {
        runs.prepare(faults);
        if (bucket != null) {
            KeyedFailures.run(ConfigTable.DEAD_LETTER_ROOT, bucket::requireConditionalWrites);
        } else if (root instanceof Location folder) {
            FolderCheck.writable(folder.path())
                    .ifPresent(fault -> faults.add(ConfigTable.DEAD_LETTER_ROOT.name() + ": " + fault));
        }
    }

    @Override
    public boolean isThisProcess(String holder) {
        return runs.isThisProcess(holder);
    }

    @Override
    public void close() {
        runs.close();
    }
}
