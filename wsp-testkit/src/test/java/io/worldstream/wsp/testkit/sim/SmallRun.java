package io.worldstream.wsp.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.CheckpointPolicy;
import io.worldstream.wsp.Ordering;
import io.worldstream.wsp.RunStatus;
import io.worldstream.wsp.RunSummary;
import io.worldstream.wsp.Speedup;
import io.worldstream.wsp.StreamListener;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.SurveyTrust;
import io.worldstream.wsp.WorldStreamProducer;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.LentEnvelope;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.testkit.InMemoryReadySource;
import io.worldstream.wsp.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of a few events whose every answer is a choice, with one crash somewhere. One thread. */
final class SmallRun implements IngressSink, StreamListener, RunLease {
    /** More events than this fail in no path: what is left is every combination of failures of this many. */
    private static final int MOST_FAILURES = 2;

    private static final int OUTCOMES = 3;

    private final SimWorld world;
    private final Choices choices;
    private final StreamPolicy policy;
    private final ManualClock clock = new ManualClock();
    private final SimDisk disk = new SimDisk();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final List<Out> out = new ArrayList<>();
    private final BitSet atTheGate = new BitSet();
    private final BitSet answered = new BitSet();
    private final BitSet triedBefore = new BitSet();
    private @Nullable RunSummary summary;
    private boolean crashed;
    private int failures;
    private long epoch;
    private int firstOfProcess = -1;

    SmallRun(SimWorld world, int window, Choices choices) {
        this.world = world;
        this.choices = choices;
        policy = StreamPolicy.builder()
                .speedup(Speedup.MAX)
                .maxInFlight(window)
                .ordering(Ordering.NONE)
                .checkpoint(new CheckpointPolicy(1, Duration.ofMillis(1), Duration.ZERO))
                .surveyTrust(SurveyTrust.SURVEY)
                .build();
    }

    /** Runs it along a path, to its end. */
    void run() {
        bus.publish(world.messageId(), world.readyMessage());
        WorldStreamProducer producer = start();
        while (summary == null) {
            turn(producer);
            if (summary == null && out.isEmpty()) {
                clock.advanceNanos(Math.max(producer.nanosToNextWork(), 1));
            } else if (summary == null && step()) {
                bus.restart();
                producer = start();
            }
        }
        assertThat(summary.status()).as("%s", choices).isEqualTo(RunStatus.COMPLETED);
        assertThat(atTheGate.cardinality()).as("at the gate, %s", choices).isEqualTo(world.size());
        assertThat(String.valueOf(summary.streamDigest()))
                .as("%s", choices)
                .isEqualTo(world.streamDigest(world.size()));
        assertThat(summary.events().settled()).as("%s", choices).isEqualTo(world.size());
    }

    /** Answers one of those that are out, or crashes; true for a crash. */
    private boolean step() {
        int answers = crashed ? 1 : out.size();
        int choice = choices.among(answers + (crashed ? 0 : 2));
        if (choice >= answers) {
            crashed = true;
            if (choice > answers) {
                out.forEach(each -> atTheGate.set(each.place));
            }
            out.clear();
            firstOfProcess = -1;
            return true;
        }
        Out one = out.remove(choice);
        boolean mayFail = !crashed && failures < MOST_FAILURES && !triedBefore.get(one.place);
        triedBefore.set(one.place);
        int outcome = mayFail ? choices.among(OUTCOMES) : 0;
        failures += outcome == 0 ? 0 : 1;
        one.callback.onOutcome(
                switch (outcome) {
                    case 0 -> decide(one);
                    case 1 -> lose(one);
                    default -> new PushOutcome.Unavailable("503", null);
                });
        return false;
    }

    private PushOutcome decide(Out one) {
        boolean known = atTheGate.get(one.place);
        atTheGate.set(one.place);
        answered.set(one.place);
        Receipt receipt = new Receipt(
                world.event(one.place).id(), null, List.of(), List.of(), new Receipt.BusPosition("t", "0", "0"));
        return new Decided(known ? Decision.DUPLICATE : Decision.ADMIT, receipt);
    }

    private PushOutcome lose(Out one) {
        atTheGate.set(one.place);
        return new PushOutcome.Unknown("answer lost");
    }

    private void turn(WorldStreamProducer producer) {
        int turns = 0;
        while (producer.doWork() > 0) {
            assertThat(++turns).as("turns, %s", choices).isLessThan(1_000);
        }
    }

    private WorldStreamProducer start() {
        return WorldStreamProducer.builder()
                .readySource(bus)
                .oracle(world.reader())
                .catalogue(world.catalogue())
                .ingress(this)
                .policy(policy)
                .listener(this)
                .clock(clock)
                .surveyStore(world.surveys())
                .checkpoints(disk, this)
                .jitterSeed(1)
                .build();
    }

    @Override
    public void push(LentEnvelope envelope, PushCallback callback) {
        int place = world.place(envelope.eventId().value());
        assertThat(envelope.bytes().duplicate())
                .as("event %d, %s", place, choices)
                .isEqualTo(world.event(place).envelope());
        if (firstOfProcess < 0) {
            firstOfProcess = place;
            assertThat(answered.nextClearBit(0)).as("I8, %s", choices).isGreaterThanOrEqualTo(place);
        }
        out.add(new Out(place, callback));
        assertThat(out.size()).as("I12, %s", choices).isLessThanOrEqualTo(policy.maxInFlight());
    }

    @Override
    public void onFinished(RunSummary finished) {
        assertThat(summary).as("I13, %s", choices).isNull();
        summary = finished;
    }

    @Override
    public Optional<Grant> acquire(RunId run) {
        return Optional.of(new Always(++epoch));
    }

    @Override
    public Optional<String> holder(RunId run) {
        return Optional.empty();
    }

    @Override
    public void close() {}

    private record Out(int place, PushCallback callback) {}

    private record Always(long epoch) implements Grant {
        @Override
        public Duration term() {
            return Duration.ofDays(1);
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void release() {}
    }
}
