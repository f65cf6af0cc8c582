package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.SecondLook;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryCheckpointStore;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.InMemoryRunLease;
import io.worldstream.wsp.testkit.fake.ManualClock;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.PartRows;
import io.worldstream.wsp.testkit.world.RowWorldBuilder;
import io.worldstream.wsp.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I3, I4, I11: what is not proven is not opened, and what is not as sealed never becomes an event. */
class SealedStreamTest {
    private static final int CHUNK = 256 << 10;
    private static final String PART = Trades.LOCATOR_FOLDER + "part-00000.jsonl";

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.builder().window(1).build();

    @AfterEach
    void everyoneKeptTheRules() {
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private RunSummary run(World world) {
        return run(world, null);
    }

    private RunSummary run(World world, @Nullable SecondLook look) {
        StreamPolicy policy = SteppedProducer.AS_FAST_AS_CAN_BE.withRead(read -> read.withSecondLook(look));
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), sink, policy)) {
            return wsp.run(world, bus);
        }
    }

    private static byte[] stored(int rows) {
        return (String.join("\n", Trades.rows(rows, 1)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Changes one digit of a price, so that the row stays a row. */
    private static byte[] changed(byte[] stored, int from) {
        byte[] other = stored.clone();
        int at = from;
        while (!new String(other, at, 5, StandardCharsets.UTF_8).equals("10.50")) {
            at++;
        }
        other[at] = '9';
        return other;
    }

    private World worldOf(byte[] part) {
        return Trades.world(PartRows.stored(part, 20_000)).putInto(oracle);
    }

    private void assertHaltedAtChunk(RunSummary summary, byte[] sealed, int chunk) {
        assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
        String sound = new String(sealed, 0, chunk * CHUNK, StandardCharsets.UTF_8);
        // The last sound row stays too: what follows might have been of the same instant, and before it in the order.
        long streamed = Math.max(sound.chars().filter(c -> c == '\n').count() - 1, 0);
        assertThat(summary.events().admitted()).isEqualTo(streamed);
        assertThat(summary.violations().get(0).path()).isEqualTo("stream#event=" + (streamed + 1));
        assertThat(sink.pushes())
                .hasSize((int) streamed)
                .allSatisfy(push -> assertThat(push.envelope()).contains("\"price\":10.50"));
    }

    /** The survey opens a part once, for its digest and for its rows. The stream opens it a second time. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aByteThatChangesAfterTheSurveyHaltsTheStreamBeforeItsChunk(int chunk) {
        byte[] part = stored(20_000);
        World world = worldOf(part);
        oracle.changeAfterOpens(RootKind.ORACLE, PART, 1, changed(part, chunk * CHUNK + 100));
        assertHaltedAtChunk(run(world), part, chunk);
    }

    @ParameterizedTest
    @NullSource
    @EnumSource
    void stream_versionWhoseBytesChange_haltsUnderEverySecondLook(@Nullable SecondLook look) {
        byte[] part = stored(20_000);
        oracle.keepVersions();
        World world = worldOf(part);
        oracle.changeAfterOpens(RootKind.ORACLE, PART, 1, changed(part, CHUNK + 100));
        assertHaltedAtChunk(run(world, look), part, 1);
    }

    @ParameterizedTest
    @EnumSource
    void stream_objectReplacedByAnotherVersion_readsTheOneThatWasSurveyed(SecondLook look) {
        byte[] part = stored(20_000);
        oracle.keepVersions();
        World world = worldOf(part);
        RecordingSink replacing = RecordingSink.builder()
                .script((push, usual) -> {
                    if (push.number() == 1) {
                        oracle.put(RootKind.ORACLE, PART, changed(part, 3 * CHUNK + 1));
                    }
                    return usual.get();
                })
                .build();
        StreamPolicy policy = SteppedProducer.AS_FAST_AS_CAN_BE.withRead(read -> read.withSecondLook(look));
        try (SteppedProducer wsp = new SteppedProducer(bus, oracle, world.catalogue(), replacing, policy)) {
            assertThat(wsp.run(world, bus).events().admitted()).isEqualTo(20_000);
        }
    }

    /** A halted run resumes under another second look: it belongs neither to the plan nor to the survey. */
    @ParameterizedTest
    @EnumSource
    void resume_otherSecondLook_completesTheSameStream(SecondLook first) {
        SecondLook second = first == SecondLook.SHA256 ? SecondLook.CRC32C : SecondLook.SHA256;
        byte[] part = stored(20_000);
        World world = worldOf(part);
        InMemoryCheckpointStore runs = new InMemoryCheckpointStore();
        InMemoryRunLease lease = new InMemoryRunLease(new ManualClock());
        oracle.changeAfterOpens(RootKind.ORACLE, PART, 1, changed(part, 2 * CHUNK + 100));
        RunSummary halted;
        try (SteppedProducer wsp = stepped(world, first, runs, lease)) {
            halted = wsp.run(world, bus);
        }
        assertThat(halted.reason()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
        oracle.put(RootKind.ORACLE, PART, part);
        try (SteppedProducer wsp = stepped(world, second, runs, lease)) {
            wsp.resumeHalted();
            wsp.runToEnd();
            RunSummary resumed = wsp.heard.finished.get(0);
            assertThat(resumed.status()).isEqualTo(ReadyDisposition.COMPLETED);
            assertThat(resumed.planDigest()).isEqualTo(halted.planDigest());
            assertThat(resumed.events().admitted()).isEqualTo(20_000);
            assertThat(sink.pushes()).hasSize(20_000);
        }
    }

    private SteppedProducer stepped(
            World world, SecondLook look, InMemoryCheckpointStore runs, InMemoryRunLease lease) {
        StreamPolicy policy = SteppedProducer.AS_FAST_AS_CAN_BE.withRead(read -> read.withSecondLook(look));
        return new SteppedProducer(bus, oracle, world.catalogue(), sink, policy, with -> with.checkpoints(runs, lease));
    }

    @Test
    void aByteThatChangesWhileThePartIsOpenHaltsTheStream() {
        byte[] part = stored(20_000);
        World world = worldOf(part);
        RecordingSink changing = RecordingSink.builder()
                .script((push, usual) -> {
                    if (push.number() == 1) {
                        oracle.changeAfterReads(RootKind.ORACLE, PART, 0, changed(part, 3 * CHUNK + 1));
                    }
                    return usual.get();
                })
                .build();
        try (SteppedProducer wsp =
                new SteppedProducer(bus, oracle, world.catalogue(), changing, SteppedProducer.AS_FAST_AS_CAN_BE)) {
            RunSummary summary = wsp.run(world, bus);
            assertThat(summary.reason()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
            assertThat(changing.pushes())
                    .isNotEmpty()
                    .allSatisfy(push -> assertThat(push.envelope()).contains("\"price\":10.50"));
        }
    }

    @Test
    void aPartThatShrinksHaltsTheStream() {
        byte[] part = stored(20_000);
        World world = worldOf(part);
        oracle.changeAfterOpens(RootKind.ORACLE, PART, 1, Arrays.copyOf(part, CHUNK + 1));
        assertHaltedAtChunk(run(world), part, 1);
    }

    /** Behind the first chunk, of which rows were parsed by then: a refusal, before the first event. */
    @Test
    void aByteThatChangesDuringTheSurveyIsARefusal() {
        byte[] part = stored(20_000);
        World world = worldOf(part);
        oracle.changeAfterReads(RootKind.ORACLE, PART, 1, changed(part, 2 * CHUNK));
        RunSummary summary = run(world);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations())
                .extracting(Violation::code)
                .containsExactly(ReasonCode.CONTENT_DIGEST_MISMATCH);
        assertThat(sink.pushes()).isEmpty();
    }

    @Test
    void bytesThatAreNotAsSealedAreARefusal() {
        World world = Trades.world(10, 1).putInto(oracle);
        oracle.put(RootKind.ORACLE, PART, changed(stored(10), 0));
        RunSummary summary = run(world);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.CONTENT_DIGEST_MISMATCH);
        assertThat(summary.violations().get(0).path()).isEqualTo(world.locatorPath(Trades.OUTPUT));
        assertThat(sink.pushes()).isEmpty();
    }

    @Test
    void aPartThatCannotBeReadWhileStreamingHaltsWhereItIs() {
        byte[] part = stored(20_000);
        World world = worldOf(part);
        RecordingSink failing = RecordingSink.builder()
                .script((push, usual) -> {
                    if (push.number() == 1) {
                        oracle.failReadsFrom(RootKind.ORACLE, PART, 2L * CHUNK);
                    }
                    return usual.get();
                })
                .build();
        try (SteppedProducer wsp =
                new SteppedProducer(bus, oracle, world.catalogue(), failing, SteppedProducer.AS_FAST_AS_CAN_BE)) {
            RunSummary summary = wsp.run(world, bus);
            assertThat(summary.status()).isEqualTo(ReadyDisposition.HALTED);
            assertThat(summary.reason()).isEqualTo(ReasonCode.OBJECT_UNREADABLE);
            assertThat(summary.violations().get(0).path())
                    .isEqualTo("stream#event=" + (failing.pushes().size() + 1));
        }
    }

    @Test
    void everyFaultyRowIsNamedBeforeTheFirstEvent() {
        World world = Trades.world(
                        PartRows.of(Trades.row(0, 1), "junk", "{\"at\":1,\"n\":null}"),
                        PartRows.of(Trades.row(1, 1), "{}"))
                .putInto(oracle);
        RunSummary summary = run(world);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations())
                .extracting(violation -> violation.code() + " " + violation.path())
                .containsExactlyInAnyOrder(
                        "ROW_INVALID oracle/" + PART + "#row=2",
                        "PRIMARY_KEY_MISSING oracle/" + PART + "#row=3",
                        "EVENT_TIME_MISSING oracle/" + PART.replace("00000", "00001") + "#row=2");
        assertThat(summary.planDigest()).isNotNull();
        assertThat(sink.pushes()).isEmpty();
    }

    private void assertNoRowOpened(RowWorldBuilder builder, UnaryOperator<ObjectNode> edit, ReasonCode code) {
        World world = builder.editFactsView(edit).putInto(oracle);
        RunSummary summary = run(world);
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.violations()).extracting(Violation::code).contains(code);
        assertThat(oracle.opened()).noneMatch(path -> path.contains("/data/trades/"));
        assertThat(sink.pushes()).isEmpty();
    }

    /** I3. */
    @Test
    void withoutAPassNoRowIsOpened() {
        assertNoRowOpened(
                Trades.world(3, 1),
                view -> {
                    view.withArray("gate_receipts").forEach(receipt -> ((ObjectNode) receipt).put("status", "FAIL"));
                    return view;
                },
                ReasonCode.GATE_NOT_PASSED);
    }

    /** I3. */
    @Test
    void withoutAGateReceiptNoRowIsOpened() {
        assertNoRowOpened(
                Trades.world(3, 1),
                view -> {
                    view.putArray("gate_receipts");
                    return view;
                },
                ReasonCode.GATE_MISSING);
    }

    /** I3. */
    @Test
    void withoutAnInstanceReceiptNoRowIsOpened() {
        assertNoRowOpened(
                Trades.world(3, 1),
                view -> {
                    view.putArray("instance_receipts");
                    return view;
                },
                ReasonCode.INSTANCE_RECEIPT_MISSING);
    }

    @Test
    void aStreamSurvivesShortReads() {
        oracle.shortReads(7);
        World world = Trades.world(50, 1).putInto(oracle);
        assertThat(run(world).events().admitted()).isEqualTo(50);
    }

    @Test
    void theTruthIsNeverOpened() {
        World world = Trades.world(5, 1).putInto(oracle);
        run(world);
        assertThat(oracle.opened()).noneMatch(path -> path.contains("/s4_event_labels_6B/"));
        assertThat(oracle.paths()).anyMatch(path -> path.contains("/s4_event_labels_6B/"));
    }
}
