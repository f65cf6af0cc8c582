package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.CheckpointStore;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.util.function.Supplier;

/** The saved runs that hosts share: their checkpoints, leases and dead letters, and the positions on their control bus. */
interface SavedRuns extends AutoCloseable {
    /**
     * Returns the saved runs that a configuration selects.
     *
     * @param database opens the database that the configuration names; closed with the runs
     * @param s3 the S3 store; closed after the runs
     */
    static SavedRuns of(WspConfig config, Supplier<DatabaseRuns> database, ConfiguredS3 s3) {
        SavedRuns runs = switch (config.get(ConfigTable.STATE_KIND)) {
            case FILE -> new FolderRuns(config);
            case JDBC -> database.get();
            case S3 -> BucketRuns.open(config, s3);
        };
        return config.find(ConfigTable.DEAD_LETTER_ROOT)
                .<SavedRuns>map(root -> DeadLettersApart.open(runs, root, s3))
                .orElse(runs);
    }

    CheckpointStore checkpoints();

    RunLease lease(Clock clock);

    DeadLetterStore deadLetters();

    /** Returns the store of positions on a bus that keeps none. */
    PositionStore positions();

    /** Returns the saved records of runs, for read-only callers. */
    default RunLedger ledger(Clock clock) {
        return new RunLedger(checkpoints(), lease(clock), clock);
    }

    /** Returns the place of the checkpoints, in words. */
    String place();

    /**
     * Checks that there are saved runs to read: a mistyped place would look like one without runs.
     *
     * @throws UsageException if there is no such place
     */
    void requirePresent() throws IOException;

    /**
     * Checks, before a run begins, that runs can be saved, and makes what the configuration lets it make. Otherwise that
     * would fail in the middle of a run.
     *
     * @param faults receives what is wrong
     */
    void prepare(InputFaults faults) throws IOException;

    /** Returns whether a holder of a run, as its lease names it, is this process. */
    boolean isThisProcess(String holder);

    @Override
    void close();
}
