package io.worldstream.wsp.runner;

import io.worldstream.wsp.SystemClock;
import io.worldstream.wsp.api.RunId;
import picocli.CommandLine.Option;

/** The option that names a saved run. */
final class RunOption {
    @Option(names = "--run", required = true, paramLabel = "RUN_ID", description = "Run, as wsp status lists it.")
    private String run = "";

    /**
     * Returns the run.
     *
     * @param runs the saved runs
     * @throws UsageException if there is no record of it
     */
    RunId known(SavedRuns runs) {
        RunId id = UsageException.naming("--run", () -> new RunId(run));
        if (!runs.ledger(new SystemClock()).runs().contains(id)) {
            throw new UsageException("--run: no record of run " + id + " in " + runs.place()
                    + "; check the id (wsp status lists the saved runs)");
        }
        return id;
    }
}
