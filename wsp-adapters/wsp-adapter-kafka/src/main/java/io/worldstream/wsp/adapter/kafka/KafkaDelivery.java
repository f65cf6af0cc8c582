package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A record that the engine holds until it settles it. */
final class KafkaDelivery extends MessageDelivery {
    private final boolean scoped;
    private final Inbox inbox;
    private final GroupMember member;
    private final Timing timing;

    KafkaDelivery(Message message, boolean scoped, Inbox inbox, GroupMember member, Timing timing) {
        super(message);
        this.scoped = scoped;
        this.inbox = inbox;
        this.member = member;
        this.timing = timing;
    }

    @Override
    void record(Settlement settlement) {
        switch (settlement) {
            case DONE, IGNORED -> await(member.commits().submit(message));
            case UNREADABLE -> member.commits().note(message);
            case SKIPPED -> {
                if (scoped) {
                    member.commits().note(message);
                }
            }
            case REFUSED, HALTED -> {} // not committed, and not delivered again by this source object
        }
    }

    private void await(CompletableFuture<@Nullable Void> committed) {
        Fault fault = inbox.fault();
        long patience = fault == null ? timing.recordWithin().toNanos() : 0;
        try {
            committed.get(patience, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WspException known
                    ? new WspException(known.code(), known.getMessage(), known)
                    : notCommitted("", e);
        } catch (TimeoutException e) {
            Fault now = inbox.fault();
            throw notCommitted(now == null ? "the brokers do not answer" : now.message(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notCommitted("the thread was interrupted", e);
        }
    }

    private WspException notCommitted(String reason, Exception cause) {
        return new WspException(
                ReasonCode.ACKNOWLEDGEMENT_UNAVAILABLE,
                "the settlement of " + name() + " is not committed: " + reason
                        + "; it is committed when the brokers answer again, unless the process ends before",
                cause);
    }
}
