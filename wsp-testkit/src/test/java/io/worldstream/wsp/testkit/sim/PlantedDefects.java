package io.worldstream.wsp.testkit.sim;

import java.util.List;

/** The mistakes that the simulator is known to find, each with a seed that does. */
final class PlantedDefects {
    private PlantedDefects() {}

    static List<PlantedDefect> all() {
        return List.of(
                new PlantedDefect(
                        "the cursor passes what is out",
                        "internal/push/ReceiptTracker",
                        "            TerminalOutcome outcome = first.outcome();",
                        "            TerminalOutcome outcome = beyond.size() > 1 && first.state() == Push.State.OUT ? TerminalOutcome.ADMITTED : first.outcome();",
                        1),
                new PlantedDefect(
                        "a quarantined event is left out of the digest",
                        "internal/push/ReceiptTracker",
                        "        digest.add(event.id());",
                        "        if (push.outcome() != io.worldstream.wsp.internal.progress.TerminalOutcome.QUARANTINED) {\n            digest.add(event.id());\n        }",
                        3),
                new PlantedDefect(
                        "buffers are given back before the answer",
                        "internal/push/ReceiptTracker",
                        "        beyond.addLast(push);",
                        "        beyond.addLast(push);\n        recycler.accept(event);",
                        0),
                new PlantedDefect(
                        "the cursor names the event that comes next",
                        "internal/push/ReceiptTracker",
                        "        tsMicros = event.tsMicros();",
                        "        tsMicros = beyond.isEmpty() ? event.tsMicros() : beyond.getFirst().event.tsMicros();",
                        4),
                new PlantedDefect(
                        "a push is never given back",
                        "internal/push/PushQueue",
                        "            case WAITING -> waiting += change;",
                        "            case WAITING -> waiting += Math.max(change, 0);",
                        3),
                new PlantedDefect(
                        "one more than the window",
                        "internal/push/Admission",
                        "return queue.held() < widest && inUse() < window();",
                        "return queue.held() <= widest && inUse() <= window();",
                        0),
                new PlantedDefect(
                        "an answer counts twice",
                        "internal/push/PushReply",
                        "if (OUTCOME.compareAndSet(this, null, heard)) {",
                        "if (OUTCOME.compareAndSet(this, null, heard) || true) {",
                        1),
                new PlantedDefect(
                        "a retry is not counted as one",
                        "internal/push/Push",
                        "attempt++;",
                        "attempt = Math.max(attempt, 1);",
                        1),
                new PlantedDefect(
                        "flows are not waited for",
                        "internal/push/PushQueue",
                        "        return before == null;",
                        "        return true;",
                        1),
                new PlantedDefect(
                        "the next of a flow is forgotten",
                        "internal/push/PushQueue",
                        "            ready.add(next);",
                        "            flows.remove(push.flow);",
                        1),
                new PlantedDefect(
                        "one try too many when the gate does not know",
                        "internal/push/Outcomes",
                        "push.countAmbiguous() > retry",
                        "push.countAmbiguous() > 1 + retry",
                        24),
                new PlantedDefect(
                        "the gate's doubt is taken for an outage",
                        "internal/push/OutcomeRules",
                        "return new Consequence.Ambiguous(ambiguous.detail());",
                        "return new Consequence.Retry(Pressure.FAILED, ambiguous.detail(), null, null);",
                        99),
                new PlantedDefect(
                        "a halt does not stop retries",
                        "internal/push/Dispatcher",
                        "while (!isOver() && queue.isDue(nowNanos) && admission.hasRoomForRetry()) {",
                        "while (queue.isDue(nowNanos) && admission.hasRoomForRetry()) {",
                        27),
                new PlantedDefect(
                        "sent is taken for taken",
                        "internal/push/OutcomeRules",
                        "return new Consequence.Retry(Pressure.FAILED, \"outcome unknown: \" + unknown.detail(), null, null);",
                        "return new Consequence.Settled(TerminalOutcome.ADMITTED, List.of());",
                        1),
                new PlantedDefect(
                        "a receipt for another event counts",
                        "internal/push/OutcomeRules",
                        "        if (foreign != null) {",
                        "        if (foreign != null && foreign.isEmpty()) {",
                        3),
                new PlantedDefect(
                        "a duplicate that is not on the bus counts",
                        "internal/push/OutcomeRules",
                        "        if (receipt.busPosition() != null) {",
                        "        if (receipt.busPosition() != null ||"
                                + " receipt.evidenceKinds().contains(\"receipt_ref\")) {",
                        3),
                new PlantedDefect(
                        "not now is taken for never",
                        "internal/push/OutcomeRules",
                        "if (!reasons.isEmpty() && retryableReasons.containsAll(reasons)) {",
                        "if (reasons.isEmpty() && retryableReasons.containsAll(reasons)) {",
                        27),
                new PlantedDefect(
                        "evidence is not waited for",
                        "internal/lease/LeaseSession",
                        "        evidence.addLast(new Evidence(piece, done));",
                        "        evidence.addLast(new Evidence(piece, failed -> {}));\n        done.accept(null);",
                        62),
                new PlantedDefect(
                        "an event leaves a moment early",
                        "internal/run/RunStream",
                        "        if (releaseNanos - now > 0) {",
                        "        if (releaseNanos - now > 20_000) {",
                        5),
                new PlantedDefect(
                        "a stream that goes on does not wait",
                        "internal/run/RunStream",
                        "return from.events() > 0 ? from.tsMicros() : context",
                        "return context",
                        1),
                new PlantedDefect(
                        "a pause does not hold",
                        "internal/run/RunStream",
                        "                && (!paused || steps.open())\n                && mayGoOn.getAsBoolean()\n                && release(paused)) {",
                        "                && mayGoOn.getAsBoolean()\n                && release(paused && steps.open())) {",
                        7),
                new PlantedDefect(
                        "a due time rounds down",
                        "internal/pace/SimulatedTime",
                        "return low == nanos * narrowAttosPerNano ? nanos : nanos + 1;",
                        "return nanos;",
                        5),
                new PlantedDefect(
                        "a pause counts as time",
                        "internal/pace/Pacer",
                        "            shift(nowNanos - pausedSinceNanos);",
                        "            shift(0);",
                        7),
                new PlantedDefect(
                        "a slower speed spares the head",
                        "internal/pace/Pacer",
                        "        if (hasHead) {\n            head(headMicros, at);\n        }",
                        "        if (hasHead && other.isMax()) {\n            head(headMicros, at);\n        }",
                        28),
                new PlantedDefect(
                        "a change of speed goes back to the start",
                        "internal/pace/Pacer",
                        "schedule.changeSpeed(other.billionths(), at);",
                        "schedule.restart(headMicros, at, other.billionths());",
                        28),
                new PlantedDefect(
                        "a stream goes on with its last event",
                        "internal/source/EventReader",
                        "            passOver(last, event);\n            return read(event);",
                        "            passOver(last, event);\n            return true;",
                        1),
                new PlantedDefect(
                        "a stream goes on one event too far",
                        "internal/source/EventReader",
                        "            passOver(last, event);\n            return read(event);",
                        "            passOver(last, event);\n            return read(event) && read(event);",
                        1),
                new PlantedDefect(
                        "a lease has no end",
                        "internal/lease/LeaseSession",
                        "return lease == Lease.TAKEN || nowNanos - endNanos()",
                        "return lease == Lease.TAKEN && nowNanos - endNanos()",
                        16),
                new PlantedDefect(
                        "a term counts from its answer",
                        "internal/lease/LeaseSession",
                        "return now -> onRenewed(held, nowNanos);",
                        "return now -> onRenewed(held, now);",
                        158),
                new PlantedDefect(
                        "the store is not told who holds the run",
                        "internal/lease/LeaseAcquisition",
                        "store.open(run, grant.get().epoch()).orElse(null)",
                        "store.read(run).orElse(null)",
                        0),
                new PlantedDefect(
                        "a run that is held is asked for once",
                        "internal/lease/LeaseAcquisition",
                        "        becomeUnlessStopped(State.WAITING);",
                        "        becomeUnlessStopped(State.DONE);",
                        0),
                new PlantedDefect(
                        "a lost run is not taken again",
                        "internal/engine/ActiveRuns",
                        "            start(ready, run.deliveries, told(run, summary));",
                        "            registry.onEnd(ready, null);",
                        16),
                new PlantedDefect(
                        "a run that ended while a step of it was recorded goes on",
                        "internal/run/RunAudit",
                        "            if (ending.decided()) {",
                        "            if (ending.decided() && failure != null) {",
                        86),
                new PlantedDefect(
                        "an action is recorded after it happened",
                        "internal/run/RunAudit",
                        "context.audit().append(entry.build(), failure -> mailbox.post(now -> then.accept(failure)));",
                        "then.accept(null);\n        context.audit().append(entry.build(), failure -> {});",
                        10),
                new PlantedDefect(
                        "a control action that could not be recorded takes effect",
                        "internal/run/LaneCommands",
                        "        if (failure == null) {\n            // The run",
                        "        if (failure == null || asked.by == null) {\n            // The run",
                        56),
                new PlantedDefect(
                        "a pause takes effect before it is recorded",
                        "internal/run/LaneCommands",
                        "        } else if (!audit.active()) {",
                        "        } else if (!audit.active() || asked.action instanceof ControlAction.Pause) {",
                        16),
                new PlantedDefect(
                        "a run whose end could not be recorded ends nevertheless",
                        "internal/run/RunLane",
                        "        if (unrecorded != null) {",
                        "        if (unrecorded != null && ending.outcome().halt() != null) {",
                        347),
                new PlantedDefect(
                        "a halt does not wait for answers",
                        "internal/run/RunLane",
                        "(givenUp ? stream.awaited() > 0 : !stream.settled())",
                        "(!givenUp && !stream.settled())",
                        52),
                new PlantedDefect(
                        "a run completes without its retries",
                        "internal/run/RunLane",
                        "(givenUp ? stream.awaited() > 0 : !stream.settled())",
                        "(stream.awaited() > 0)",
                        4),
                new PlantedDefect(
                        "a READY is settled before its run is kept",
                        "internal/engine/ProducerEngine",
                        "                streaming.add(delivery);",
                        "                settlements.add(delivery, Settlement.DONE);",
                        139),
                new PlantedDefect(
                        "a second READY starts a second stream",
                        "internal/engine/RunRegistry",
                        "        if (known.active) {",
                        "        if (known.active && known.state == RunState.COMPLETED) {",
                        53),
                new PlantedDefect(
                        "reading ahead begins once",
                        "internal/source/ReadAhead",
                        "                filling.set(false);",
                        "                filling.set(sawClosed);\n"
                                + "                filling.compareAndSet(false, readyEvents.get() > 3);",
                        0),
                new PlantedDefect(
                        "the end is taken for done",
                        "internal/source/ReadAhead",
                        "return exhausted && ready.isEmpty();",
                        "return exhausted && readyEvents.get() <= 1;",
                        2),
                new PlantedDefect(
                        "a save that fails is not tried again",
                        "internal/tasks/RetryingTask",
                        "        running = false;\n        failures++;",
                        "        failures++;",
                        1),
                new PlantedDefect(
                        "sealed bytes are looked at once",
                        "internal/seal/VerifyingPartContent",
                        "if (!sealed.chunkIs(index, check, buffer.array(), from, length)) {",
                        "if (!sealed.chunkIs(index, check, buffer.array(), from, length) && length < 0) {",
                        52),
                new PlantedDefect(
                        "unfinished runs are not taken up",
                        "internal/engine/ProducerEngine",
                        "if (state.unfinished() || (haltedToo",
                        "if ((haltedToo",
                        12),
                new PlantedDefect(
                        "tallies forget what was before",
                        "internal/push/ReceiptTracker",
                        "        retries = from.retries();",
                        "        retries = 0;",
                        1),
                new PlantedDefect(
                        "a quarantine is told and not counted",
                        "internal/progress/OutcomeCounts",
                        "new OutcomeCounts(admitted, duplicate, quarantined + events, deadLettered);",
                        "new OutcomeCounts(admitted + events, duplicate, quarantined, deadLettered);",
                        3),
                new PlantedDefect(
                        "the last save is left out",
                        "internal/lease/LeaseSession",
                        "        ending = new Ending(last, then);",
                        "        ending = new Ending(last == null || last.cursor().events() < 3 ? last : null, then);",
                        0),
                new PlantedDefect(
                        "a conflict has no summary",
                        "internal/engine/ProducerEngine",
                        "            finish(ready, ready.runId(), refused);\n",
                        "",
                        0),
                new PlantedDefect(
                        "a sorted view is read as it comes",
                        "internal/view/ViewReader",
                        "if (!index.blockIs(block, check, stored, count)) {",
                        "if (index.size() < 0) {",
                        696),
                new PlantedDefect(
                        "a row is repeated where a sorted view is left",
                        "internal/order/OrderedRows",
                        "i < ofLastInstant; i++",
                        "i < ofLastInstant - 1; i++",
                        24),
                new PlantedDefect(
                        "a tick's events are due when it starts",
                        "internal/pace/Pacer",
                        "tsMicros - Math.floorMod(tsMicros, tickMicros) + tickMicros",
                        "tsMicros - Math.floorMod(tsMicros, tickMicros)",
                        0),
                new PlantedDefect(
                        "a gap is cut shorter than the limit",
                        "internal/pace/GapLimit",
                        "endNanos = nowNanos + longestNanos;",
                        "endNanos = nowNanos + longestNanos / 2;",
                        31),
                new PlantedDefect(
                        "a step lets one event too many leave",
                        "internal/run/StepPermit",
                        "        events = number;",
                        "        events = number + 1;",
                        28),
                new PlantedDefect(
                        "a step moves simulated time beyond its event",
                        "internal/pace/Pacer",
                        "schedule.restart(headSimMicros, pausedSinceNanos, speedup.billionths());",
                        "schedule.restart(headSimMicros + tickMicros + 1_000_000, pausedSinceNanos, speedup.billionths());",
                        265));
    }
}
