package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.sim.SimOutcomes.Meaning;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a run by one process, from its first push to its summary, checked against the invariants. One thread.
 */
final class SimLane {
    private final SimWorld world;
    private final SimOptions.Push options;
    /** If true, a quarantined event counts as settled only once its record is durable. */
    private final boolean recordsQuarantine;

    private final SimChecks checks;
    private final SimPace pace;
    private final int[] attempts;
    private final int[] unsure;
    private final BitSet out = new BitSet();
    /** Events whose ambiguous retries are spent. */
    private final BitSet spent = new BitSet();

    private final BitSet settled = new BitSet();
    private final Map<Meaning, Integer> tally = new EnumMap<>(Meaning.class);
    private final @Nullable EventCounts from;
    private int first = -1;
    private int next;
    private int pushed;
    private int retries;
    private int deadLettered;
    private boolean ended;

    /**
     * @param from the run's event counts when the stream began, or null if only the process knows them
     * @param pace the pace, with earlier commands applied
     */
    SimLane(SimSetting setting, @Nullable EventCounts from, SimPace pace) {
        this.world = setting.world();
        this.options = setting.options().push();
        this.recordsQuarantine = setting.options().hosts().durable();
        this.checks = setting.checks();
        this.from = from;
        this.pace = pace;
        if (from != null) {
            begin((int) from.pushed());
        }
        pace.start(Math.max(first, 0), setting.time().nowNanos());
        attempts = new int[world.size()];
        unsure = new int[world.size()];
    }

    SimPace pace() {
        return pace;
    }

    private void begin(int place) {
        first = place;
        next = place;
        checks.onBegin(place);
    }

    boolean ended() {
        return ended;
    }

    /** Called when an envelope is pushed; returns the event's place, or -1 if the world has no such event. */
    int onPush(EnvelopeView envelope, long nowNanos) {
        int place = world.place(envelope.eventId().value());
        if (place < 0) {
            checks.broken("I5", "the envelope is of no event of the plan: " + envelope.eventId());
            return place;
        }
        if (ended) {
            checks.broken("I7", "event " + place + " was pushed by a stream that has ended");
        }
        sameBytes(place, envelope);
        if (out.get(place)) {
            checks.broken("I5", "event " + place + " was pushed while it was in flight");
        }
        out.set(place);
        if (out.cardinality() > options.window()) {
            checks.broken("I12", out.cardinality() + " events are in flight, the window is " + options.window());
        }
        if (settled.get(place)) {
            checks.broken("I5", "event " + place + " was pushed after its terminal answer");
        }
        if (spent.get(place)) {
            checks.broken("I5", "event " + place + " was pushed after its ambiguous retries");
        }
        if (envelope.attempt() != ++attempts[place]) {
            checks.broken(
                    "I5", "event " + place + " has attempt number " + envelope.attempt() + ", not " + attempts[place]);
        }
        if (attempts[place] == 1) {
            onFirstPush(place, nowNanos);
        } else {
            retries++;
        }
        return place;
    }

    /** Checks the bytes of an event while they are lent (I4, I5). */
    void sameBytes(int place, EnvelopeView envelope) {
        if (!envelope.bytes().duplicate().rewind().equals(world.event(place).envelope())) {
            checks.broken("I4", "the envelope of event " + place + " is not the one that was previewed");
        }
    }

    private void onFirstPush(int place, long nowNanos) {
        pushed++;
        if (first < 0) {
            begin(place);
            if (place > 0) {
                pace.isNotKnown();
            }
        }
        if (!pace.onPush(place, nowNanos)) {
            checks.broken("I1", "event " + place + " was pushed before it was due");
        }
        if (options.ordering() == Ordering.PER_KEY) {
            orderOfFlow(place);
            return;
        }
        if (pace.leftInPause()) {
            checks.broken("I1", "event " + place + " was pushed while the stream was paused");
        }
        if (place != next) {
            checks.broken("I6", "event " + place + " was pushed although event " + next + " is next");
        }
        next = place + 1;
        if (options.ordering() == Ordering.GLOBAL && out.cardinality() > 1) {
            checks.broken("I6", "event " + place + " was pushed while another was in flight");
        }
    }

