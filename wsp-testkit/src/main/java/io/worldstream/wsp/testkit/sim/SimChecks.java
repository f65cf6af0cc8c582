package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the invariants that span all hosts and all their lives: the events that the gate has, and its answers. One
 * thread.
 */
final class SimChecks {
    private final SimWorld world;
    private final Ordering ordering;
    private final SimTrace trace;
    private final List<SimViolation> violations = new ArrayList<>();
    private final BitSet accepted = new BitSet();
    private final BitSet quarantined = new BitSet();
    /** Events with a terminal answer that reached a host, or with a dead letter. */
    private final BitSet answered = new BitSet();

    private final BitSet deadLettered = new BitSet();
    private final BitSet quarantineRecorded = new BitSet();
    private final Map<Integer, Integer> lastOfFlow = new HashMap<>();
    private final Map<RunId, Long> opened = new HashMap<>();
    private boolean completed;
    private long savedEpoch;
    private int savedCursor;

    SimChecks(SimWorld world, Ordering ordering, SimTrace trace) {
        this.world = world;
        this.ordering = ordering;
        this.trace = trace;
    }

    /** Records a violation. */
    void broken(String invariant, String what) {
        violations.add(new SimViolation(invariant, trace.steps(), what));
    }

    List<SimViolation> violations() {
        return violations;
    }

    /** Called when the gate takes an event that it did not have. */
    void onAccepted(int place) {
        if (accepted.get(place)) {
            broken("I5", "the gate took event " + place + " twice");
        }
        accepted.set(place);
        boolean outOfQuarantine = quarantined.get(place) || deadLettered.get(place);
        if (ordering == Ordering.NONE || outOfQuarantine) {
            return;
        }
        int flow = ordering == Ordering.GLOBAL ? 0 : world.event(place).flow();
        int before = lastOfFlow.getOrDefault(flow, -1);
        if (place < before) {
            broken("I6", "the gate took event " + place + " after event " + before + " of the same order");
        }
        lastOfFlow.put(flow, place);
    }

    /** Called when the gate quarantines an event. */
    void onQuarantined(int place) {
        quarantined.set(place);
    }

    /** Called when a host receives a terminal answer for an event. */
    void onAnswered(int place) {
        answered.set(place);
    }

    /** Called when the dead letter of an event is durable. */
    void onDeadLettered(int place) {
        deadLettered.set(place);
        answered.set(place);
    }

    /** Called when the record of a quarantined event is durable. */
    void onQuarantineRecorded(int place) {
        if (!quarantined.get(place)) {
            broken("I7", "event " + place + " was recorded as quarantined, which the gate never answered");
        }
        quarantineRecorded.set(place);
    }

    /** Checks that an event that a durable host reports as quarantined has a record. */
    void mustHaveQuarantineRecord(int place) {
        if (!quarantineRecorded.get(place)) {
            broken("I7", "event " + place + " was settled as quarantined without a record");
        }
    }

    /** Checks that an event that a host reports as passed over has a dead letter. */
    void mustBeEvident(int place) {
        if (!deadLettered.get(place)) {
            broken("I7", "event " + place + " was passed over without a dead letter");
        }
    }

    /** Called when a run is opened under an epoch. */
    void onOpened(RunId run, long epoch) {
        opened.merge(run, epoch, Math::max);
    }

    /** Called when a record of any run is saved (I9). */
    void onSaved(RunId run, long epoch) {
        if (opened.getOrDefault(run, 0L) != epoch) {
            broken("I9", "a record was saved under epoch " + epoch + ", not under the last epoch to open the run");
        }
    }

    /** Called when a checkpoint is saved (I8). */
    void onSaved(LedgerEntry entry, long epoch) {
        int cursor = (int) entry.events().pushed();
        int open = answered.nextClearBit(0);
        if (open < cursor) {
            broken(
                    "I8",
                    "the cursor was saved after event " + (cursor - 1) + ", but event " + open
                            + " had no terminal answer yet");
        }
        if (entry.events().settled() != cursor) {
            broken("I8", "of the " + cursor + " events before the cursor, the checkpoint counts " + entry.events());
        }
        if (epoch == savedEpoch && cursor < savedCursor) {
            broken("I8", "the cursor moved back from " + savedCursor + " to " + cursor);
        }
        savedEpoch = epoch;
        savedCursor = cursor;
        Hex64 digest = entry.streamDigest();
        if (digest != null && !digest.value().equals(world.streamDigest(cursor))) {
            broken("I8", "the checkpoint's digest is not that of the first " + cursor + " events");
        }
        if (entry.state() == RunState.COMPLETED) {
            onCompleted();
        }
        EventId last = entry.eventId();
        if (cursor > 0 && (last == null || world.place(last.value()) != cursor - 1)) {
            broken("I8", "the checkpoint names event " + last + " as the last event before place " + cursor);
        }
    }

    /** Called when a stream begins with an event, so that its cursor stands before that event (I8). */
    void onBegin(int place) {
        int open = answered.nextClearBit(0);
        if (open < place) {
            broken("I8", "a stream began with event " + place + ", but event " + open + " had no terminal answer yet");
        }
    }

    /** Called when a summary or a saved record reports the run as complete (I7). */
    void onCompleted() {
        completed = true;
        for (int place = 0; place < world.size(); place++) {
            if (!answered.get(place)) {
                broken("I7", "the run is reported complete, but event " + place + " has no terminal answer");
                return;
            }
            if (!accepted.get(place) && !quarantined.get(place) && !deadLettered.get(place)) {
                broken("I7", "the run is reported complete, but the gate has no trace of event " + place);
                return;
            }
        }
    }

    boolean completed() {
        return completed;
    }
}
