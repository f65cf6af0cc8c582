package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.RunId;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a saved run. */
final class RunOption {
    @Option(names = "--run", required = true, paramLabel = "RUN_ID", description = "Run, as wsp status lists it.")
    private String run = "";

    /**
     * Returns the run.
     *
     * @param folder the folder of the saved runs, for the message
     * @throws UsageException if the ledger has no record of it
     */
    RunId known(RunLedger ledger, Path folder) {
        RunId id = UsageException.naming("--run", () -> new RunId(run));
        if (!ledger.runs().contains(id)) {
            throw new UsageException("--run: no record of run " + id + " in " + folder
                    + "; check the id (wsp status lists the saved runs)");
        }
        return id;
    }
}
