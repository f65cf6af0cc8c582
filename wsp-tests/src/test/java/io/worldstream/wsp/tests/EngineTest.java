package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.Lateness;
import io.worldstream.wsp.report.LatenessCause;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunProgress.Phase;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine from READY to the sink, step by step under a manual clock. */
class EngineTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final List<RecordingSink> sinks = new ArrayList<>();
    private final List<SteppedProducer> producers = new ArrayList<>();

    @AfterEach
    void everyoneKeptTheRules() {
        producers.forEach(SteppedProducer::close);
        sinks.forEach(sink -> assertThat(sink.violations()).isEmpty());
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private RecordingSink sink(UnaryOperator<RecordingSink.Builder> settings) {
        RecordingSink sink = settings.apply(RecordingSink.builder()).build();
        sinks.add(sink);
        return sink;
    }

    private SteppedProducer producer(World world, RecordingSink sink, StreamPolicy policy) {
        SteppedProducer producer = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy);
        producers.add(producer);
        return producer;
    }

    private static StreamPolicy atSpeed(String speed) {
        return StreamPolicy.defaults().withSpeedup(Speedup.of(speed));
    }

    private static Hex64 digestOf(List<RecordedPush> pushes) {
        StreamDigest digest = new StreamDigest();
        pushes.forEach(push -> digest.add(HexFormat.of().parseHex(push.eventId().value())));
        return digest.value();
    }

    private static Lateness.Distribution latenessBy(RunSummary summary, LatenessCause cause) {
        return Objects.requireNonNull(summary.lateness().byCause().get(cause), cause::toString);
    }

    @Test
    void aWorldIsStreamedInEventTime() {
        World world = Trades.world(4, 10_000).putInto(oracle);
        RecordingSink sink = sink(s -> s.window(1));
        SteppedProducer wsp = producer(world, sink, atSpeed("10"));
        world.announceOn(bus);
        wsp.turn();
        assertThat(sink.pushes()).as("the first event is due at once").hasSize(1);
        for (int sent = 1; sent < 4; sent++) {
            wsp.turnAfter(SECOND.minusNanos(1));
            assertThat(sink.pushes()).as("I1: a nanosecond early").hasSize(sent);
            wsp.turnAfter(Duration.ofNanos(1));
            assertThat(sink.pushes()).hasSize(sent + 1);
        }
        RunSummary summary = wsp.heard.only();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.reason()).isNull();
        assertThat(summary.events())
                .isEqualTo(
                        EventCounts.builder().planned(4).pushed(4).admitted(4).build());
        assertThat(summary.streamDigest()).isEqualTo(digestOf(sink.pushes()));
        assertThat(summary.planDigest()).isEqualTo(wsp.heard.planned.get(0).digest());
        assertThat(summary.firstEventTime()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(summary.lastEventTime()).isEqualTo(Instant.parse("2026-01-01T00:00:30Z"));
        assertThat(summary.speed()).isEqualTo(Speedup.of("10"));
        assertThat(summary.achievedSpeed()).isEqualTo(10.0);
        assertThat(summary.lateness().total()).isEqualTo(Lateness.Distribution.of(4, 0, 0, 0));
        assertThat(wsp.heard.started)
                .containsExactly(EventCounts.builder().planned(4).build());
    }

    @Test
    void aWindowThatBeginsBeforeTheFirstEventIsWaitedThrough() {
        Instant first = Instant.ofEpochMilli(Trades.FIRST_MILLIS);
        World world = Trades.world(4, 1000)
                .trafficWindow(first.minusSeconds(5), first.plusSeconds(2))
                .putInto(oracle);
        RecordingSink sink = sink(s -> s);
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        world.announceOn(bus);
        wsp.turn();
        wsp.pass(Duration.ofSeconds(5).minusNanos(1));
        assertThat(sink.pushes()).isEmpty();
        wsp.pass(Duration.ofNanos(1));
        assertThat(sink.pushes()).hasSize(1);
        wsp.runToEnd();
        assertThat(wsp.heard.only().events())
                .isEqualTo(
                        EventCounts.builder().planned(2).pushed(2).admitted(2).build());
    }

    @Test
    void anEmptyWorldCompletesAtOnce() {
        World world = Trades.world(PartRows.of(), PartRows.of("")).putInto(oracle);
        SteppedProducer wsp = producer(world, sink(s -> s), atSpeed("1"));
        world.announceOn(bus);
        wsp.turn();
        RunSummary summary = wsp.heard.only();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events()).isEqualTo(EventCounts.NONE);
        assertThat(summary.streamDigest()).isEqualTo(new StreamDigest().value());
        assertThat(summary.firstEventTime()).isNull();
        assertThat(summary.achievedSpeed()).isNull();
    }

    @Test
    void aPauseHoldsTimeAndBringsNoBurst() {
        World world = Trades.world(4, 1000).putInto(oracle);
        RecordingSink sink = sink(s -> s);
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        world.announceOn(bus);
        wsp.pass(Duration.ofMillis(1500));
        assertThat(sink.pushes()).hasSize(2);

        wsp.control(world).pause();
        wsp.pass(Duration.ofHours(1));
        assertThat(sink.pushes()).hasSize(2);
        assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.PAUSED);

        wsp.control(world).resume();
        wsp.turn();
        assertThat(wsp.control(world).progress().phase()).isEqualTo(Phase.STREAMING);
        wsp.pass(Duration.ofMillis(500).minusNanos(1));
        assertThat(sink.pushes()).hasSize(2);
        wsp.pass(Duration.ofNanos(1));
        assertThat(sink.pushes()).hasSize(3);
        wsp.runToEnd();
        assertThat(wsp.heard.only().lateness().total().maxMicros()).isZero();
    }

    @Test
    void whatIsInFlightIsFinishedDuringAPause() {
        World world = Trades.world(2, 1000).putInto(oracle);
        RecordingSink sink = sink(s -> s.holdAll());
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        world.announceOn(bus);
        wsp.turn();
        wsp.control(world).pause();
        wsp.turn();
        sink.complete(sink.held().get(0), new PushOutcome.Unavailable("503", null));
        wsp.pass(SECOND);
        assertThat(sink.pushes()).as("a retry is not a release").hasSize(2);
        sink.completeAll();
        wsp.pass(SECOND);
        assertThat(wsp.control(world).progress().events().settled()).isEqualTo(1);
        assertThat(sink.pushes()).hasSize(2);
        wsp.control(world).resume();
        wsp.pass(SECOND);
        sink.completeAll();
        wsp.turn();
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void aChangeOfSpeedMovesTheEventThatWaits() {
        World world = Trades.world(3, 10_000).putInto(oracle);
        RecordingSink sink = sink(s -> s);
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(5));
        wsp.control(world).changeSpeed(Speedup.of("5"));
        wsp.pass(SECOND.minusNanos(1));
        assertThat(sink.pushes()).hasSize(1);
        wsp.pass(Duration.ofNanos(1));
        assertThat(sink.pushes()).hasSize(2);
        assertThat(wsp.control(world).progress().speed()).isEqualTo(Speedup.of("5"));
        wsp.control(world).changeSpeed(Speedup.MAX);
        wsp.turn();
        assertThat(sink.pushes()).hasSize(3);
        assertThat(wsp.heard.only().speed()).isEqualTo(Speedup.MAX);
    }

    @Test
    void aRunCanBePausedBeforeItsFirstEvent() {
        World world = Trades.world(2, 1000).putInto(oracle);
        RecordingSink sink = sink(s -> s);
        StreamPolicy policy = atSpeed("1");
        SteppedProducer wsp = producer(world, sink, policy);
        Instant before = Instant.ofEpochMilli(Trades.FIRST_MILLIS).minusSeconds(1);
        World waiting = Trades.world(2, 1000)
                .trafficWindow(before, before.plusSeconds(60))
                .putInto(oracle);
        waiting.announceOn(bus);
        wsp.turn();
        wsp.control(waiting).pause();
        wsp.pass(Duration.ofSeconds(10));
        assertThat(sink.pushes()).isEmpty();
        wsp.control(waiting).resume();
        wsp.turn();
        wsp.pass(SECOND.minusNanos(1));
        assertThat(sink.pushes()).isEmpty();
        wsp.runToEnd();
        assertThat(sink.pushes()).hasSize(2);
    }

    @Test
    void aSlowGateIsNamedAsTheCauseOfLateness() {
        World world = Trades.world(3, 1000).putInto(oracle);
        RecordingSink sink = sink(s -> s.holdAll().window(1));
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        world.announceOn(bus);
        wsp.turn();
        wsp.pass(Duration.ofMillis(1250));
        sink.completeAll();
        wsp.turn();
        assertThat(sink.pushes()).hasSize(2);
        sink.completeAll();
        wsp.pass(SECOND.minusNanos(1));
        assertThat(sink.pushes()).as("coupled: the gap keeps its shape").hasSize(2);
        wsp.pass(Duration.ofNanos(1));
        sink.completeAll();
        wsp.turn();
        RunSummary summary = wsp.heard.only();
        assertThat(summary.lateness().total().maxMicros()).isEqualTo(250_000);
        assertThat(latenessBy(summary, LatenessCause.WINDOW_FULL).maxMicros()).isEqualTo(250_000);
        assertThat(summary.lateness().byCause()).containsOnlyKeys(LatenessCause.WINDOW_FULL);
    }

    @Test
    void aGateThatFailsIsNamedAsTheCauseOfLateness() {
        World world = Trades.world(2, 10).putInto(oracle);
        RecordingSink sink = sink(s ->
                s.script((push, usual) -> push.attempt() < 3 ? new PushOutcome.Throttled("429", SECOND) : usual.get()));
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        RunSummary summary = wsp.run(world, bus);
        assertThat(summary.events())
                .isEqualTo(EventCounts.builder()
                        .planned(2)
                        .pushed(2)
                        .admitted(2)
                        .retries(4)
                        .build());
        assertThat(summary.lateness().total().maxMicros()).isEqualTo(1_990_000);
        assertThat(latenessBy(summary, LatenessCause.RETRY).maxMicros()).isEqualTo(1_990_000);
        assertThat(summary.lateness().byCause()).containsOnlyKeys(LatenessCause.RETRY);
    }

    @Test
    void aLateWakeUpIsNamedAsTheCauseOfLateness() {
        World world = Trades.world(2, 1000).putInto(oracle);
        SteppedProducer wsp = producer(world, sink(s -> s), atSpeed("1"));
        world.announceOn(bus);
        wsp.turn();
        wsp.turnAfter(Duration.ofMillis(1003));
        RunSummary summary = wsp.heard.only();
        assertThat(latenessBy(summary, LatenessCause.WAIT_OVERSHOOT).maxMicros())
                .isEqualTo(3_000);
        assertThat(summary.lateness().byCause()).containsOnlyKeys(LatenessCause.WAIT_OVERSHOOT);
    }

    @Test
    void theRateCapWaitsAndDropsNothing() {
        World world = Trades.world(11, 0).putInto(oracle);
        RecordingSink sink = sink(s -> s);
        SteppedProducer wsp = producer(
                world,
                sink,
                atSpeed("1")
                        .withPacing(pacing -> pacing.withRateCap(BigDecimal.TEN))
                        .withPush(push -> push.withMaxInFlight(4)));
        world.announceOn(bus);
        for (int sent = 1; sent <= 11; sent++) {
            wsp.turn();
            assertThat(sink.pushes()).hasSize(sent);
            wsp.pass(POLL.minusNanos(1));
            assertThat(sink.pushes()).as("never more than the cap").hasSize(sent);
            wsp.pass(Duration.ofNanos(1));
        }
        RunSummary summary = wsp.heard.only();
        assertThat(summary.events().admitted()).isEqualTo(11);
        assertThat(summary.lateness().byCause()).containsOnlyKeys(LatenessCause.RATE_CAP);
    }

    @Test
    void catchingUpIsBounded() {
        World world = Trades.world(20, 1000).putInto(oracle);
        RecordingSink sink = sink(s -> s.holdWhen(push -> push.number() == 1));
        SteppedProducer wsp = producer(
                world, sink, atSpeed("1").withPacing(pacing -> pacing.withLatePolicy(LatePolicy.of("catch-up(2)"))));
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(5));
        sink.completeAll();
        wsp.turn();
        assertThat(sink.pushes()).as("no burst").hasSize(2);
        wsp.pass(Duration.ofMillis(500));
        assertThat(sink.pushes()).hasSize(3);
        wsp.pass(Duration.ofSeconds(12));
        wsp.turn();
        assertThat(sink.pushes()).as("back on its schedule").hasSize(18);
    }

    @Test
    void theWallTimeOfTheFirstPushIsStampedAndKeptInRetries() {
        World world = Trades.world(2, 1000).putInto(oracle);
        RecordingSink sink = sink(
                s -> s.script((push, usual) -> push.number() == 1 ? new PushOutcome.Unknown("reset") : usual.get()));
        SteppedProducer wsp =
                producer(world, sink, atSpeed("1").withEnvelope(envelope -> envelope.withStampEmittedAt(true)));
        wsp.clock.setWallTime(Instant.parse("2026-03-04T05:06:07.123456789Z"));
        world.announceOn(bus);
        wsp.turn();
        wsp.runToEnd();
        assertThat(sink.pushes()).hasSize(3);
        String stamp = "\"emitted_at_utc\":\"2026-03-04T05:06:07.123456Z\"";
        assertThat(sink.pushes().get(0).envelope()).contains(stamp);
        assertThat(sink.pushes().get(1).envelope())
                .isEqualTo(sink.pushes().get(0).envelope());
        assertThat(sink.pushes().get(2).envelope())
                .contains("\"emitted_at_utc\":\"2026-03-04T05:06:08.123456Z\"")
                .contains("\"ts_utc\":\"2026-01-01T00:00:01.000000Z\"");
    }

    @Test
    void withoutTheSettingNothingIsStamped() {
        World world = Trades.world(1, 0).putInto(oracle);
        RecordingSink sink = sink(s -> s);
        producer(world, sink, atSpeed("1")).run(world, bus);
        assertThat(sink.pushes().get(0).envelope()).doesNotContain("emitted_at_utc");
    }

    /** I7: many in flight, answered in any order, some of them only after retries. */
    @Test
    void nothingIsLostWhenAnswersComeOutOfOrder() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            InMemoryReadySource ownBus = new InMemoryReadySource();
            World world = Trades.world(300, 1).putInto(oracle);
            RecordingSink sink = sink(s -> s.holdAll().window(8));
            SteppedProducer wsp = new SteppedProducer(
                    ownBus,
                    oracle,
                    world.catalogue(),
                    sink,
                    atSpeed("max").withPush(push -> push.withMaxInFlight(8).withBackpressure(Backpressure.FIXED)));
            world.announceOn(ownBus);
            wsp.turn();
            while (wsp.active()) {
                List<RecordedPush> held = new ArrayList<>(sink.held());
                Collections.shuffle(held, random);
                for (RecordedPush push : held.subList(0, Math.min(held.size(), 1 + random.nextInt(8)))) {
                    if (random.nextInt(5) == 0) {
                        sink.complete(push, new PushOutcome.Unknown("reset"));
                    } else {
                        sink.complete(push);
                    }
                }
                wsp.turnAfter(Duration.ofMillis(random.nextInt(200)));
            }
            RunSummary summary = wsp.heard.only();
            assertThat(summary.status()).as("seed %d", seed).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(summary.events().admitted() + summary.events().duplicate())
                    .as("seed %d", seed)
                    .isEqualTo(300);
            assertThat(sink.mostOutstanding()).isEqualTo(8);
            List<RecordedPush> firstTries =
                    sink.pushes().stream().filter(push -> push.attempt() == 1).toList();
            assertThat(firstTries).hasSize(300);
            assertThat(sink.admitted().stream().map(RecordedPush::eventId))
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates()
                    .hasSize(300);
            assertThat(summary.streamDigest()).as("seed %d", seed).isEqualTo(digestOf(firstTries));
            wsp.close();
        }
    }

    @Test
    void twoRunsShareOneThread() {
        World one = Trades.world(3, 1000).pins(Trades.otherWorld(1, '1')).putInto(oracle);
        World other = Trades.world(30, 100).pins(Trades.otherWorld(2, '2')).putInto(oracle);
        RecordingSink sink = sink(s -> s);
        SteppedProducer wsp = producer(one, sink, atSpeed("1"));
        one.announceOn(bus);
        other.announceOn(bus);
        wsp.turn();
        wsp.control(other).changeSpeed(Speedup.of("2"));
        wsp.runToEnd();
        Map<Boolean, List<RecordedPush>> bySeed = sink.pushes().stream()
                .collect(Collectors.groupingBy(push -> push.envelope().contains("\"seed\":1,")));
        assertThat(bySeed.get(true)).hasSize(3);
        assertThat(bySeed.get(false)).hasSize(30);
        assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED, ReadyDisposition.COMPLETED);
        assertThat(wsp.heard.finished)
                .allSatisfy(summary ->
                        assertThat(summary.lateness().total().maxMicros()).isZero());
    }

    @Test
    void quarantineIsCountedToldAndPassed() {
        World world = Trades.world(4, 0).putInto(oracle);
        RecordingSink sink = sink(s ->
                s.script((push, usual) -> push.number() == 2 ? Outcomes.quarantine(push, "SCHEMA_FAIL") : usual.get()));
        SteppedProducer wsp = producer(world, sink, atSpeed("max"));
        RunSummary summary = wsp.run(world, bus);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events())
                .isEqualTo(EventCounts.builder()
                        .planned(4)
                        .pushed(4)
                        .admitted(3)
                        .quarantined(1)
                        .build());
        assertThat(summary.streamDigest()).isEqualTo(digestOf(sink.pushes()));
        assertThat(wsp.heard.quarantined).singleElement().satisfies(quarantined -> {
            assertThat(quarantined.runId()).isEqualTo(world.runId());
            assertThat(quarantined.eventType()).isEqualTo(Trades.OUTPUT);
            assertThat(quarantined.eventId()).isEqualTo(sink.pushes().get(1).eventId());
            assertThat(quarantined.reasonCodes()).containsExactly("SCHEMA_FAIL");
        });
    }

    @Test
    void rowsThatRepeatOthersAreLeftOutAndNoted() {
        World world = Trades.world(PartRows.of(Trades.rows(3, 10)), PartRows.of(Trades.rows(2, 10)))
                .putInto(oracle);
        RunSummary summary = producer(world, sink(s -> s), atSpeed("max")).run(world, bus);
        assertThat(summary.events())
                .isEqualTo(EventCounts.builder()
                        .planned(3)
                        .pushed(3)
                        .admitted(3)
                        .collapsed(2)
                        .build());
        assertThat(summary.notes()).anySatisfy(note -> assertThat(note).contains("2 rows repeated another"));
    }

    @Test
    void progressTellsWhereARunStands() {
        World world = Trades.world(3, 1000).putInto(oracle);
        RecordingSink sink = sink(s -> s.holdAll());
        SteppedProducer wsp = producer(world, sink, atSpeed("1"));
        world.announceOn(bus);
        wsp.turn();
        sink.completeAll();
        wsp.pass(SECOND);
        wsp.turnAfter(Duration.ofMillis(60));
        var progress = wsp.control(world).progress();
        assertThat(progress.phase()).isEqualTo(Phase.STREAMING);
        assertThat(progress.events())
                .isEqualTo(
                        EventCounts.builder().planned(3).pushed(2).admitted(1).build());
        assertThat(progress.inFlight()).isEqualTo(1);
        assertThat(progress.eventTime()).isEqualTo(Instant.parse("2026-01-01T00:00:01Z"));
        assertThat(progress.lastEventTime()).isEqualTo(Instant.parse("2026-01-01T00:00:02Z"));
        assertThat(progress.achievedSpeed()).isEqualTo(1.0);
        sink.completeAll();
        wsp.pass(SECOND);
        sink.completeAll();
        wsp.turn();
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    /** I12: what is read ahead is bounded, however slow the gate is. */
    @Test
    void theEngineDoesNotReadAheadWithoutEnd() {
        World world = Trades.world(40_000, 1).putInto(oracle);
        RecordingSink sink = sink(s -> s.holdAll());
        SteppedProducer wsp = producer(world, sink, atSpeed("max"));
        world.announceOn(bus);
        wsp.turn();
        long size = String.join("\n", Trades.rows(40_000, 1)).length() + 1L;
        assertThat(oracle.bytesRead(RootKind.ORACLE, Trades.LOCATOR_FOLDER + "part-00000.jsonl"))
                .as("once for the survey, and the first chunks of the stream")
                .isBetween(size, 3 * size / 2);
        assertThat(sink.pushes()).hasSize(1);
    }

    @Test
    void closingWhileEnvelopesAreOutReleasesNothingMore() {
        World world = Trades.world(5_000, 0).putInto(oracle);
        RecordingSink sink = sink(s -> s.holdAll().window(2));
        SteppedProducer wsp = producer(world, sink, atSpeed("max").withPush(push -> push.withMaxInFlight(2)));
        world.announceOn(bus);
        wsp.turn();
        assertThat(sink.held()).hasSize(2);
        wsp.close();
        assertThat(oracle.stillOpen()).isZero();
        sink.completeAll();
        wsp.turn();
        assertThat(sink.pushes()).hasSize(2);
        assertThat(wsp.active()).isFalse();
        assertThat(wsp.heard.finished).as("nothing is claimed").isEmpty();
        assertThat(bus.settlement(world.messageId()))
                .as("the READY comes again")
                .isEmpty();
        wsp.close();
    }
}
