package io.worldstream.wsp.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RunSummary;
import io.worldstream.wsp.testkit.fake.InMemoryOracle;
import io.worldstream.wsp.testkit.fake.InMemoryReadySource;
import io.worldstream.wsp.testkit.fake.RecordingSink;
import io.worldstream.wsp.testkit.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts 1, I9: whatever the bus brings, one stream per run. */
class ReadyOnceTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InMemoryOracle oracle = new InMemoryOracle();
    private final InMemoryReadySource bus = new InMemoryReadySource();
    private final RecordingSink sink = RecordingSink.create();
    private final World world = Trades.world(5, 1000).putInto(oracle);
    private final SteppedProducer wsp =
            new SteppedProducer(bus, oracle, world.catalogue(), sink, SteppedProducer.AS_FAST_AS_CAN_BE);

    @AfterEach
    void everyoneKeptTheRules() {
        wsp.close();
        assertThat(sink.violations()).isEmpty();
        assertThat(bus.violations()).isEmpty();
        assertThat(oracle.stillOpen()).isZero();
    }

    private void runAll() {
        wsp.pass(POLL);
        wsp.runToEnd();
        wsp.pass(POLL);
    }

    private static byte[] edited(World world, Consumer<ObjectNode> edit) {
        try {
            ObjectNode message = (ObjectNode) JSON.readTree(world.readyMessage());
            edit.accept(message);
            return JSON.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Consumer<ObjectNode> payload(String field, String value) {
        return message -> ((ObjectNode) message.get("payload")).put(field, value);
    }

    private void assertConflict(RunSummary summary) {
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.READY_CONFLICT);
    }

    @Test
    void readyTenTimesIsOneStream() {
        for (int i = 0; i < 10; i++) {
            bus.publish("delivery " + i, world.readyMessage());
        }
        runAll();
        assertThat(sink.admitted()).hasSize(5);
        assertThat(sink.pushes()).hasSize(5);
        assertThat(wsp.heard.statuses())
                .containsOnlyOnce(ReadyDisposition.COMPLETED)
                .hasSize(10)
                .containsAll(Collections.nCopies(9, ReadyDisposition.DUPLICATE));
        assertThat(bus.settlements())
                .hasSize(10)
                .allSatisfy(settled -> assertThat(settled.settlement()).isEqualTo(Settlement.DONE));
    }

    @Test
    void aReadyThatComesAgainWhileItsRunStreamsAndAfterwardsChangesNothing() {
        RecordingSink slow = RecordingSink.builder().holdAll().window(1).build();
        try (SteppedProducer streaming =
                new SteppedProducer(bus, oracle, world.catalogue(), slow, SteppedProducer.AS_FAST_AS_CAN_BE)) {
            world.announceOn(bus);
            streaming.pass(POLL);
            assertThat(slow.held()).hasSize(1);
            bus.publish("again", world.readyMessage());
            streaming.pass(POLL);
            assertThat(streaming.heard.statuses()).containsExactly(ReadyDisposition.DUPLICATE);
            assertThat(bus.settlement("again"))
                    .as("it is settled when what it asks for is")
                    .isEmpty();
            while (slow.completeAll() > 0) {
                streaming.turn();
            }
            assertThat(bus.settlement("again")).contains(Settlement.DONE);
            bus.redeliver(world.messageId());
            streaming.pass(POLL);
            assertThat(streaming.heard.statuses())
                    .containsExactly(
                            ReadyDisposition.DUPLICATE, ReadyDisposition.COMPLETED, ReadyDisposition.DUPLICATE);
            assertThat(slow.pushes()).hasSize(5);
            assertThat(slow.violations()).isEmpty();
        }
    }

    @Test
    void aReEmissionIsTheSameReady() {
        world.announceOn(bus);
        bus.publish("re-emitted", edited(world, message -> {
            payload("emitted_at_utc", "2026-02-03T04:05:06Z").accept(message);
            message.withObject("/attributes").put("kind", "READY_REEMIT");
            message.put("published_at_utc", "2026-02-03T04:05:06Z");
        }));
        runAll();
        assertThat(wsp.heard.statuses())
                .containsExactlyInAnyOrder(ReadyDisposition.COMPLETED, ReadyDisposition.DUPLICATE);
        assertThat(sink.pushes()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle_hash", "facts_view_ref"})
    void theSameRunWithSomethingElseInItIsAConflictAndTheFirstIsUntouched(String field) {
        String other = field.equals("bundle_hash") ? "0".repeat(64) : world.factsViewRef() + ".other";
        world.announceOn(bus);
        bus.publish("conflict", edited(world, payload(field, other)));
        runAll();
        bus.publish("conflict after the end", edited(world, payload(field, other)));
        runAll();
        assertThat(wsp.heard.finished).hasSize(3);
        assertConflict(wsp.heard.finished.get(0));
        assertThat(wsp.heard.finished.get(1).status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertConflict(wsp.heard.finished.get(2));
        assertThat(bus.settlement("conflict")).contains(Settlement.DONE);
        assertThat(sink.admitted()).hasSize(5);
    }

    @Test
    void theSameMessageForAnotherRunIsAConflict() {
        World other = Trades.world(3, 1000).pins(Trades.otherWorld(7, '9')).putInto(oracle);
        world.announceOn(bus);
        bus.publish("impostor", edited(other, message -> message.put("message_id", world.messageId())));
        runAll();
        assertThat(wsp.heard.finished).hasSize(2);
        assertConflict(wsp.heard.finished.get(0));
        assertThat(wsp.heard.finished.get(0).runId()).isEqualTo(other.runId());
        assertThat(wsp.heard.finished.get(1).status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(sink.pushes()).hasSize(5);
    }

    @Test
    void aRunThatWasRefusedMayBeAnnouncedAgain() {
        oracle.remove(RootKind.OBJECT_STORE, world.factsViewRef());
        world.announceOn(bus);
        runAll();
        assertThat(wsp.heard.only().reason()).isEqualTo(ReasonCode.FACTS_UNREADABLE);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.REFUSED);

        oracle.put(RootKind.OBJECT_STORE, world.factsViewRef(), world.factsView());
        bus.redeliver(world.messageId());
        runAll();
        assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.REFUSED, ReadyDisposition.COMPLETED);
        assertThat(bus.settlement(world.messageId())).contains(Settlement.DONE);
    }

    @Test
    void whatIsNotForWspIsReportedAndLeftAlone() {
        bus.publish("foreign topic", edited(world, message -> message.put("topic", "fp.bus.traffic.v1")));
        bus.publish(
                "terminal",
                edited(world, message -> message.withObject("/attributes").put("kind", "TERMINAL")));
        bus.publish("half written", "{\"topic\":\"fp.bus.con".getBytes(StandardCharsets.UTF_8));
        bus.publish("junk", new byte[] {0, (byte) 0xff});
        runAll();
        assertThat(wsp.heard.ignored).containsExactly("foreign topic", "terminal", "half written", "junk");
        assertThat(wsp.heard.finished).isEmpty();
        assertThat(bus.settlements())
                .extracting(InMemoryReadySource.Settled::settlement)
                .containsExactly(Settlement.IGNORED, Settlement.IGNORED, Settlement.UNREADABLE, Settlement.UNREADABLE);
        assertThat(oracle.resolved()).isEmpty();

        bus.publish("half written", world.readyMessage());
        runAll();
        assertThat(wsp.heard.only().status()).isEqualTo(ReadyDisposition.COMPLETED);
    }

    @Test
    void aReadyThatIsNotValidIsRefusedWithoutARun() {
        bus.publish("invalid", edited(world, payload("run_id", "not a run")));
        runAll();
        RunSummary summary = wsp.heard.only();
        assertThat(summary.status()).isEqualTo(ReadyDisposition.REFUSED);
        assertThat(summary.reason()).isEqualTo(ReasonCode.READY_INVALID);
        assertThat(summary.runId()).isNull();
        assertThat(bus.settlement("invalid")).contains(Settlement.REFUSED);
        assertThat(oracle.resolved()).isEmpty();
    }

    @Test
    void aBusThatCannotBeReadIsAskedAgain() {
        bus.failNextPolls(3);
        world.announceOn(bus);
        wsp.pass(Duration.ofSeconds(1));
        assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED);
    }

    @Test
    void aSettlementThatFailsDoesNotChangeTheRun() {
        bus.failNextSettlements(1);
        world.announceOn(bus);
        runAll();
        assertThat(wsp.heard.statuses()).containsExactly(ReadyDisposition.COMPLETED);
        assertThat(bus.settlement(world.messageId())).isEmpty();
    }

    @Test
    void twoRunsOfOneWorldAreTwoStreamsAndTheSecondIsKnownThroughout() {
        World second = Trades.world(5, 1000).pins(Trades.otherRun('9')).putInto(oracle);
        RunSummary first = wsp.run(world, bus);
        RunSummary again = wsp.run(second, bus);
        assertThat(again.status()).isEqualTo(ReadyDisposition.COMPLETED);
        assertThat(again.events().duplicate()).isEqualTo(5);
        assertThat(again.streamDigest()).isEqualTo(first.streamDigest());
        assertThat(again.notes()).anySatisfy(note -> assertThat(note).contains("the gate already had every event"));
        assertThat(List.of(first.notes()))
                .noneSatisfy(notes -> assertThat(notes.toString()).contains("already had"));
    }
}
