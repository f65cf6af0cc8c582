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
 * Proves an {@link IngressSink}: the rules {@code SNK-*} of {@code docs/spec.md}, against a gate of each
 * {@link GateConduct}. Configure the sink under test to give up on every gate well within {@link #patience}: soon on a
 * gate that is {@link GateConduct#SILENT}, because a test waits for it, but on other gates not before a busy machine
 * can answer.
 */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class IngressSinkContract extends Contract {
    private static final int POOLED_BYTES = 1 << 10;
    private static final int PUSHES = 20;

    /** Creates the kit. JUnit creates one instance per test. */
    protected IngressSinkContract() {}

    /** Starts a gate with the given behaviour and no memory of earlier gates, and a sink that pushes to it. */
    protected abstract GateStand start(GateConduct conduct) throws Exception;

    /** Returns the behaviours that gates behind this sink support. Default: all. */
    protected Set<GateConduct> conducts() {
        return EnumSet.allOf(GateConduct.class);
    }

    @Override
    final String ruleOfReturning() {
        return "SNK-02";
    }

    @Test
    @DisplayName("SNK-02 push returns while the gate withholds its answer")
    public final void pushReturnsWhileTheGateHoldsItsAnswer() throws Exception {
        assumeTrue(conducts().contains(GateConduct.HOLDING), "the gate cannot withhold an answer");
        try (GateStand stand = start(GateConduct.HOLDING);
                IngressSink sink = stand.sink()) {
            ContractPush push = push(1);
            push(push, sink);
            assertFalse(push.answeredWithinPush(), "push waited for the answer and gave up");
            stand.letGo();
        }
    }

    @Test
    @DisplayName("SNK-03 neither envelope nor bytes are used after the callback")
    public final void neitherEnvelopeNorBytesAreUsedAfterTheCallback() throws Exception {
        assertOfEach(
                trial -> {
                    assertEquals(0, trial.first.usesAfterLoan(), "uses of an envelope after its loan");
                    assertTrue(
                            List.of(trial.first.text(), trial.second.text()).containsAll(trial.arrived),
                            () -> "the arrived bytes are not the lent ones: " + trial.arrived);
                },
                GateConduct.ADMITTING,
                GateConduct.UNAVAILABLE,
                GateConduct.BREAKING,
                GateConduct.SILENT);
    }

    @Test
    @DisplayName("SNK-03 the same buffer carries another envelope right after the callback")
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
            assertTrue(pushed.containsAll(arrived), () -> "the arrived bytes are not the lent ones: " + arrived);
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
                GateConduct.DOUBTING,
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
                GateConduct.DOUBTING,
                GateConduct.THROTTLING,
                GateConduct.REDIRECTING,
                GateConduct.BABBLING);
    }

    @Test
    @DisplayName("SNK-05 envelopes in flight at close are reported as Unknown, once")
    public final void whatIsOutWhenTheSinkIsClosedIsUnknown() throws Exception {
        assumeTrue(conducts().contains(GateConduct.HOLDING), "the gate cannot withhold an answer");
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
    @DisplayName("SNK-06 a push to a gate that never answers has an outcome within a bounded time")
    public final void aGateThatNeverAnswersIsAnOutcomeToo() throws Exception {
        assumeTrue(conducts().contains(GateConduct.SILENT), "the gate cannot be silent");
        try (GateStand stand = start(GateConduct.SILENT);
                IngressSink sink = stand.sink()) {
            assertAnsweredOnce(push(push(1), sink).await(patience()));
        }
    }

    @Test
    @DisplayName("SNK-07 push never throws because of the gate or the network")
    public final void pushThrowsNothingForWhatTheGateOrTheNetworkDid() throws Exception {
        assertOfEach(
                trial -> trial.pushes().forEach(push -> assertNull(push.thrown(), "push threw")), GateConduct.values());
    }

    @Test
    @DisplayName("SNK-08 a decision is reported only if the gate sent it")
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
                GateConduct.DOUBTING,
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
                        "the events named by the receipts"),
                GateConduct.ADMITTING);
    }

    @Test
    @DisplayName("SNK-09 Ambiguous is reported if the gate says that it does not know, and only then")
    public final void ambiguousIsToldIfAndOnlyIfTheGateSaysSo() throws Exception {
        assertOfEach(
                trial -> trial.first
                        .outcomes()
                        .forEach(outcome -> assertInstanceOf(PushOutcome.Ambiguous.class, outcome)),
                GateConduct.DOUBTING);
        assertOfEach(
                trial -> trial.first
                        .outcomes()
                        .forEach(outcome -> assertFalse(
                                outcome instanceof PushOutcome.Ambiguous, () -> "the gate did not send " + outcome)),
                GateConduct.ABSENT,
                GateConduct.BREAKING,
                GateConduct.SILENT,
                GateConduct.UNAVAILABLE,
                GateConduct.THROTTLING,
                GateConduct.REDIRECTING,
                GateConduct.BABBLING);
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
     * Pushes one envelope, then a second one after the first has its outcome, which gives the sink time to act behind
     * its caller's back. Returns the results after sink and gate are closed.
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

    /** Pushes on a separate thread, so that a push that hangs is reported as such, whatever the test is about. */
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
