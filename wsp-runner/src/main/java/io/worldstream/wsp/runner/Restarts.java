package io.worldstream.wsp.runner;

import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Has runs that an operator names start over, and says what comes of it. */
final class Restarts {
    private final Host host;
    private final Path folder;
    private final RunLedger ledger;
    private final RunLease lease;

    Restarts(Host host, Composition composition, Clock clock) {
        this.host = host;
        folder = composition.runs();
        ledger = composition.ledger(clock);
        lease = composition.lease(clock);
    }

    /**
     * Has one run start over.
     *
     * @return whether nothing is in its way; false if another host holds it, or if what says whose it is is damaged
     */
    boolean restart(RunId run) {
        try {
            if (!ledger.runs().contains(run) && holder(run).isEmpty()) {
                host.say("wsp: --restart: nothing is kept of run " + run + " in " + folder
                        + "; is the id right? wsp status lists what is kept");
            } else if (!ledger.restart(run)) {
                host.say("wsp: nothing is kept of run " + run + " any more; it starts over when its READY comes");
            }
            return true;
        } catch (WspException e) {
            host.say("wsp: --restart: run " + run + " cannot start over (" + e.code() + "): " + e.getMessage()
                    + heldBy(run, e));
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

    private String heldBy(RunId run, WspException why) {
        try {
            return why.code() == ReasonCode.LEASE_HELD
                    ? lease.holder(run)
                            .map(holder -> "; it is held by " + holder)
                            .orElse("")
                    : "";
        } catch (IOException e) {
            return "; who holds it cannot be read: " + e.getMessage();
        }
    }
}
