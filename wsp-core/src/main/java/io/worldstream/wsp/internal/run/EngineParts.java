package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.StreamListener;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.internal.ledger.RunKeeping;

/**
 * What all lanes of an engine share.
 *
 * @param preparation the way from a READY to rows
 * @param policy what the host decided
 * @param sink the only way out
 * @param listener hears of everything; never throws
 * @param clock the only clock
 * @param keeping where runs are kept, and whose they are
 * @param seed of all jitter
 * @param tasks runs what takes time
 * @param wakeUp called, from any thread, when a lane has something to do
 */
record EngineParts(
        Preparation preparation,
        StreamPolicy policy,
        IngressSink sink,
        StreamListener listener,
        Clock clock,
        RunKeeping keeping,
        long seed,
        BackgroundTasks tasks,
        Runnable wakeUp) {}
