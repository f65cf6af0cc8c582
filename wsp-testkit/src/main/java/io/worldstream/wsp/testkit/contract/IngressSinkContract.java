package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decided;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * Proves an {@link IngressSink}: the rules {@code SNK-*} of {@code docs/spec.md}, against a gate of each {@link
 * GateConduct}. The sink under test gives up on every gate well within {@link #patience}; on one that is {@link
 * GateConduct#SILENT} soon, for a test waits for it, and on others not before a busy machine can answer.
 */
@SuppressWarnings("exports") // JUnit is optional: passed on, every module that uses the kit would need it to compile
public abstract class IngressSinkContract extends Contract {
    private static final int POOLED_BYTES = 1 << 10;
    private static final int PUSHES = 20;

    /** For a subclass, which JUnit makes anew for each test. */
    protected IngressSinkContract() {}

    /** Starts a gate of that conduct, without memory of another, and a sink that pushes to it. */
    protected abstract GateStand start(GateConduct conduct) throws Exception;

    /** What gates behind this sink can do; all unless overridden. */
    protected Set<GateConduct> conducts() {
        return EnumSet.allOf(GateConduct.class);
    }

    @Override
    final String ruleOfReturning() {
        return "SNK-02";
    }

    @Test
    @DisplayName("SNK-02 push returns while the gate still holds its answer")
    public final void pushReturnsWhileTheGateHoldsItsAnswer() throws Exception {
        assumeTrue(conducts().contains(GateConduct.HOLDING), "the gate cannot hold an answer");
        try (GateStand stand = start(GateConduct.HOLDING);
                IngressSink sink = stand.sink()) {
            ContractPush push = push(1);
            push(push, sink);
            assertFalse(push.answeredWithinPush(), "push waited for the answer, and gave up");
            stand.letGo();
        }
    }

    @Test
    @DisplayName("SNK-03 neither envelope nor bytes are used after the callback")
    public final void neitherEnvelopeNorBytesAreUsedAfterTheCallback() throws Exception {
        assertOfEach(
                trial -> {
                    assertEquals(0, trial.first.usesAfterLoan(), "uses of an envelope that is not lent");
                    assertTrue(
                            List.of(trial.first.text(), trial.second.text()).containsAll(trial.arrived),
                            () -> "what arrived is not what was lent: " + trial.arrived);
                },
                GateConduct.ADMITTING,
                GateConduct.UNAVAILABLE,
                GateConduct.BREAKING,
                GateConduct.SILENT);
    }

    @Test
    @DisplayName("SNK-03 the same bytes carry another envelope as soon as the callback was called")
    public final void theSameBytesCarryAnotherEnvelope() throws Exception {
        byte[] pooled = new byte[POOLED_BYTES];
        List<String> pushed = new ArrayList<>();
        try (GateStand stand = start(GateConduct.ADMITTING);
                IngressSink sink = stand.sink()) {
            for (int i = 1; i <= PUSHES; i++) {
                ContractPush push = new ContractPush(i, pooled);
                push(push, sink).await(patience());
                pushed.add(push.text());
            }
            List<String> arrived = stand.arrived();
            assertFalse(arrived.isEmpty(), "nothing arrived");
            assertTrue(pushed.containsAll(arrived), () -> "what arrived is not what was lent: " + arrived);
        }
    }

    @Test
    @DisplayName("SNK-04 an envelope is sent at most once: no retry, no redirect, no resend")
    public final void anEnvelopeIsSentAtMostOnce() throws Exception {
        assertOfEach(
                trial -> trial.pushes().forEach(push -> {
                    int times = Collections.frequency(trial.arrived, push.text());
                    assertTrue(times <= 1, () -> "one push arrived " + times + " times");
                }),
                GateConduct.CLOSING,
                GateConduct.SILENT,
                GateConduct.BREAKING,
                GateConduct.UNAVAILABLE,
                GateConduct.THROTTLING,
                GateConduct.REDIRECTING,
                GateConduct.BABBLING);
    }

    @Test
    @DisplayName("SNK-05 each push has one outcome")
    public final void eachPushHasOneOutcome() throws Exception {
        assertOfEach(
                trial -> trial.pushes().forEach(this::assertAnsweredOnce),
                GateConduct.ADMITTING,
                GateConduct.CLOSING,
                GateConduct.ABSENT,
                GateConduct.BREAKING,
                GateConduct.UNAVAILABLE,
                GateConduct.THROTTLING,
                GateConduct.REDIRECTING,
                GateConduct.BABBLING);
    }

    @Test
    @DisplayName("SNK-05 what is out when the sink is closed is unknown, once")
    public final void whatIsOutWhenTheSinkIsClosedIsUnknown() throws Exception {
        assumeTrue(conducts().contains(GateConduct.HOLDING), "the gate cannot hold an answer");
        ContractPush push = push(1);
        try (GateStand stand = start(GateConduct.HOLDING)) {
            try (IngressSink sink = stand.sink()) {
                push(push, sink);
            }
            push.await(patience());
            stand.letGo();
        }
        assertAnsweredOnce(push);
        assertInstanceOf(PushOutcome.Unknown.class, push.outcomes().get(0));
    }

    @Test
    @DisplayName("SNK-06 a gate that never answers is an outcome too, in a bounded time")
    public final void aGateThatNeverAnswersIsAnOutcomeToo() throws Exception {
        assumeTrue(conducts().contains(GateConduct.SILENT), "the gate cannot be silent");
        try (GateStand stand = start(GateConduct.SILENT);
                IngressSink sink = stand.sink()) {
            assertAnsweredOnce(push(push(1), sink).await(patience()));
        }
    }

    @Test
    @DisplayName("SNK-07 push throws nothing for what the gate or the network did")
    public final void pushThrowsNothingForWhatTheGateOrTheNetworkDid() throws Exception {
        assertOfEach(
                trial -> trial.pushes().forEach(push -> assertNull(push.thrown(), "push threw")), GateConduct.values());
    }

    @Test
    @DisplayName("SNK-08 a decision is told only if the gate sent it")
    public final void aDecisionIsToldOnlyIfTheGateSentIt() throws Exception {
        assertOfEach(
                trial -> trial.first
                        .outcomes()
                        .forEach(outcome ->
                                assertFalse(outcome instanceof Decided, () -> "the gate did not send " + outcome)),
                GateConduct.ABSENT,
                GateConduct.BREAKING,
                GateConduct.SILENT,
                GateConduct.UNAVAILABLE,
                GateConduct.THROTTLING,
                GateConduct.REDIRECTING,
                GateConduct.BABBLING);
        assertOfEach(
                trial -> assertEquals(
                        List.of(trial.first.eventName(), trial.second.eventName()),
                        trial.pushes().stream()
                                .flatMap(push -> push.outcomes().stream())
                                .map(outcome -> assertInstanceOf(Decided.class, outcome))
                                .map(decided -> decided.receipt().eventId())
                                .toList(),
                        "the events that the receipts name"),
                GateConduct.ADMITTING);
    }

    private void assertOfEach(Expectation expectation, GateConduct... conducts) throws Exception {
        Set<GateConduct> able = conducts();
        for (GateConduct conduct : conducts) {
            if (able.contains(conduct) && conduct != GateConduct.HOLDING) {
                Trial trial = trial(conduct);
                try {
                    expectation.check(trial);
                } catch (AssertionError e) {
                    throw new AssertionFailedError(e.getMessage() + ", of a gate that is " + conduct, e);
                }
            }
        }
    }

    /**
     * Pushes once, and once more when the first push has its outcome: what a sink does behind its caller's back has its
     * chance. Says what there is to say when sink and gate are closed.
     */
    private Trial trial(GateConduct conduct) throws Exception {
        ContractPush first = push(1);
        ContractPush second = push(2);
        try (GateStand stand = start(conduct)) {
            try (IngressSink sink = stand.sink()) {
                push(first, sink).await(patience());
                push(second, sink).await(patience());
            }
            return new Trial(first, second, stand.arrived());
        }
    }

    /** On a thread of its own: a push that does not return is a fault of its own, whatever the test is about. */
    private ContractPush push(ContractPush push, IngressSink sink) throws InterruptedException {
        onOtherThreads(1, () -> push.to(sink));
        return push;
    }

    private void assertAnsweredOnce(ContractPush push) {
        int times = push.outcomes().size();
        assertTrue(times > 0, () -> "the callback did not come within " + patience());
        assertTrue(times < 2, () -> "the callback came " + (times == 2 ? "twice" : times + " times"));
    }

    private static ContractPush push(int number) {
        return new ContractPush(number, new byte[POOLED_BYTES]);
    }

    @FunctionalInterface
    private interface Expectation {
        void check(Trial trial);
    }

    private static final class Trial {
        private final ContractPush first;
        private final ContractPush second;
        private final List<String> arrived;

        Trial(ContractPush first, ContractPush second, List<String> arrived) {
            this.first = first;
            this.second = second;
            this.arrived = arrived;
        }

        List<ContractPush> pushes() {
            return List.of(first, second);
        }
    }
}
