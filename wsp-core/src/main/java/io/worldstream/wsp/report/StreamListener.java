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
 * Hears what a producer does. Called on the engine's thread: return soon, do not call back into the producer but through
 * {@link RunControl}. An exception that a listener throws is logged and changes nothing. An {@code Error}, such as a failed
 * assertion, is a defect: it ends the run that the call is about, if that has not ended, and is told as {@link #onFailed}.
 */
public interface StreamListener {
    /** Hears nothing. */
    StreamListener NONE = new StreamListener() {};

    /**
     * A message of the bus was not a READY, or not yet a message.
     *
     * @param delivery the source's name for it
     * @param why in words
     */
    default void onIgnored(String delivery, String why) {}

    /**
     * A run passed its checks and has a plan; its survey follows.
     *
     * @param plan the plan
     */
    default void onPlanned(StreamPlan plan) {}

    /**
     * The first event of a run may leave.
     *
     * @param runId the run
     * @param events what is planned
     */
    default void onStarted(RunId runId, EventCounts events) {}

    /**
     * An event ended in the gate's quarantine.
     *
     * @param runId the run
     * @param eventType the output
     * @param eventId the event
     * @param reasonCodes the gate's reasons
     */
    default void onQuarantined(RunId runId, OutputId eventType, EventId eventId, List<String> reasonCodes) {}

    /**
     * An event was passed over, as the host's policy says; the evidence of it is durable.
     *
     * @param runId the run
     * @param eventType the output
     * @param eventId the event
     * @param code why
     */
    default void onSetAside(RunId runId, OutputId eventType, EventId eventId, ReasonCode code) {}

    /**
     * A READY has been handled.
     *
     * @param summary how it ended
     */
    default void onFinished(RunSummary summary) {}

    /**
     * Something failed in a way that nothing provides for: an adapter threw what its rules forbid, the host's executor rejected a
     * task, memory ran out. {@link WorldStreamProducer#awaitIdle} throws the first of these.
     *
     * @param runId the run that it ended, of which {@link #onFinished} follows with {@link ReasonCode#DEFECT}: other runs
     *     continue, and this one resumes at the next start. Null if it belongs to no run: the ready source or the ledger could not
     *     be asked and is asked again, a delivery could not be settled, or the engine itself ended, and every run with it
     * @param cause what was thrown
     */
    default void onFailed(@Nullable RunId runId, Throwable cause) {}
}
