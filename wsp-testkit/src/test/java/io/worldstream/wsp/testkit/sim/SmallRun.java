package io.worldstream.wsp.testkit.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.report.StreamEvent;
import io.worldstream.wsp.report.StreamListener;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.ManualClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One process with a run of a few events: what happens next is a choice, between its turns and the tasks beside them. The time
 * of day stands still, so that what is left behind says nothing of when. One thread.
 */
final class SmallRun implements IngressSink, StreamListener {
    private static final int ENDLESS = 1_000;
    private static final byte UNANSWERED = '-';
    /** From the first failure to the next. */
    private static final long LONGEST_NANOS = 1 << 16;

    private final SmallSetting setting;
    private final SmallRuns all;
    private final Choices choices;
    private final SimWorld world;
    private final boolean first;
    private final ManualClock clock = new ManualClock();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final SmallDisk disk;
    private final Queue<Runnable> beside = new ArrayDeque<>();
    private final List<Out> out = new ArrayList<>();
    /** Places, by the time of their retry. */
    private final List<Integer> waiting = new ArrayList<>();

    private final byte[] tries;
    private final byte[] answers;
    private final int startedAt;
    private int atTheGate;
    private int failed;
    private int failures;
    private int taken;
    private int saving = -1;
    private @Nullable RunSummary summary;

    /**
     * @param left by the process before
     * @param process its number, from 1; only the first ends by a crash
     */
    SmallRun(SmallSetting setting, SmallRuns all, Remains left, int process, Choices choices) {
        this.setting = setting;
        this.all = all;
        this.choices = choices;
        world = setting.world();
        first = process == 1;
        disk = new SmallDisk(world, left, process, this::check);
        startedAt = left.cursor();
        taken = startedAt;
        atTheGate = left.atTheGate();
        failed = left.failed();
        tries = new byte[world.size()];
        answers = new byte[world.size()];
        Arrays.fill(answers, UNANSWERED);
    }

    /** Runs it along a path: to its end, or to where a path was that went on from there before. */
    void run() {
        bus.publish(world.messageId(), world.readyMessage());
        WorldStreamProducer producer = start();
        turn(producer);
        while (summary == null && !(choices.atItsEnd() && all.knows(memory()))) {
            step(producer);
            turn(producer);
        }
        if (summary != null) {
            check(summary);
        }
    }

    private void check(RunSummary end) {
        assertThat(atTheGate).as("at the gate, %s", this).isEqualTo((1 << world.size()) - 1);
        assertThat(bus.settlement(world.messageId())).as("READY, %s", this).isPresent();
        if (startedAt == world.size() && end.status() == ReadyDisposition.DUPLICATE) {
            return;
        }
        assertThat(end.status()).as("%s", this).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(String.valueOf(end.streamDigest())).as("%s", this).isEqualTo(world.streamDigest(world.size()));
        assertThat(end.events().settled()).as("settled, %s", this).isEqualTo(world.size());
        check(end.events());
    }

    /** Checks that a saved record covers answered events only, and counts them by their answers (I8). */
    private void check(LedgerEntry saved) {
        int cursor = (int) saved.events().settled();
        assertThat(cursor).as("I8: the cursor, %s", this).isBetween(disk.cursor(), firstUnanswered());
        if (saved.streamDigest() != null) {
            assertThat(saved.streamDigest().value())
                    .as("I8: the digest, %s", this)
                    .isEqualTo(world.streamDigest(cursor));
        }
        check(saved.events());
    }

    private void check(EventCounts counts) {
        long admitted = disk.before().admitted();
        long retries = disk.before().retries();
        for (int place = startedAt; place < counts.settled(); place++) {
            admitted += answers[place] == 'A' ? 1 : 0;
            retries += tries[place] - 1;
        }
        assertThat(counts.admitted()).as("I13: admitted, %s", this).isEqualTo(admitted);
        assertThat(counts.retries()).as("I13: retries, %s", this).isEqualTo(retries);
    }

    /**
     * One thing happens: an answer of one of three kinds, a save that is done, or the time of the next retry, or of the
     * next event where backpressure spaces them.
     */
    private void step(WorldStreamProducer producer) {
        List<Runnable> possible = new ArrayList<>();
        for (Out one : out) {
            possible.add(() -> answer(one, decide(one.place)));
        }
        for (Out one : out) {
            if ((failed & 1 << one.place) == 0) {
                possible.add(() -> fail(one, lose(one.place)));
                possible.add(() -> fail(one, new PushOutcome.Unavailable("503", null)));
            }
        }
        if (!beside.isEmpty()) {
            possible.add(this::nextBeside);
        }
        boolean spaced = possible.isEmpty();
        if ((spaced || !waiting.isEmpty()) && producer.nanosToNextWork() <= SmallSetting.RETRY.toNanos()) {
            possible.add(() -> clock.advanceMonotonicNanos(producer.nanosToNextWork()));
        }
        assertThat(possible).as("what may happen, %s", this).isNotEmpty();
        possible.get(choices.among(possible.size())).run();
    }

    private void answer(Out one, PushOutcome outcome) {
        out.remove(one);
        one.callback.onOutcome(outcome);
    }

