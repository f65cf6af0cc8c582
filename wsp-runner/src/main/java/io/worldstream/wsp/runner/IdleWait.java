package io.worldstream.wsp.runner;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.runner.config.AuditKeys;
import io.worldstream.wsp.runner.config.AuditStoreKind;
import io.worldstream.wsp.runner.config.ConfigTable;
import io.worldstream.wsp.runner.config.ControlBusKind;
import io.worldstream.wsp.runner.config.StateKind;
import io.worldstream.wsp.runner.config.WspConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits until every message on the bus is handled. While no run streams, a bus, a store of saved runs or an audit trail on
 * another machine that cannot be used is asked again until its budget is spent; one on this machine is not, since waiting does
 * not mend a path. Not thread-safe.
 */
final class IdleWait {
    /** A producer that becomes stuck again only after this time could read what it could not read before. */
    private static final long RECOVERED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Clock clock;
    private final @Nullable OutageBudget bus;
    private final @Nullable OutageBudget state;
    private final @Nullable OutageBudget audit;

    /**
     * @param bus the budget of the control bus; null if it is on this machine
     * @param state the budget of the store of saved runs; null if it is on this machine
     * @param audit the budget of the audit trail; null if it is on this machine
     */
    IdleWait(Clock clock, @Nullable OutageBudget bus, @Nullable OutageBudget state, @Nullable OutageBudget audit) {
        this.clock = clock;
        this.bus = bus;
        this.state = state;
        this.audit = audit;
    }

    static IdleWait of(WspConfig config, Clock clock) {
        return new IdleWait(
                clock,
                config.get(ConfigTable.CONTROL_BUS_KIND) == ControlBusKind.FILE
                        ? null
                        : OutageBudget.ofBus(config, clock),
                config.get(ConfigTable.STATE_KIND) == StateKind.FILE ? null : OutageBudget.ofState(config, clock),
                config.get(AuditKeys.KIND) == AuditStoreKind.FILE ? null : OutageBudget.ofState(config, clock));
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
                    answered(bus);
                    answered(state);
                    answered(audit);
                }
                if (!permitsAnotherTry(e)) {
                    throw e;
                }
            }
            pause(failed);
        }
    }

    /**
     * Counts a failure, which the engine has logged itself.
     *
     * @return false if waiting does not help, or has lasted long enough
     */
    boolean permitsAnotherTry(WspException failure) {
        return switch (failure.code()) {
            case OBJECT_UNREADABLE -> bus != null && bus.permitsAnotherTry("the control bus is away");
            case ACKNOWLEDGEMENT_UNAVAILABLE, CHECKPOINT_UNAVAILABLE ->
                state != null && state.permitsAnotherTry("the store of saved runs is away");
            case AUDIT_UNAVAILABLE -> audit != null && audit.permitsAnotherTry("the audit trail is away");
            default -> false;
        };
    }

    private static void answered(@Nullable OutageBudget budget) {
        if (budget != null) {
            budget.answered();
        }
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