    private void orderOfFlow(int place) {
        if (place < first) {
            checks.broken(
                    "I6",
                    "event " + place + " was pushed, but is before event " + first + ", with which the stream began");
        }
        int flow = world.event(place).flow();
        for (int before = first; before < place; before++) {
            if (world.event(before).flow() == flow && !settled.get(before)) {
                checks.broken(
                        "I6", "event " + place + " was pushed before event " + before + " of its flow was settled");
            }
        }
    }

    /** Called when the host passes over an event that has a dead letter. */
    void onDeadLettered(int place) {
        if (settled.get(place)) {
            checks.broken("I7", "event " + place + " was dead-lettered after its terminal answer");
        }
        settled.set(place);
        deadLettered++;
        checks.mustBeEvident(place);
    }

    /** Called when a host with durable state settles a quarantined event, whose record is durable by then. */
    void onQuarantined(int place) {
        tally.merge(Meaning.QUARANTINED, 1, Integer::sum);
        settled.set(place);
        checks.mustHaveQuarantineRecord(place);
    }

    /** Called when a host receives an answer. */
    void onAnswer(int place, PushOutcome outcome) {
        out.clear(place);
        Meaning meaning = SimOutcomes.of(world.event(place).id(), outcome);
        if (meaning == Meaning.DOUBTED && unsure[place]++ >= options.ambiguousRetries()) {
            spent.set(place);
        }
        if (meaning == Meaning.UNSURE) {
            boolean once = unsure[place]++ < options.ambiguousRetries();
            meaning = once ? Meaning.RETRY : Meaning.QUARANTINED;
            if (!once) {
                checks.onQuarantined(place);
            }
        }
        if (meaning == Meaning.QUARANTINED && recordsQuarantine) {
            checks.onAnswered(place);
        } else if (meaning.terminal()) {
            tally.merge(meaning, 1, Integer::sum);
            settled.set(place);
            checks.onAnswered(place);
        }
    }

    /** Called when the stream is reported as stopped: it ends without a summary. */
    void onStopped() {
        if (!ended && !out.isEmpty()) {
            checks.broken("I7", "the stream is reported as stopped while events " + out + " were in flight");
        }
        ended = true;
    }

    /** Called when the stream is reported as ended. */
    void onSummary(RunSummary summary) {
        ended = true;
        if (!out.isEmpty()) {
            checks.broken("I7", "the stream is reported as ended while events " + out + " were in flight");
        }
        int prefix = prefix();
        EventCounts counts = summary.events();
        if (summary.status() == ReadyDisposition.COMPLETED) {
            checks.onCompleted();
            if (counts.planned() != world.size() || counts.settled() != world.size()) {
                checks.broken("I7", "a complete run of " + world.size() + " events is reported with " + counts);
            }
        }
        Hex64 digest = summary.streamDigest();
        if (first >= 0 && digest != null && !digest.value().equals(world.streamDigest(prefix))) {
            checks.broken("I8", "the digest of the settled prefix is not that of the first " + prefix + " events");
        }
        if (from == null) {
            return;
        }
        EventCounts expected = EventCounts.builder()
                .planned(counts.planned())
                .pushed(from.pushed() + pushed)
                .admitted(from.admitted() + tally.getOrDefault(Meaning.ADMITTED, 0))
                .duplicate(from.duplicate() + tally.getOrDefault(Meaning.DUPLICATE, 0))
                .quarantined(from.quarantined() + tally.getOrDefault(Meaning.QUARANTINED, 0))
                .deadLettered(from.deadLettered() + deadLettered)
                .retries(from.retries() + retries)
                .collapsed(counts.collapsed())
                .badRows(counts.badRows())
                .build();
        if (!counts.equals(expected)) {
            checks.broken("I13", "the summary counts " + counts + ", not " + expected);
        }
    }

    /** Returns the number of events before the first one without a terminal answer to this stream. */
    private int prefix() {
        return first < 0 ? 0 : settled.nextClearBit(first);
    }

    /** Describes events in flight and waiting, for a report. */
    @Override
    public String toString() {
        return "from " + first + ", pushed " + pushed + ", settled up to " + prefix() + ", in flight " + out;
    }
}
