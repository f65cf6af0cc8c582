package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.AuditEntry;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamListener;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Dependencies that all lanes of an engine share.
 *
 * @param preparation turns a READY into a plan and its events
 * @param policy the host's policy
 * @param ports the host's parts to which lanes write
 * @param clock the only source of time
 * @param seed the seed of the retry jitter
 * @param tasks runs blocking work off the lanes' thread
 * @param wakeUp called, from any thread, when a lane has work to do
 */
public record RunContext(
        Preparation preparation,
        StreamPolicy policy,
        Ports ports,
        Clock clock,
        long seed,
        BackgroundTasks tasks,
        Runnable wakeUp) {
    /** Returns the sink that receives every envelope. */
    public IngressSink sink() {
        return ports.sink();
    }

    /** Returns the saved records and leases of runs. */
    public RunStore store() {
        return ports.store();
    }

    /** Returns the listener. */
    public StreamListener listener() {
        return ports.listener();
    }

    /** Returns the host's audit trail. */
    public AuditTrail audit() {
        return ports.audit();
    }

    /** Returns the same context with another listener in place of its own. */
    public RunContext withListener(UnaryOperator<StreamListener> change) {
        Ports changed = new Ports(
                ports.sink(), ports.store(), change.apply(ports.listener()), ports.audit(), ports.hostDetails());
        return new RunContext(preparation, policy, changed, clock, seed, tasks, wakeUp);
    }

    /**
     * The host's parts to which lanes write.
     *
     * @param sink receives every envelope
     * @param store the saved records and leases of runs
     * @param listener notified of plans, starts, outcomes and defects; throws no exception, only an {@code Error}
     * @param audit records what is about to happen
     * @param hostDetails the details of the record that the host started
     */
    public record Ports(
            IngressSink sink,
            RunStore store,
            StreamListener listener,
            AuditTrail audit,
            Map<String, String> hostDetails) {
        /** Creates the parts of a host without an audit trail. */
        public Ports(IngressSink sink, RunStore store, StreamListener listener) {
            this(sink, store, listener, AuditTrail.none(), Map.of());
        }

        public Ports {
            hostDetails = Map.copyOf(hostDetails);
            if (hostDetails.size() >= AuditEntry.MAX_DETAILS) {
                throw new IllegalArgumentException("auditSink: a host has at most " + (AuditEntry.MAX_DETAILS - 1)
                        + " details, found " + hostDetails.size() + "; one place is for the digest of its policy");
            }
        }
    }
}
