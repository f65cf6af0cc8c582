package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.lease.LeaseSession;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes evidence under the lease of a run.
 *
 * @param session the session that holds the run
 * @param recordsQuarantine whether the host has a store of dead letters
 * @param audit records each dead letter before it is written
 */
record LeasedEvidence(LeaseSession session, boolean recordsQuarantine, RunAudit audit) implements EvidenceWriter {
    @Override
    public void write(DeadLetter evidence, Consumer<@Nullable WspException> done) {
        audit.deadLettered(evidence, failure -> {
            if (failure == null) {
                session.record(evidence, done);
            } else {
                done.accept(failure);
            }
        });
    }
}
