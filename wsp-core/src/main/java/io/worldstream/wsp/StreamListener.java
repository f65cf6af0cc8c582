package io.worldstream.wsp;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import java.util.List;

/**
 * Hears what a producer does. Called on the engine's thread: return soon, do not call back into the producer but through
 * {@link RunControl}. What a listener throws is logged and changes nothing.
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
}
