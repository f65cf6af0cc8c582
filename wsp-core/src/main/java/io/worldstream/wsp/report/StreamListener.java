package io.worldstream.wsp.report;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.StreamPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observes a producer. Called on the engine's thread: return soon, and call back into the producer only through {@link
 * RunControl}. An exception that a listener throws is logged and has no other effect. An {@code Error}, such as a
 * failed assertion, is a defect: it ends the run that the call is about, if that run has not ended, and is reported
 * through {@link #onFailed}.
 */
public interface StreamListener {
    /** A listener that ignores all calls. */
    StreamListener NONE = new StreamListener() {};

    /**
     * Called when a message of the bus is not a READY, or not a complete message yet.
     *
     * @param delivery the source's name for the message
     * @param why the cause, in words
     */
    default void onIgnored(String delivery, String why) {}

    /**
     * Called when a message of the bus is not a JSON object: damaged, or not yet complete. It may be a READY, so it
     * counts as unhandled and is read again when it changes. By default, the same as {@link #onIgnored}.
     *
     * @param delivery the source's name for it
     * @param why the reason, in words
     */
    default void onUnreadable(String delivery, String why) {
        onIgnored(delivery, why);
    }

    /**
     * Called when a run has passed its checks and has a plan; its survey follows.
     *
     * @param plan the plan
     */
    default void onPlanned(StreamPlan plan) {}

    /**
     * Called when the first event of a run may leave.
     *
     * @param runId the run
     * @param events the planned counts
     */
    default void onStarted(RunId runId, EventCounts events) {}

    /**
     * Called when the gate has quarantined an event.
     *
     * @param runId the run
     * @param eventType the output
     * @param eventId the event
     * @param reasonCodes the gate's reasons
     */
    default void onQuarantined(RunId runId, OutputId eventType, EventId eventId, List<String> reasonCodes) {}

    /**
     * Called when an event has been dead-lettered by the host's policy; the dead letter is durable.
     *
     * @param runId the run
     * @param eventType the output
     * @param eventId the event
     * @param code the reason
     */
    default void onDeadLettered(RunId runId, OutputId eventType, EventId eventId, ReasonCode code) {}

    /**
     * Called when a READY has been handled.
     *
     * @param summary the result
     */
    default void onFinished(RunSummary summary) {}

    /**
     * Called on a failure that no rule covers: an adapter threw what its rules forbid, the host's executor rejected a
     * task, or memory ran out. {@link WorldStreamProducer#awaitIdle} throws the first such failure.
     *
     * @param runId the run that the failure ended; {@link #onFinished} follows for it with {@link ReasonCode#DEFECT},
     *     other runs continue, and this one resumes at the next start. Null if the failure belongs to no run: the ready
     *     source or the ledger could not be read and will be read again, a delivery could not be settled, or the engine
     *     itself ended and every run with it
     * @param cause the throwable
     */
    default void onFailed(@Nullable RunId runId, Throwable cause) {}
}
