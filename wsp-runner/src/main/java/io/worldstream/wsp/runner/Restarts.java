package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Optional;

/** Restarts runs that an operator names, and reports the result. */
final class Restarts {
    private final Host host;
    private final String place;
    private final RunLedger ledger;
    private final RunLease lease;

    Restarts(Host host, SavedRuns runs, Clock clock) {
        this.host = host;
        place = runs.place();
        ledger = runs.ledger(clock);
        lease = runs.lease(clock);
    }

    /**
     * Restarts one run.
     *
     * @return whether the run can start over; false if another host holds it, or if its lease or fence is damaged
     */
    boolean restart(RunId run) {
        try {
            if (!ledger.runs().contains(run) && holder(run).isEmpty()) {
                host.warn("wsp: --restart: no record of run " + run + " in " + place
                        + "; check the id (wsp status lists the saved runs)");
            } else if (!ledger.restart(run)) {
                host.warn("wsp: the record of run " + run + " is deleted; it starts over when its READY comes again");
            }
            return true;
        } catch (WspException e) {
            host.error("wsp: --restart: run " + run + " cannot start over (" + e.code() + "): " + e.getMessage());
            return false;
        }
    }

    private Optional<String> holder(RunId run) {
        try {
            return lease.holder(run);
        } catch (IOException e) {
            throw new WspException(ReasonCode.CHECKPOINT_UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }
}
