package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.internal.lease.RunStore;
import io.worldstream.wsp.internal.source.Preparation;
import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.StreamListener;

/**
 * What all lanes of an engine share.
 *
 * @param preparation the way from a READY to rows
 * @param policy what the host decided
 * @param sink the only way out
 * @param listener hears of everything; never throws
 * @param clock the only clock
 * @param store where runs are kept, and whose they are
 * @param seed of all jitter
 * @param tasks runs what takes time
 * @param wakeUp called, from any thread, when a lane has something to do
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
