package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunState;
import io.worldstream.wsp.testkit.sim.SimOptions.Scope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must hold over all hosts and all their lives: what the gate has, and what it answered. One thread.
 */
final class SimChecks {
    private final SimWorld world;
    private final SimOptions options;
    private final SimTrace trace;
    private final List<SimViolation> violations = new ArrayList<>();
    private final BitSet accepted = new BitSet();
    private final BitSet quarantined = new BitSet();
    /** Events with a terminal answer that a host heard, or with evidence. */
    private final BitSet answered = new BitSet();

    private final BitSet setAside = new BitSet();
    private final Map<Integer, Integer> lastOfFlow = new HashMap<>();
    private final Map<RunId, Long> opened = new HashMap<>();
    private boolean completed;
    private long savedEpoch;
    private int savedCursor;

    SimChecks(SimWorld world, SimOptions options, SimTrace trace) {
        this.world = world;
        this.options = options;
        this.trace = trace;
    }

    /** Notes a violation. */
    void broken(String invariant, String what) {
        violations.add(new SimViolation(invariant, trace.steps(), what));
    }

    List<SimViolation> violations() {
        return violations;
    }

    /** The gate took an event that it did not have. */
    void onAccepted(int place) {
        if (accepted.get(place)) {
            broken("I5", "the gate took event " + place + " twice");
        }
        accepted.set(place);
        boolean outOfQuarantine = quarantined.get(place) || setAside.get(place);
        if (options.scope() == Scope.NONE || outOfQuarantine) {
            return;
        }
        int flow = options.scope() == Scope.GLOBAL ? 0 : world.event(place).flow();
        int before = lastOfFlow.getOrDefault(flow, -1);
        if (place < before) {
            broken("I6", "the gate took event " + place + " after event " + before + " of the same order");
        }
        lastOfFlow.put(flow, place);
    }

    /** The gate put an event into its quarantine. */
    void onQuarantined(int place) {
        quarantined.set(place);
    }

    /** A host heard a terminal answer for an event. */
    void onAnswered(int place) {
        answered.set(place);
    }

    /** Evidence of an event is durable. */
    void onSetAside(int place) {
        setAside.set(place);
        answered.set(place);
    }

    /** A host says that it passed over an event. */
    void mustBeEvident(int place) {
        if (!setAside.get(place)) {
            broken("I7", "event " + place + " was passed over without evidence");
        }
    }

    /** A run was opened under an epoch. */
    void onOpened(RunId run, long epoch) {
        opened.merge(run, epoch, Math::max);
    }

    /** A record of any run was saved (I9). */
    void onSaved(RunId run, long epoch) {
        if (opened.getOrDefault(run, 0L) != epoch) {
            broken("I9", "a record was saved under epoch " + epoch + ", not under the one that opened the run last");
        }
    }

    /** A checkpoint was saved (I8). */
    void onSaved(LedgerEntry entry, long epoch) {
        int cursor = (int) entry.events().pushed();
        int open = answered.nextClearBit(0);
        if (open < cursor) {
            broken(
                    "I8",
                    "the cursor is saved behind event " + (cursor - 1) + ", but event " + open
                            + " had no terminal answer yet");
        }
        if (entry.events().settled() != cursor) {
            broken("I8", "of the " + cursor + " events before the cursor, the checkpoint counts " + entry.events());
        }
        if (epoch == savedEpoch && cursor < savedCursor) {
            broken("I8", "the cursor went back from " + savedCursor + " to " + cursor);
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
            broken("I8", "the checkpoint names event " + last + " as the one before place " + cursor);
        }
    }

    /** A stream begins with an event, so a cursor stands before it (I8). */
    void onBegin(int place) {
        int open = answered.nextClearBit(0);
        if (open < place) {
            broken("I8", "a stream began with event " + place + ", but event " + open + " had no terminal answer yet");
        }
    }

    /** The run is called complete, in a summary or in what is kept of it (I7). */
    void onCompleted() {
        completed = true;
        for (int place = 0; place < world.size(); place++) {
            if (!answered.get(place)) {
                broken("I7", "the run is called complete, but event " + place + " has no terminal answer");
                return;
            }
            if (!accepted.get(place) && !quarantined.get(place) && !setAside.get(place)) {
                broken("I7", "the run is called complete, but the gate has event " + place + " nowhere");
                return;
            }
        }
    }

    boolean completed() {
        return completed;
    }
}
