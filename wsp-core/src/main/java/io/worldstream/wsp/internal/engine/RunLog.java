package io.worldstream.wsp.internal.engine;

import io.worldstream.wsp.report.GateEvent;
import io.worldstream.wsp.report.RunEvent;
import io.worldstream.wsp.report.StreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the life of each run, from the same events that the host's listener receives. */
final class RunLog implements StreamListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.worldstream.wsp");

    @Override
    public void onLeaseWaiting(RunEvent.LeaseWaiting event) {
        LOG.warn(
                "run {} is held by {}; waiting for its lease",
                event.runId(),
                event.holder() == null ? "a host that has just released it" : event.holder());
    }

    @Override
    public void onGateAway(GateEvent.Away event) {
        LOG.warn(
                "run {}: the gate has settled no event since {} ({}); all of them are retried",
                event.runId(),
                event.since(),
                event.reason());
    }

    @Override
    public void onGateBack(GateEvent.Back event) {
        LOG.info("run {}: the gate settles events again", event.runId());
    }
}
