package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamListener;

/**
 * Dependencies that all lanes of an engine share.
 *
 * @param preparation turns a READY into a plan and its events
 * @param policy the host's policy
 * @param sink receives every envelope
 * @param listener notified of plans, starts, outcomes and defects; throws no exception, only an {@code Error}
 * @param clock the only source of time
 * @param store the saved records and leases of runs
 * @param seed the seed of the retry jitter
 * @param tasks runs blocking work off the lanes' thread
 * @param wakeUp called, from any thread, when a lane has work to do
 */
public record RunContext(
        Preparation preparation,
        StreamPolicy policy,
        IngressSink sink,
        StreamListener listener,
        Clock clock,
        RunStore store,
        long seed,
        BackgroundTasks tasks,
        Runnable wakeUp) {}