    private void fail(Out one, PushOutcome outcome) {
        // Ever less, so that a retry is never due by the failures of others, but only when it is chosen that time
        // passes.
        clock.advanceMonotonicNanos(LONGEST_NANOS >> failures++);
        failed |= 1 << one.place;
        waiting.add(one.place);
        answer(one, outcome);
    }

    private PushOutcome decide(int place) {
        boolean known = (atTheGate & 1 << place) != 0;
        atTheGate |= 1 << place;
        answers[place] = (byte) (known ? 'D' : 'A');
        Receipt receipt = new Receipt(
                world.event(place).id(), null, List.of(), List.of(), new Receipt.BusPosition("t", "0", "0"));
        return new Decided(known ? Decision.DUPLICATE : Decision.ADMIT, receipt);
    }

    private PushOutcome lose(int place) {
        atTheGate |= 1 << place;
        return new PushOutcome.Unknown("answer lost");
    }

    /** Turns until nothing is left to do but what is a choice. */
    private void turn(WorldStreamProducer producer) {
        for (int turns = 0; turns < ENDLESS; turns++) {
            boolean idle = producer.doWork() == 0;
            crashes();
            boolean chosen = setting.saves() == SmallSetting.Saves.SLOW && !out.isEmpty();
            if (!beside.isEmpty() && !chosen) {
                nextBeside();
            } else if (idle) {
                // Events waiting for their flow take no room: if room is left, all events have been read.
                taken = out.size() + waiting.size() < setting.widest() ? world.size() : taken;
                saving = beside.isEmpty() ? -1 : saving < 0 ? firstUnanswered() : saving;
                return;
            }
        }
        throw new AssertionError("it works without end, " + this);
    }

    private void nextBeside() {
        beside.remove().run();
        saving = -1;
        crashes();
    }

    /** The process could end here; of what is out, the gate may have taken any. */
    private void crashes() {
        if (!first || !choices.atItsEnd() || bus.settlement(world.messageId()).isPresent()) {
            return;
        }
        int unknown = 0;
        for (Out one : out) {
            unknown |= 1 << one.place & ~atTheGate;
        }
        int mayNot = setting.failures() == SmallSetting.Failures.ALWAYS ? failed : (1 << world.size()) - 1;
        for (int took = unknown; ; took = took - 1 & unknown) {
            all.crash(disk.remains(atTheGate | took, mayNot));
            if (took == 0) {
                return;
            }
        }
    }

    /** All that what happens next may depend on. */
    private Object memory() {
        int outNow = 0;
        for (Out one : out) {
            outNow |= 1 << one.place;
        }
        String story = new String(tries, ISO_8859_1) + new String(answers, ISO_8859_1);
        // The record already covers the saved events.
        story = story.substring(disk.cursor(), tries.length) + story.substring(tries.length + disk.cursor());
        return List.of(disk.remains(atTheGate, failed), first, outNow, List.copyOf(waiting), taken, saving, story);
    }

    private int firstUnanswered() {
        int place = startedAt;
        while (place < answers.length && answers[place] != UNANSWERED) {
            place++;
        }
        return place;
    }

    private WorldStreamProducer start() {
        return WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(world.reader())
                .catalogue(world.catalogue())
                .ingress(this)
                .policy(setting.policy())
                .listener(this)
                .clock(clock)
                .surveyStore(world.surveys())
                .checkpoints(disk, disk)
                .background(beside::add)
                .jitterSeed(1)
                .build();
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        int place = world.place(envelope.eventId().value());
        assertThat(envelope.bytes().duplicate())
                .as("event %d, %s", place, this)
                .isEqualTo(world.event(place).envelope());
        assertThat(answers[place]).as("I7: event %d again, %s", place, this).isEqualTo(UNANSWERED);
        assertThat(place).as("I8: resumed, %s", this).isGreaterThanOrEqualTo(startedAt);
        assertThat(envelope.attempt()).as("I5: tries, %s", this).isEqualTo(++tries[place]);
        assertThat(tries[place] == 2).as("a retry, %s", this).isEqualTo(waiting.remove((Object) place));
        for (int before = startedAt; before < place; before++) {
            boolean same = setting.ordering() == Ordering.GLOBAL
                    || (setting.ordering() == Ordering.PER_KEY
                            && world.event(before).flow() == world.event(place).flow());
            assertThat(setting.ordering() == Ordering.PER_KEY || tries[before] > 0)
                    .as("I6: %d left before %d, %s", place, before, this)
                    .isTrue();
            if (same) {
                assertThat(answers[before])
                        .as("I6: %d before %d, %s", before, place, this)
                        .isNotEqualTo(UNANSWERED);
            }
        }
        out.add(new Out(place, callback));
        taken = Math.max(taken, place + 1);
        assertThat(out.size()).as("I12, %s", this).isLessThanOrEqualTo(setting.widest());
    }

    @Override
    public void onFinished(StreamEvent.Finished event) {
        assertThat(summary).as("I13, %s", this).isNull();
        summary = event.summary();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return setting + ", resumed at " + startedAt + ", choices " + choices;
    }

    private record Out(int place, PushCallback callback) {}
}
