package io.worldstream.wsp.runner;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.ControlBusKind;
import io.worldstream.wsp.runner.config.StateKind;
import io.worldstream.wsp.runner.config.WspConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits until every message on the bus is handled. While no run streams, a bus or a store of saved runs on another
 * machine that cannot be read is asked again until its budget is spent; one on this machine is not, since waiting does
 * not mend a path. Not thread-safe.
 */
final class IdleWait {
    /** A producer that becomes stuck again only after this time could read what it could not read before. */
    private static final long RECOVERED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Clock clock;
    private final boolean remoteBus;
    private final boolean remoteState;
    private final OutageBudget ofBus;
    private final OutageBudget ofState;

    IdleWait(WspConfig config, Clock clock) {
        this.clock = clock;
        remoteBus = config.get(ConfigTable.CONTROL_BUS_KIND) != ControlBusKind.FILE;
        remoteState = config.get(ConfigTable.STATE_KIND) != StateKind.FILE;
        ofBus = OutageBudget.ofBus(config, clock);
        ofState = OutageBudget.ofState(config, clock);
    }

    /**
     * Blocks until the producer is idle.
     *
     * @param failed also ends the wait when it completes
     * @throws WspException if the bus or the saved runs cannot be read
     */
    void await(WorldStreamProducer producer, CompletableFuture<Void> failed) throws InterruptedException {
        while (!failed.isDone()) {
            long asked = clock.monotonicNanos();
            try {
                producer.awaitIdle();
                return;
            } catch (WspException e) {
                if (clock.monotonicNanos() - asked > RECOVERED_NANOS) {
                    ofBus.answered();
                    ofState.answered();
                }
                if (!permitsAnotherTry(e)) {
                    throw e;
                }
            }
            pause(failed);
        }
    }

    /** The engine has logged the failure itself. */
    private boolean permitsAnotherTry(WspException failure) {
        return switch (failure.code()) {
            case OBJECT_UNREADABLE -> remoteBus && ofBus.permitsAnotherTry("the control bus is away");
            case AUDIT_UNAVAILABLE, CHECKPOINT_UNAVAILABLE ->
                remoteState && ofState.permitsAnotherTry("the store of saved runs is away");
            default -> false;
        };
    }

    private static void pause(CompletableFuture<Void> failed) throws InterruptedException {
        try {
            failed.get(OutageBudget.PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // the usual end of a pause
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is never completed by a failure", e);
        }
    }
}
