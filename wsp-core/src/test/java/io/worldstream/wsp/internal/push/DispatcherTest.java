package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamDigest;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.QuarantinePolicy;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.EventCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final long MILLI = 1_000_000L;
    private static final RunId RUN = new RunId("c".repeat(32));
    private static final PushOutcome DOWN = new PushOutcome.Unavailable("503", null);
    private static final Receipt.BusPosition ON_BUS = new Receipt.BusPosition("fp.bus.traffic.v1", "0", "7");

    private final Sink sink = new Sink();
    private final List<FramedEvent> recycled = new ArrayList<>();
    private final Heard heard = new Heard();
    private final Evidence evidence = new Evidence();
    private int wakeUps;
    /** Close to the wrap of the clock: only differences mean anything (CLK-02). */
    private long now = Long.MAX_VALUE - MILLI;

    private Dispatcher dispatcher(StreamPolicy policy) {
        return dispatcher(policy, Cursor.START);
    }

    private Dispatcher dispatcher(StreamPolicy policy, Cursor from) {
        return new Dispatcher(
                RUN,
                policy.push(),
                policy.outcomes(),
                1,
                from,
                new Dispatcher.Ports(sink, evidence, heard, recycled::add, () -> wakeUps++));
    }

    private static StreamPolicy window(int size) {
        return StreamPolicy.defaults()
                .withPush(push -> push.withMaxInFlight(size).withBackpressure(Backpressure.FIXED));
    }

    private static StreamPolicy retry(Duration budget, Duration initial, int ambiguous) {
        return StreamPolicy.defaults()
                .withPush(push -> push.withRetry(new RetryPolicy(budget, initial, initial, ambiguous, Set.of())));
    }

    private FramedEvent pushed(Dispatcher dispatcher, int number) {
        FramedEvent event = Events.event(number);
        dispatcher.push(event, now);
        return event;
    }

    /** Jumps to each retry as it falls due, until none is left or the run halts. */
    private void workThroughRetries(Dispatcher dispatcher, PushOutcome answer) {
        for (int turn = 0; turn < 10_000 && dispatcher.halt() == null && !dispatcher.settled(); turn++) {
            sink.answerAll(answer);
            dispatcher.doWork(now);
            long wait = dispatcher.nanosToNextWork(now);
            now += wait == Long.MAX_VALUE ? 0 : wait;
            dispatcher.doWork(now);
        }
    }

    private static Violation haltOf(Dispatcher dispatcher) {
        return Objects.requireNonNull(dispatcher.halt(), "the dispatcher has not halted");
    }

    @Test
    void theWindowIsNeverExceeded() {
        Dispatcher dispatcher = dispatcher(window(3));
        for (int i = 0; i < 3; i++) {
            assertThat(dispatcher.hasRoom(now)).isTrue();
            pushed(dispatcher, i);
        }
        assertThat(dispatcher.hasRoom(now)).isFalse();
        assertThat(dispatcher.out()).isEqualTo(3);

        sink.answer(1, admitted(sink.push(1)));
        assertThat(dispatcher.hasRoom(now))
                .as("an answer counts when the engine has taken it in")
                .isFalse();
        assertThat(dispatcher.doWork(now)).isEqualTo(1);
        assertThat(dispatcher.hasRoom(now)).isTrue();
        pushed(dispatcher, 3);
        assertThat(dispatcher.hasRoom(now)).isFalse();
    }

    @Test
    void anEventThatWaitsForItsRetryKeepsItsPlace() {
        Dispatcher dispatcher = dispatcher(window(1));
        pushed(dispatcher, 0);
        sink.answer(0, DOWN);
        dispatcher.doWork(now);
        assertThat(dispatcher.out()).isZero();
        assertThat(dispatcher.hasRoom(now)).isFalse();
        assertThat(dispatcher.retrying()).isTrue();
        assertThat(dispatcher.settled()).isFalse();
    }

    @Test
    void anEventThatFailsWhileOthersPassIsNoSignThatTheGateIsAway() {
        Dispatcher dispatcher = dispatcher(
                StreamPolicy.defaults().withPush(push -> push.withMaxInFlight(2).withOrdering(Ordering.NONE)));
        pushed(dispatcher, 0);
        pushed(dispatcher, 1);
        sink.answer(0, DOWN);
        dispatcher.doWork(now);
        sink.answer(1, admitted(sink.push(1)));
        dispatcher.doWork(now);
        for (int retry = 0; retry < 4; retry++) {
            now += dispatcher.nanosToNextWork(now);
            dispatcher.doWork(now);
            sink.answerAll(DOWN);
            dispatcher.doWork(now);
        }
        assertThat(sink.pushes).hasSize(6);
        assertThat(dispatcher.hasRoom(now)).as("for another event").isTrue();
    }

    @Test
    void aRetryCarriesTheSameBytesWhateverTheSinkDidToItsView() {
        Dispatcher dispatcher = dispatcher(window(1));
        String text =
                StandardCharsets.UTF_8.decode(pushed(dispatcher, 0).view()).toString();
        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(sink.text(attempt - 1)).isEqualTo(text);
            assertThat(sink.push(attempt - 1).attempt).isEqualTo(attempt);
            sink.push(attempt - 1).envelope.bytes().position(3).limit(5);
            sink.answer(attempt - 1, DOWN);
            dispatcher.doWork(now);
            now += dispatcher.nanosToNextWork(now);
            dispatcher.doWork(now);
            assertThat(dispatcher.retrying()).isTrue();
        }
        sink.answer(4, admitted(sink.push(4)));
        dispatcher.doWork(now);
        assertThat(dispatcher.settled()).isTrue();
        assertThat(dispatcher.counts(1, 0, 0).retries()).isEqualTo(4);
        assertThat(dispatcher.counts(1, 0, 0).admitted()).isEqualTo(1);
        assertThat(dispatcher.counts(1, 0, 0).pushed()).isEqualTo(1);
    }

    @Test
    void aRetryIsNotSentBeforeItsTime() {
        Dispatcher dispatcher = dispatcher(window(1));
        pushed(dispatcher, 0);
        sink.answer(0, DOWN);
        dispatcher.doWork(now);
        long wait = dispatcher.nanosToNextWork(now);
        assertThat(wait).isBetween(MILLI, 100 * MILLI);
        assertThat(dispatcher.doWork(now + wait - 1)).isZero();
        assertThat(sink.pushes).hasSize(1);
        assertThat(dispatcher.nanosToNextWork(now + wait + 5)).isZero();
        assertThat(dispatcher.doWork(now + wait)).isEqualTo(1);
        assertThat(sink.pushes).hasSize(2);
        assertThat(dispatcher.nanosToNextWork(now + wait)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void ofTheRetriesThatAreDueTheEarliestOfTheStreamLeavesFirst() {
        Dispatcher dispatcher = dispatcher(window(8));
        for (int i = 0; i < 8; i++) {
            pushed(dispatcher, i);
        }
        sink.answerAll(new PushOutcome.Throttled("429", null));
        dispatcher.doWork(now);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(dispatcher.doWork(now)).isEqualTo(8);
        assertThat(sink.pushes.subList(8, 16))
                .extracting(Push::id)
                .containsExactlyElementsOf(
                        sink.pushes.subList(0, 8).stream().map(Push::id).toList());
    }

    @Test
    void theBudgetCountsFromTheFirstFailureAndIsUsedToItsEnd() {
        Dispatcher dispatcher = dispatcher(retry(Duration.ofSeconds(2), Duration.ofMillis(300), 3));
        pushed(dispatcher, 0);
        sink.answer(0, admitted(sink.push(0)));
        pushed(dispatcher, 1);
        now += Duration.ofHours(1).toNanos(); // the gate took an hour to answer at all
        long firstFailure = now;
        workThroughRetries(dispatcher, DOWN);

        Violation halt = haltOf(dispatcher);
        assertThat(halt.code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(halt.path()).isEqualTo("stream#event=2");
        assertThat(halt.message())
                .contains("event 2 of the stream (out, 1970-01-01T00:00:00.000001Z, event_id " + sink.push(1).id)
                .contains("503");
        assertThat(now - firstFailure).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(sink.pushes).hasSizeGreaterThan(6);
        assertThat(dispatcher.counts(2, 0, 0).settled()).isEqualTo(1);
    }

    @Test
    void aBudgetOfNothingHaltsAtTheFirstFailure() {
        Dispatcher dispatcher = dispatcher(retry(Duration.ZERO, Duration.ofMillis(1), 3));
        pushed(dispatcher, 0);
        sink.answer(0, DOWN);
        dispatcher.doWork(now);
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(dispatcher.nanosToNextWork(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatTheGateAsksForIsAFloorThatTheBudgetCaps() {
        Dispatcher dispatcher = dispatcher(retry(Duration.ofSeconds(30), Duration.ofMillis(1), 3));
        pushed(dispatcher, 0);
        sink.answer(0, new PushOutcome.Throttled("429", Duration.ofSeconds(7)));
        dispatcher.doWork(now);
        assertThat(dispatcher.nanosToNextWork(now))
                .isEqualTo(Duration.ofSeconds(7).toNanos());

        now += Duration.ofSeconds(7).toNanos();
        dispatcher.doWork(now);
        sink.answer(1, new PushOutcome.Unavailable("503", Duration.ofHours(1)));
        dispatcher.doWork(now);
        assertThat(dispatcher.nanosToNextWork(now))
                .isEqualTo(Duration.ofSeconds(23).toNanos());

        now += Duration.ofSeconds(23).toNanos();
        dispatcher.doWork(now);
        assertThat(sink.pushes).as("silence is silence, also for a last try").hasSize(2);
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(haltOf(dispatcher).message())
                .endsWith(
                        "after 2 tries in 30000 ms, the last failure: unavailable: 503; it asks for no request in the next 3577000"
                                + " ms");
    }

    @Test
    void whatTheGateAsksForBindsEveryEnvelope() {
        Dispatcher dispatcher = dispatcher(window(4));
        pushed(dispatcher, 0);
        pushed(dispatcher, 1);
        sink.answer(0, DOWN);
        sink.answer(1, new PushOutcome.Throttled("429", Duration.ofSeconds(7)));
        dispatcher.doWork(now);
        assertThat(dispatcher.hasRoom(now)).isFalse();
        long silence = Duration.ofSeconds(7).toNanos();
        assertThat(dispatcher.doWork(now + silence - 1)).isZero();
        assertThat(sink.pushes).hasSize(2);
        assertThat(dispatcher.nanosToNextWork(now + silence - 1)).isEqualTo(1);
        assertThat(dispatcher.doWork(now + silence)).isEqualTo(2);
        assertThat(dispatcher.hasRoom(now + silence)).isTrue();
    }

    /** However few are at the gate. */
    @Test
    void silenceAfterAFailure_bindsEveryEnvelope() {
        Dispatcher dispatcher = dispatcher(window(64));
        pushed(dispatcher, 0);
        sink.answer(0, new PushOutcome.Unavailable("503", Duration.ofSeconds(7)));
        dispatcher.doWork(now);
        long silence = Duration.ofSeconds(7).toNanos();
        assertThat(dispatcher.hasRoom(now + silence - 1)).isFalse();
        assertThat(dispatcher.doWork(now + silence - 1)).isZero();
        assertThat(dispatcher.doWork(now + silence)).isEqualTo(1);
        assertThat(dispatcher.hasRoom(now + silence)).isTrue();
    }

    @Test
    void aHeadThatTheGateHoldsUpIsWokenFor() {
        Dispatcher dispatcher = dispatcher(window(4));
        pushed(dispatcher, 0);
        sink.answer(0, new PushOutcome.Throttled("429", Duration.ofHours(2)));
        dispatcher.doWork(now);
        sink.answerAll(DOWN);
        assertThat(dispatcher.hasRoom(now)).isFalse();
        assertThat(dispatcher.nanosToNextWork(now))
                .as("the budget of the first event ends before the hour that two are cut to")
                .isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    @Test
    void afterStopNothingIsSentAndWhatIsOutIsHeard() {
        Dispatcher dispatcher = dispatcher(window(4));
        pushed(dispatcher, 0);
        pushed(dispatcher, 1);
        dispatcher.stop();
        assertThat(dispatcher.hasRoom(now)).isFalse();
        sink.answer(0, DOWN);
        sink.answer(1, admitted(sink.push(1)));
        dispatcher.doWork(now);
        now += Duration.ofHours(1).toNanos();
        dispatcher.doWork(now);
        assertThat(sink.pushes).hasSize(2);
        assertThat(dispatcher.awaited()).isZero();
        assertThat(dispatcher.nanosToNextWork(now)).isEqualTo(Long.MAX_VALUE);
        assertThat(dispatcher.counts(2, 0, 0).admitted()).isEqualTo(1);
        assertThat(dispatcher.cursor()).isEqualTo(Cursor.START);
    }

    private static StreamPolicy settingAside(boolean keepRows) {
        return StreamPolicy.defaults()
                .withPush(push -> push.withMaxInFlight(4)
                        .withRetry(new RetryPolicy(
                                Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(10), 3, Set.of())))
                .withOutcomes(outcomes -> OutcomePolicy.DEFAULTS
                        .withOnRejected(OnFailure.DEAD_LETTER)
                        .withOnRetryExhausted(OnFailure.DEAD_LETTER)
                        .withKeepRows(keepRows));
    }

    @Test
    void theCursorPassesWhatIsDeadLetteredOnceItsEvidenceIsDurable() {
        Dispatcher dispatcher = dispatcher(settingAside(false));
        FramedEvent event = Events.event(0, 7);
        dispatcher.push(event, now);
        pushed(dispatcher, 1);
        sink.answer(0, new PushOutcome.Rejected("400 NONSENSE"));
        sink.answer(1, admitted(sink.push(1)));
        dispatcher.doWork(now);
        assertThat(evidence.written)
                .containsExactly(DeadLetter.builder(
                                RUN,
                                event.eventType(),
                                new Violation(
                                        ReasonCode.INGRESS_REJECTED,
                                        "stream#event=1",
                                        "the gate rejected it: 400 NONSENSE"),
                                new Hex64(DigestUtils.sha256Hex(Events.rowOf(0, 7))))
                        .eventId(event.eventId())
                        .eventTime(Instant.EPOCH)
                        .build());
        assertThat(dispatcher.cursor().events()).isZero();
        assertThat(heard.deadLettered).isEmpty();
        assertThat(dispatcher.awaited()).isEqualTo(1);
        assertThat(dispatcher.settled()).isFalse();
        assertThat(dispatcher.counts(2, 0, 0).deadLettered()).isZero();

        evidence.done(0, null);
        assertThat(wakeUps).isEqualTo(3);
        dispatcher.doWork(now);
        assertThat(dispatcher.cursor().events()).isEqualTo(2);
        assertThat(dispatcher.cursor().outcomes().deadLettered()).isEqualTo(1);
        assertThat(dispatcher.counts(2, 0, 0).deadLettered()).isEqualTo(1);
        assertThat(dispatcher.counts(2, 0, 0).settled()).isEqualTo(2);
        assertThat(heard.deadLettered).containsExactly(event.eventId());
        assertThat(dispatcher.settled()).isTrue();
        assertThat(dispatcher.halt()).isNull();
        evidence.done(0, null);
        dispatcher.doWork(now);
        assertThat(dispatcher.counts(2, 0, 0).deadLettered()).as("told twice").isEqualTo(1);
    }

    @Test
    void theRowItselfIsEvidenceOnlyByPolicy() {
        Dispatcher dispatcher = dispatcher(settingAside(true));
        dispatcher.push(Events.event(0, 7), now);
        sink.answer(0, new PushOutcome.Rejected("400"));
        dispatcher.doWork(now);
        assertThat(evidence.written.get(0).row()).isEqualTo(Events.rowOf(0, 7));
    }

    @Test
    void evidenceThatCannotBeKeptHaltsBeforeTheEvent() {
        Dispatcher dispatcher = dispatcher(settingAside(false));
        pushed(dispatcher, 0);
        sink.answer(0, new PushOutcome.Rejected("400"));
        dispatcher.doWork(now);
        evidence.done(0, new WspException(ReasonCode.QUARANTINE_UNAVAILABLE, "disk full"));
        dispatcher.doWork(now);
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.QUARANTINE_UNAVAILABLE);
        assertThat(haltOf(dispatcher).message()).contains("event 1").contains("disk full");
        assertThat(dispatcher.cursor()).isEqualTo(Cursor.START);
        assertThat(dispatcher.awaited()).isZero();
    }

    @Test
    void aPoisonEventIsDeadLetteredOnlyBecauseTheGateSettlesOthers() {
        Dispatcher dispatcher = dispatcher(settingAside(false));
        pushed(dispatcher, 0);
        sink.answer(0, DOWN);
        dispatcher.doWork(now);
        pushed(dispatcher, 1);
        sink.answer(1, admitted(sink.push(1)));
        workThroughRetries(dispatcher, DOWN);
        assertThat(dispatcher.halt()).isNull();
        assertThat(evidence.written).hasSize(1);
        assertThat(evidence.written.get(0).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(evidence.written.get(0).reason()).contains("in 1000 ms, the last failure: unavailable: 503");
    }

    @Test
    void aGateThatIsAwayHaltsWhateverThePolicyOfEvents() {
        Dispatcher dispatcher = dispatcher(settingAside(false));
        pushed(dispatcher, 0);
        sink.answer(0, admitted(sink.push(0)));
        dispatcher.doWork(now);
        pushed(dispatcher, 1);
        pushed(dispatcher, 2);
        workThroughRetries(dispatcher, DOWN);
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(evidence.written).isEmpty();
    }

    @Test
    void aGateThatRejectsAWorldFromItsFirstEventHaltsEvenThoughEventsMayBeSetAside() {
        Dispatcher dispatcher = dispatcher(settingAside(false)
                .withOutcomes(outcomes -> outcomes.withQuarantine(
                        QuarantinePolicy.DEFAULTS.withFirstEvents(2).withInARow(0))));
        evidence.atOnce = true;
        for (int i = 0; i < 2; i++) {
            pushed(dispatcher, i);
            sink.answer(i, new PushOutcome.Rejected("400"));
            dispatcher.doWork(now);
            dispatcher.doWork(now);
        }
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.QUARANTINE_LIMIT);
        assertThat(dispatcher.cursor().outcomes().deadLettered()).isEqualTo(2);
    }

    @Test
    void goesOnWhereACursorIs() {
        Dispatcher first = dispatcher(window(2));
        pushed(first, 0);
        sink.answer(0, quarantine(sink.push(0), "SCHEMA_FAIL"));
        first.doWork(now);
        Cursor cursor = first.cursor();
        Dispatcher second = dispatcher(window(2), cursor);
        assertThat(second.cursor()).isEqualTo(cursor);
        assertThat(second.taken()).isEqualTo(1);
        pushed(second, 1);
        sink.answer(1, new PushOutcome.Rejected("400"));
        second.doWork(now);
        assertThat(haltOf(second).path()).isEqualTo("stream#event=2");
        assertThat(second.counts(2, 0, 0))
                .isEqualTo(EventCounts.builder()
                        .planned(2)
                        .pushed(2)
                        .quarantined(1)
                        .build());
        assertThat(second.prefixDigest()).isEqualTo(digestOf(1));
    }

    @Test
    void whatTheGateDoesNotKnowIsQuarantineAfterItsTries() {
        Dispatcher dispatcher = dispatcher(retry(Duration.ofHours(1), Duration.ofMillis(1), 3));
        pushed(dispatcher, 0);
        for (int attempt = 0; attempt < 4; attempt++) {
            assertThat(dispatcher.settled()).isFalse();
            sink.answer(attempt, quarantine(sink.push(attempt), "INTERNAL_ERROR"));
            dispatcher.doWork(now);
            now += Duration.ofSeconds(1).toNanos();
            dispatcher.doWork(now);
        }
        assertThat(sink.pushes).hasSize(4);
        assertThat(dispatcher.settled()).isTrue();
        assertThat(dispatcher.halt()).isNull();
        assertThat(dispatcher.counts(1, 0, 0).quarantined()).isEqualTo(1);
        assertThat(heard.quarantined).containsExactly(sink.push(0).envelope.eventId());
    }

    @Test
    void otherFailuresDoNotUseUpTheAmbiguousTries() {
        Dispatcher dispatcher = dispatcher(retry(Duration.ofHours(1), Duration.ofMillis(1), 1));
        pushed(dispatcher, 0);
        List<PushOutcome> answers = List.of(
                DOWN,
                new PushOutcome.Unknown("reset"),
                quarantine(sink.push(0), "PUBLISH_AMBIGUOUS"),
                DOWN,
                quarantine(sink.push(0), "PUBLISH_AMBIGUOUS"));
        for (int attempt = 0; attempt < answers.size(); attempt++) {
            assertThat(dispatcher.settled()).as("before answer %d", attempt).isFalse();
            sink.answer(attempt, answers.get(attempt));
            dispatcher.doWork(now);
            now += Duration.ofSeconds(1).toNanos();
            dispatcher.doWork(now);
        }
        assertThat(dispatcher.counts(1, 0, 0).quarantined()).isEqualTo(1);
        assertThat(sink.pushes).hasSize(5);
    }

    @Test
    void aWorldThatIsQuarantinedFromItsFirstEventHalts() {
        Dispatcher dispatcher = dispatcher(StreamPolicy.defaults()
                .withOutcomes(outcomes -> outcomes.withQuarantine(
                        QuarantinePolicy.DEFAULTS.withFirstEvents(2).withInARow(0))));
        for (int i = 0; i < 2; i++) {
            assertThat(dispatcher.halt()).isNull();
            pushed(dispatcher, i);
            sink.answer(i, quarantine(sink.push(i), "SCHEMA_FAIL"));
            dispatcher.doWork(now);
        }
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.QUARANTINE_LIMIT);
        assertThat(haltOf(dispatcher).path()).isEqualTo("stream#event=2");
        assertThat(dispatcher.counts(9, 0, 0).quarantined())
                .as("what the gate took is counted")
                .isEqualTo(2);
        assertThat(dispatcher.settled()).isTrue();
    }

    @Test
    void aRowOfQuarantineForOneReasonHalts() {
        Dispatcher dispatcher = dispatcher(StreamPolicy.defaults()
                .withOutcomes(outcomes -> outcomes.withQuarantine(
                        QuarantinePolicy.DEFAULTS.withFirstEvents(0).withInARow(2))));
        String[] reasons = {"A", "", "B", "A", "A"};
        for (int i = 0; i < reasons.length; i++) {
            assertThat(dispatcher.halt()).as("before event %d", i + 1).isNull();
            pushed(dispatcher, i);
            sink.answer(i, reasons[i].isEmpty() ? admitted(sink.push(i)) : quarantine(sink.push(i), reasons[i]));
            dispatcher.doWork(now);
        }
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.QUARANTINE_LIMIT);
        assertThat(haltOf(dispatcher).path()).isEqualTo("stream#event=5");
    }

    @Test
    void aHaltHearsWhatIsOutAndSendsNothingMore() {
        Dispatcher dispatcher = dispatcher(window(4));
        for (int i = 0; i < 4; i++) {
            pushed(dispatcher, i);
        }
        sink.answer(3, DOWN);
        dispatcher.doWork(now);
        sink.answer(1, new PushOutcome.Rejected("400 NONSENSE"));
        dispatcher.doWork(now);
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.INGRESS_REJECTED);
        assertThat(haltOf(dispatcher).path()).isEqualTo("stream#event=2");
        assertThat(dispatcher.out()).isEqualTo(2);

        sink.answer(0, admitted(sink.push(0)));
        sink.answer(2, DOWN);
        now += Duration.ofHours(1).toNanos();
        dispatcher.doWork(now);
        assertThat(dispatcher.out()).isZero();
        assertThat(sink.pushes).hasSize(4);
        assertThat(dispatcher.counts(4, 0, 0).admitted()).isEqualTo(1);
        assertThat(haltOf(dispatcher).path()).as("the first reason stays").isEqualTo("stream#event=2");
        assertThat(dispatcher.prefixDigest()).isEqualTo(digestOf(1));
    }

    @Test
    void eachOutcomeThatHaltsNamesItsCode() {
        assertThat(codeAfter(new PushOutcome.Rejected("400"))).isEqualTo(ReasonCode.INGRESS_REJECTED);
        assertThat(codeAfter(new PushOutcome.Unauthorised("401"))).isEqualTo(ReasonCode.INGRESS_UNAUTHORISED);
        assertThat(codeAfter(new PushOutcome.ProtocolViolation("302"))).isEqualTo(ReasonCode.INGRESS_PROTOCOL);
    }

    private ReasonCode codeAfter(PushOutcome outcome) {
        Dispatcher dispatcher = dispatcher(window(1));
        pushed(dispatcher, 0);
        sink.answer(sink.pushes.size() - 1, outcome);
        dispatcher.doWork(now);
        return haltOf(dispatcher).code();
    }

    @Test
    void aSecondCallbackIsIgnored() {
        Dispatcher dispatcher = dispatcher(window(2));
        pushed(dispatcher, 0);
        sink.answer(0, admitted(sink.push(0)));
        sink.answer(0, new PushOutcome.Rejected("400"));
        assertThat(wakeUps).isEqualTo(1);
        dispatcher.doWork(now);
        sink.answer(0, new PushOutcome.Rejected("400"));
        dispatcher.doWork(now);
        assertThat(dispatcher.halt()).isNull();
        assertThat(dispatcher.counts(1, 0, 0).admitted()).isEqualTo(1);
    }

    @Test
    void aLateCallbackOfAnEarlierTryIsIgnored() {
        Dispatcher dispatcher = dispatcher(window(1));
        pushed(dispatcher, 0);
        sink.answer(0, DOWN);
        dispatcher.doWork(now);
        now += Duration.ofSeconds(1).toNanos();
        dispatcher.doWork(now);
        sink.answer(0, admitted(sink.push(0)));
        dispatcher.doWork(now);
        assertThat(dispatcher.settled()).isFalse();
        assertThat(dispatcher.out()).isEqualTo(1);
    }

    @Test
    void aSinkThatThrowsIsTriedAgainWithinTheBudget() {
        Dispatcher dispatcher = dispatcher(retry(Duration.ofSeconds(1), Duration.ofMillis(10), 3));
        sink.failure = new IllegalStateException("broken");
        pushed(dispatcher, 0);
        assertThat(wakeUps).isEqualTo(1);
        dispatcher.doWork(now);
        sink.failure = null;
        now += Duration.ofMillis(10).toNanos();
        dispatcher.doWork(now);
        sink.answer(0, admitted(sink.push(0)));
        dispatcher.doWork(now);
        assertThat(dispatcher.counts(1, 0, 0).admitted()).isEqualTo(1);

        sink.failure = new IllegalStateException("broken for good");
        pushed(dispatcher, 1);
        workThroughRetries(dispatcher, DOWN);
        assertThat(haltOf(dispatcher).code()).isEqualTo(ReasonCode.RETRY_EXHAUSTED);
        assertThat(haltOf(dispatcher).message()).contains("IllegalStateException");
    }

    @Test
    void aSinkThatAnswersAndThenThrowsHasAnswered() {
        Dispatcher dispatcher = dispatcher(window(1));
        sink.answerAtOnce = true;
        sink.failure = new IllegalStateException("broken");
        pushed(dispatcher, 0);
        dispatcher.doWork(now);
        assertThat(dispatcher.counts(1, 0, 0).admitted()).isEqualTo(1);
    }

    @Test
    void outcomesOutOfOrderMoveThePrefixOnlyOverWhatIsSettled() {
        Dispatcher dispatcher = dispatcher(window(3));
        List<FramedEvent> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            events.add(pushed(dispatcher, i));
        }
        sink.answer(2, admitted(sink.push(2)));
        sink.answer(1, admitted(sink.push(1)));
        dispatcher.doWork(now);
        assertThat(dispatcher.prefixDigest()).isEqualTo(digestOf(0));
        assertThat(recycled).as("a buffer behind an open event is kept").isEmpty();
        assertThat(dispatcher.hasRoom(now)).isTrue();
        sink.answer(0, admitted(sink.push(0)));
        dispatcher.doWork(now);
        assertThat(dispatcher.prefixDigest()).isEqualTo(digestOf(3));
        assertThat(recycled).containsExactlyElementsOf(events);
    }

    /** I12: while one event is tried again, the others may run ahead of it, but not without end. */
    @Test
    void theWindowDoesNotRunAheadOfItsSlowestEventForEver() {
        Dispatcher dispatcher = dispatcher(window(2));
        pushed(dispatcher, 0);
        int ahead = 0;
        while (dispatcher.hasRoom(now)) {
            pushed(dispatcher, ++ahead);
            sink.answer(ahead, admitted(sink.push(ahead)));
            dispatcher.doWork(now);
        }
        assertThat(ahead).isEqualTo(2 * 64 - 1);
        sink.answer(0, admitted(sink.push(0)));
        dispatcher.doWork(now);
        assertThat(dispatcher.hasRoom(now)).isTrue();
        assertThat(dispatcher.prefixDigest()).isEqualTo(digestOf(2 * 64));
    }

    @Test
    void aWideWindowRunsAtMost65536EventsAhead() {
        Dispatcher dispatcher = dispatcher(window(4096).withPush(push -> push.withOrdering(Ordering.PER_KEY)));
        FramedEvent event = Events.event(0, 1);
        int taken = 0;
        while (dispatcher.hasRoom(now)) {
            dispatcher.push(event, now);
            taken++;
        }
        assertThat(taken).isEqualTo(65_536);
    }

    private static Hex64 digestOf(int events) {
        StreamDigest digest = new StreamDigest();
        for (int i = 0; i < events; i++) {
            digest.add(Events.event(i).id());
        }
        return digest.value();
    }

    private static PushOutcome admitted(Push push) {
        return new Decided(Decision.ADMIT, new Receipt(push.id, "out", List.of(), List.of(), ON_BUS));
    }

    private static PushOutcome quarantine(Push push, String reason) {
        return new Decided(
                Decision.QUARANTINE, new Receipt(push.id, "out", List.of(reason), List.of("quarantine_record"), null));
    }

    private record Push(EnvelopeView envelope, String id, int attempt, String text, PushCallback callback) {}

    /** Keeps what it is sent; the test answers. */
    private static final class Sink implements IngressSink {
        private final List<Push> pushes = new ArrayList<>();
        private @Nullable RuntimeException failure;
        private boolean answerAtOnce;
        private int answered;

        @Override
        public void push(EnvelopeView envelope, PushCallback callback) {
            if (failure != null && !answerAtOnce) {
                throw failure;
            }
            String text =
                    StandardCharsets.UTF_8.decode(envelope.bytes().duplicate()).toString();
            Push push = new Push(envelope, envelope.eventId().value(), envelope.attempt(), text, callback);
            pushes.add(push);
            if (answerAtOnce) {
                callback.onOutcome(admitted(push));
            }
            if (failure != null) {
                throw failure;
            }
        }

        Push push(int index) {
            return pushes.get(index);
        }

        String text(int index) {
            return push(index).text;
        }

        void answer(int index, PushOutcome outcome) {
            push(index).callback.onOutcome(outcome);
            answered = Math.max(answered, index + 1);
        }

        void answerAll(PushOutcome outcome) {
            while (answered < pushes.size()) {
                answer(answered, outcome);
            }
        }

        @Override
        public void close() {}
    }

    /** Keeps what it hears. */
    private static final class Heard implements Dispatcher.OutcomeListener {
        private final List<EventId> quarantined = new ArrayList<>();
        private final List<EventId> deadLettered = new ArrayList<>();

        @Override
        public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {
            quarantined.add(eventId);
        }

        @Override
        public void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {
            deadLettered.add(eventId);
        }
    }

    /** Keeps what it is to write; the test says when it is durable. */
    private static final class Evidence implements EvidenceWriter {
        private final List<DeadLetter> written = new ArrayList<>();
        private final List<Consumer<@Nullable WspException>> waiting = new ArrayList<>();
        private boolean atOnce;

        @Override
        public void write(DeadLetter evidence, Consumer<@Nullable WspException> done) {
            written.add(evidence);
            waiting.add(done);
            if (atOnce) {
                done.accept(null);
            }
        }

        void done(int index, @Nullable WspException failure) {
            waiting.get(index).accept(failure);
        }
    }
}
