package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.DryRun;
import io.worldstream.wsp.RunLedger;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnBadRow;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.Explanation;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryDeadLetterSink;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.InMemorySurveyStore;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.fake.SinkScript;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.codec.digest.DigestUtils;

/** I7: rows that cannot become events are set aside with evidence that is durable before the first event leaves. */
class BadRowsTest {
    private static final StreamPolicy REFUSING = SteppedProducer.AS_FAST_AS_CAN_BE;
    private static final StreamPolicy SETTING_ASIDE =
            REFUSING.withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnBadRow(OnBadRow.DEAD_LETTER));
    private static final String WITHOUT_TIME = "{\"n\":1000000,\"price\":1}";
    private static final String WITHOUT_KEY = "{\"at\":" + Trades.FIRST_MILLIS + ",\"price\":1}";
    private static final String PART = "oracle/" + Trades.LOCATOR_FOLDER + "part-0000";

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final ManualClock clock = new ManualClock();
    private final InMemoryCheckpointStore store = new InMemoryCheckpointStore();
    private final InMemoryRunLease lease = new InMemoryRunLease(clock);
    private final InMemoryDeadLetterSink deadLetters = new InMemoryDeadLetterSink();
    private final InMemorySurveyStore surveys = new InMemorySurveyStore();
    private final RecordingSink gate = RecordingSink.builder().dedupe(true).build();
    private int hosts;

    /** Three sound rows; the first row of the first part is bad, and the last of the second. */
    private static World world(InMemoryOracle oracle) {
        return Trades.world(
                        PartRows.of(WITHOUT_TIME, Trades.row(0, 1000), Trades.row(2, 1000)),
                        PartRows.of(Trades.row(1, 1000), WITHOUT_KEY))
                .putInto(oracle);
    }

    private SteppedProducer host(World world, StreamPolicy policy, RecordingSink sink) {
        String name = "host " + ++hosts;
        return new SteppedProducer(
                bus,
                oracle,
                world.catalogue(),
                sink,
                policy,
                clock,
                with -> with.checkpoints(store, lease.as(name), deadLetters).surveyStore(surveys));
    }

    private static List<EventId> ids(List<RecordedPush> pushes) {
        return pushes.stream().map(RecordedPush::eventId).toList();
    }

    /** Returns the ids of the events sent for a world of sound rows. */
    private static List<EventId> stream(PartRows... parts) {
        InMemoryOracle oracle = new InMemoryOracle();
        InMemoryReadySource bus = new InMemoryReadySource();
        World world = Trades.world(parts).putInto(oracle);
        RecordingSink sink = RecordingSink.create();
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, REFUSING)) {
            assertThat(wsp.run(world, bus).status()).isEqualTo(ReadyDisposition.COMPLETED);
        }
        return ids(sink.pushes());
    }

    @Example
    void theEvidenceIsThereBeforeTheFirstEventLeaves() {
        World world = world(oracle);
        List<Integer> records = new ArrayList<>();
        SinkScript script = (push, usual) -> {
            records.add(deadLetters.records(world.runId()).size());
            return usual.get();
        };
        RecordingSink sink = RecordingSink.builder().script(script).build();
        RunSummary summary = host(world, SETTING_ASIDE, sink).run(world, bus);

        assertThat(summary.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(summary.events().planned()).as("bad rows are no events").isEqualTo(3);
        assertThat(summary.events().deadLettered()).isZero();
        assertThat(summary.events().badRows()).isEqualTo(2);
        assertThat(new RunLedger(store, lease, clock)
                        .entry(world.runId())
                        .orElseThrow()
                        .events())
                .as("kept")
                .isEqualTo(summary.events());
        assertThat(summary.notes())
                .contains("2 rows could not be framed and were dead-lettered: first at " + PART
                        + "0.jsonl#row=1, EVENT_TIME_MISSING");
        assertThat(records).containsExactly(2, 2, 2);
        assertThat(ids(sink.pushes())).isEqualTo(stream(PartRows.of(Trades.rows(3, 1000))));
        assertThat(deadLetters.records(world.runId()))
                .extracting(
                        DeadLetter::position,
                        DeadLetter::code,
                        DeadLetter::outputId,
                        record -> record.rowDigest().value(),
                        DeadLetter::eventId,
                        DeadLetter::row)
                .containsExactly(
                        tuple(
                                PART + "0.jsonl#row=1",
                                ReasonCode.EVENT_TIME_MISSING,
                                Trades.OUTPUT,
                                DigestUtils.sha256Hex(WITHOUT_TIME),
                                null,
                                null),
                        tuple(
                                PART + "1.jsonl#row=2",
                                ReasonCode.PRIMARY_KEY_MISSING,
                                Trades.OUTPUT,
                                DigestUtils.sha256Hex(WITHOUT_KEY),
                                null,
                                null));
    }

    @Example
    void theEvidenceHoldsTheRowsWhereThePolicySaysSo() {
        World world = world(oracle);
        StreamPolicy policy =
                SETTING_ASIDE.withOutcomes(outcomes -> SETTING_ASIDE.outcomes().withKeepRows(true));
        host(world, policy, gate).run(world, bus);
        assertThat(deadLetters.records(world.runId()))
                .extracting(DeadLetter::row)
                .containsExactly(WITHOUT_TIME, WITHOUT_KEY);
    }

    @Example
    void byDefaultABadRowIsARefusal() {
        World world = world(oracle);
        RunSummary summary = host(world, REFUSING, gate).run(world, bus);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations())
                .extracting(Violation::code)
                .containsExactly(ReasonCode.EVENT_TIME_MISSING, ReasonCode.PRIMARY_KEY_MISSING);
        assertThat(gate.pushes()).isEmpty();
        assertThat(deadLetters.calls()).isZero();
    }

    @Example
    void withoutAPlaceForTheEvidenceThereIsNoProducer() {
        World world = world(oracle);
        assertThatIllegalStateException()
                .isThrownBy(() -> new SteppedProducer(bus, oracle, world.catalogue(), gate, SETTING_ASIDE))
                .withMessageContaining("a sink for dead letters");
    }

    @Example
    void withoutItsEvidenceNothingLeaves() {
        World world = world(oracle);
        world.announceOn(bus);
        deadLetters.failNextRecords(Integer.MAX_VALUE);
        SteppedProducer first = host(world, SETTING_ASIDE, gate);
        first.pass(Duration.ofSeconds(50));
        assertThat(first.active()).as("it is tried for a minute").isTrue();
        assertThat(deadLetters.calls()).isGreaterThan(1);
        first.pass(Duration.ofSeconds(50));
        RunSummary halted = first.heard.only();
        assertThat(halted.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(halted.violations())
                .extracting(Violation::code, Violation::path)
                .containsExactly(tuple(ReasonCode.QUARANTINE_UNAVAILABLE, PART + "0.jsonl#row=1"));
        assertThat(first.heard.started).isEmpty();
        assertThat(gate.pushes()).isEmpty();

        deadLetters.failNextRecords(0);
        first.resumeHalted();
        first.pass(Duration.ofSeconds(1));
        first.runToEnd();
        assertThat(first.heard.statuses()).containsExactly(ReadyDisposition.HALTED, ReadyDisposition.COMPLETED);
        assertThat(deadLetters.records(world.runId())).hasSize(2);
        assertThat(gate.admitted()).hasSize(3);
    }

    @Example
    void evidenceThatCannotBeKeptAtFirstIsTriedAgain() {
        World world = world(oracle);
        deadLetters.failNextRecords(3);
        assertThat(host(world, SETTING_ASIDE, gate).run(world, bus).status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(deadLetters.records(world.runId())).hasSize(2);
        assertThat(deadLetters.calls()).isEqualTo(5);
    }

    /** A host that is closed meanwhile writes no more, and the next one begins anew. */
    @Example
    void aHostThatIsClosedBeforeTheEvidenceIsThereLeavesTheRunAsItWas() {
        World world = world(oracle);
        world.announceOn(bus);
        deadLetters.failNextRecords(1);
        SteppedProducer first = host(world, SETTING_ASIDE, gate);
        first.turn();
        assertThat(deadLetters.calls()).isEqualTo(1);
        first.close();
        first.pass(Duration.ofSeconds(10));
        assertThat(deadLetters.records(world.runId())).hasSizeLessThan(2);
        assertThat(gate.pushes()).isEmpty();
        SteppedProducer second = host(world, SETTING_ASIDE, gate);
        second.pass(Duration.ofMillis(100));
        second.runToEnd();
        assertThat(second.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(deadLetters.records(world.runId())).hasSize(2);
    }

    private static ReadySignal ready(World world) {
        return ((ControlMessage.Ready) ControlMessages.read(world.readyMessage(), ReadySource.DEFAULT_TOPIC)).signal();
    }

    @Example
    void explainAndPreviewNoteThem() throws IOException {
        World world = world(oracle);
        DryRun dryRun = new DryRun(oracle, world.catalogue(), SETTING_ASIDE);
        String note = "2 rows cannot be framed and would be dead-lettered: first at " + PART
                + "0.jsonl#row=1, EVENT_TIME_MISSING";
        Preview preview = Preview.of(dryRun, world);
        assertThat(preview.envelopes()).hasSize(3);
        assertThat(preview.summary().notes()).contains(note);
        Explanation explanation = dryRun.explain(ready(world));
        assertThat(explanation.summary().events().planned()).isEqualTo(3);
        assertThat(explanation.summary().notes()).contains(note);
    }

    @Example
    void aRunThatSetsRowsAsideDoesNotGoOnUnderAPolicyThatRefusesThem() {
        World world = world(oracle);
        world.announceOn(bus);
        StreamPolicy slow = SETTING_ASIDE.withPacing(pacing -> pacing.withSpeedup(Speedup.of("1")));
        SteppedProducer first = host(world, slow, gate);
        first.pass(Duration.ofMillis(1_500));
        first.close();
        first.turn();
        SteppedProducer second = host(world, REFUSING, gate);
        second.pass(Duration.ofSeconds(5));
        assertThat(second.heard.only().reason()).isEqualTo(ReasonCode.CHECKPOINT_MISMATCH);
    }

    /** The rows of a part, bad ones among them, and the same without these. */
    private record Part(List<String> all, List<String> sound) {
        static Part of(List<String> rows, boolean sorted, String path, List<String> positions, Random random) {
            List<String> sound = new ArrayList<>(rows);
            if (!sorted) {
                Collections.shuffle(sound, random);
            }
            List<String> all = new ArrayList<>();
            for (String row : sound) {
                while (random.nextInt(5) == 0) {
                    all.add(random.nextBoolean() ? WITHOUT_TIME : WITHOUT_KEY);
                    positions.add(path + "#row=" + all.size());
                }
                all.add(row);
            }
            return new Part(all, sound);
        }

        PartRows withBadRows() {
            return PartRows.of(all);
        }

        PartRows withoutBadRows() {
            return PartRows.of(sound);
        }
    }

    @Property(tries = 40)
    void whateverEndsHostsTheStreamIsThatOfTheWorldWithoutThemAndEachIsRecordedOnce(
            @ForAll @IntRange(min = 1, max = 60) int rows,
            @ForAll boolean gzip,
            @ForAll boolean sorted,
            @ForAll @IntRange(max = 4) int kills,
            @ForAll long seed) {
        // All tries share an instance, and this is about one run.
        new BadRowsTest().endHosts(rows, gzip, sorted, kills, seed);
    }

    private void endHosts(int rows, boolean gzip, boolean sorted, int kills, long seed) {
        Random random = new Random(seed);
        List<String> positions = new ArrayList<>();
        String suffix = gzip ? ".jsonl.gz" : ".jsonl";
        List<String> trades = Trades.rows(rows, 1000);
        int cut = random.nextInt(rows + 1);
        Part one = Part.of(trades.subList(0, cut), sorted, PART + "0" + suffix, positions, random);
        Part two = Part.of(trades.subList(cut, rows), sorted, PART + "1" + suffix, positions, random);
        World world =
                Trades.world(one.withBadRows(), two.withBadRows()).gzip(gzip).putInto(oracle);
        StreamPolicy policy = SETTING_ASIDE.withPacing(pacing -> pacing.withSpeedup(Speedup.of("10")));

        world.announceOn(bus);
        for (int i = 0; i < kills; i++) {
            // A host that is not turned any more is dead: nothing of it is saved, and its lease runs out.
            host(world, policy, gate).pass(Duration.ofMillis(random.nextInt(2_000)));
            clock.advance(InMemoryRunLease.DEFAULT_TERM);
        }
        SteppedProducer last = host(world, policy, gate);
        last.pass(Duration.ofMillis(100));
        last.runToEnd();

        assertThat(ids(gate.admitted()))
                .as("seed %d", seed)
                .isEqualTo(stream(one.withoutBadRows(), two.withoutBadRows()));
        assertThat(deadLetters.records(world.runId()))
                .as("seed %d", seed)
                .extracting(DeadLetter::position)
                .containsExactlyElementsOf(positions);
        last.heard.finished.forEach(summary ->
                assertThat(summary.events().planned()).as("seed %d", seed).isEqualTo(rows));
        assertThat(gate.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
    }
}
