package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link ControlSource}: the rules {@code CTL-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class ControlSourceContract extends Contract {
    private static final RunId RUN = new RunId("0123456789abcdef0123456789abcdef");
    private static final int SENDERS = 4;
    private static final int COMMANDS = 10;
    private static final List<ControlAction> ACTIONS = List.of(
            new ControlAction.Pause(),
            new ControlAction.Resume(),
            new ControlAction.Speed("333.333333333"),
            new ControlAction.Speed("max"),
            new ControlAction.Cap(new BigDecimal("12.5")),
            new ControlAction.Cap(null),
            new ControlAction.Step(17),
            new ControlAction.StepInstant(),
            new ControlAction.Drain(),
            new ControlAction.Stop());

    /** Creates the kit. JUnit creates one instance per test; its place is empty. */
    protected ControlSourceContract() {}

    /** Returns a source at the test's one place, not open. The kit closes it. */
    protected abstract ControlSource source() throws Exception;

    /**
     * Sends a command to the place as an operator does, and waits for the answer. Any thread calls this.
     *
     * @param command the command; its authority is for the source to find out
     * @return the answer, or empty if the source ended, or is not there, without one
     */
    protected abstract Optional<ControlAnswer> send(ControlCommand command) throws Exception;

    /** Sends something that is no command, and waits for the answer; empty as for {@link #send}. */
    protected abstract Optional<ControlAnswer> sendMalformed() throws Exception;

    @Override
    final String ruleOfReturning() {
        return "CTL-04";
    }

    @Test
    @DisplayName("CTL-01 each command is submitted once, as it was sent, and its answer reaches the sender")
    public final void eachCommandIsSubmittedOnce() throws Exception {
        Desk desk = new Desk();
        try (ControlSource source = source()) {
            source.open(desk);
            for (ControlAction action : ACTIONS) {
                ControlCommand command = command("key of " + action, action, "so that it is seen: \"\u00e9\u4e2d\\\"");
                assertEquals(Optional.of(Desk.answerTo(command)), send(command), "the answer to " + action);
                assertSubmitted(command, desk);
            }
        }
        assertEquals(0, desk.refusals.get(), "refusals by the source");
    }

    @Test
    @DisplayName("CTL-01 the longest texts are allowed")
    public final void theLongestTextsAreAllowed() throws Exception {
        Desk desk = new Desk();
        try (ControlSource source = source()) {
            source.open(desk);
            ControlCommand command = new ControlCommand(
                    "\u00e9".repeat(ControlCommand.MOST_NAME),
                    RUN,
                    new ControlAction.Pause(),
                    "\u4e2d".repeat(ControlCommand.MOST_NAME),
                    "kit",
                    "\ud83d\ude00".repeat(ControlCommand.MOST_REASON));
            assertEquals(Optional.of(Desk.answerTo(command)), send(command), "the answer");
            assertSubmitted(command, desk);
        }
    }

    @Test
    @DisplayName("CTL-01 several senders get their own answers")
    public final void severalSendersGetTheirOwnAnswers() throws Exception {
        Desk desk = new Desk();
        AtomicInteger senders = new AtomicInteger();
        try (ControlSource source = source()) {
            source.open(desk);
            onOtherThreads(SENDERS, () -> {
                int sender = senders.getAndIncrement();
                for (int i = 0; i < COMMANDS; i++) {
                    ControlCommand command =
                            command("key " + sender + " " + i, new ControlAction.Step(1 + 2L * i), "sender " + sender);
                    assertEquals(Optional.of(Desk.answerTo(command)), send(command), "the answer");
                }
            });
        }
        assertEquals(SENDERS * COMMANDS, desk.submitted.size(), "the commands that were submitted");
    }

    @Test
    @DisplayName("CTL-02 a malformed command is refused and reported, and the next one is taken")
    public final void aMalformedCommandIsRefused() throws Exception {
        Desk desk = new Desk();
        try (ControlSource source = source()) {
            source.open(desk);
            ControlAnswer answer = sendMalformed().orElseThrow(() -> new AssertionError("no answer"));
            assertEquals(
                    ReasonCode.CONTROL_INVALID,
                    assertInstanceOf(ControlAnswer.Refused.class, answer).code(),
                    "the code of the refusal");
            assertTrue(desk.submitted.isEmpty(), "a malformed command was submitted");
            assertEquals(1, desk.refusals.get(), "the refusals that were reported to the desk");
            ControlCommand command = command("after", new ControlAction.Pause(), "afterwards");
            assertEquals(Optional.of(Desk.answerTo(command)), send(command), "the answer to the next command");
        }
    }

    @Test
    @DisplayName("CTL-04 a closed source takes no command, and its place can be used again")
    public final void aClosedSourceTakesNoCommand() throws Exception {
        Desk desk = new Desk();
        ControlSource source = source();
        source.open(desk);
        ControlCommand command = command("first", new ControlAction.Pause(), "before the end");
        assertEquals(Optional.of(Desk.answerTo(command)), send(command), "the answer before the end");
        source.close();
        source.close();
        desk.submitted.clear();
        assertFalse(
                send(command).filter(ControlAnswer.InEffect.class::isInstance).isPresent(), "in effect after the end");
        assertTrue(desk.submitted.isEmpty(), "a command was submitted after the end");
        Desk next = new Desk();
        try (ControlSource again = source()) {
            again.open(next);
            assertEquals(Optional.of(Desk.answerTo(command)), send(command), "the answer of the next source");
        }
    }

    private static ControlCommand command(String key, ControlAction action, String reason) {
        return new ControlCommand(key, RUN, action, "kit", "kit", reason);
    }

    private static void assertSubmitted(ControlCommand sent, Desk desk) {
        ControlCommand submitted = desk.submitted.poll();
        assertTrue(submitted != null && desk.submitted.isEmpty(), "the command was not submitted exactly once");
        ControlCommand expected = new ControlCommand(
                sent.key(), sent.runId(), sent.action(), sent.actor(), submitted.authority(), sent.reason());
        assertEquals(expected, submitted, "the command that was submitted");
    }

    /** Answers at once; which answer it is depends on the command. */
    private static final class Desk implements ControlDesk {
        private final Queue<ControlCommand> submitted = new ConcurrentLinkedQueue<>();
        private final AtomicInteger refusals = new AtomicInteger();

        static ControlAnswer answerTo(ControlCommand command) {
            return command.action() instanceof ControlAction.Step
                    ? new ControlAnswer.Refused(ReasonCode.CONTROL_REFUSED, "no \"step\" for " + command.key())
                    : new ControlAnswer.InEffect();
        }

        @Override
        public void submit(ControlCommand command, Consumer<ControlAnswer> answer) {
            submitted.add(command);
            answer.accept(answerTo(command));
        }

        @Override
        public void refused(String actor, ControlAnswer.Refused refusal) {
            refusals.incrementAndGet();
        }
    }
}
