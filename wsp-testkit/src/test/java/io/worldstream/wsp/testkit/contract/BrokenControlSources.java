package io.worldstream.wsp.testkit.contract;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ControlSource;
import io.worldstream.wsp.api.ReasonCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Control sources that break one rule each. */
final class BrokenControlSources {
    private BrokenControlSources() {}

    /** Keeps the rules; each of the others gets one thing wrong. */
    static class Honest extends ControlSourceContract implements Impatient {
        private volatile @Nullable ControlDesk desk;

        @Override
        protected ControlSource source() {
            return new ControlSource() {
                @Override
                public void open(ControlDesk other) {
                    desk = other;
                }

                @Override
                public void close() {
                    ends();
                }
            };
        }

        void ends() {
            desk = null;
        }

        void submit(ControlDesk open, ControlCommand command, AtomicReference<@Nullable ControlAnswer> answer) {
            open.submit(command, answer::set);
        }

        void malformed(ControlDesk open, AtomicReference<@Nullable ControlAnswer> answer) {
            ControlAnswer.Refused refusal = new ControlAnswer.Refused(ReasonCode.CONTROL_INVALID, "no command");
            open.refused("kit", refusal);
            answer.set(refusal);
        }

        @Override
        protected Optional<ControlAnswer> send(ControlCommand command) {
            AtomicReference<@Nullable ControlAnswer> answer = new AtomicReference<>();
            ControlDesk open = desk;
            if (open != null) {
                submit(open, command, answer);
            }
            return Optional.ofNullable(answer.get());
        }

        @Override
        protected Optional<ControlAnswer> sendMalformed() {
            AtomicReference<@Nullable ControlAnswer> answer = new AtomicReference<>();
            ControlDesk open = desk;
            if (open != null) {
                malformed(open, answer);
            }
            return Optional.ofNullable(answer.get());
        }

        @Override
        protected Duration patience() {
            return Impatient.patience(getClass());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Impatient.isHeldUp(taken);
        }
    }

    /** Blocks where a test says. */
    static final class Blocking extends Honest {
        @Override
        protected ControlSource source() {
            return Blocker.around(ControlSource.class, super.source());
        }

        @Override
        boolean isHeldUp(Thread thread, Duration taken, int patiences) {
            return Blocker.holds(thread);
        }
    }

    @Breaks("CTL-01")
    static final class SubmitsTwice extends Honest {
        @Override
        void submit(ControlDesk open, ControlCommand command, AtomicReference<@Nullable ControlAnswer> answer) {
            super.submit(open, command, answer);
            super.submit(open, command, answer);
        }
    }

    @Breaks("CTL-01")
    static final class ForgetsTheReason extends Honest {
        @Override
        void submit(ControlDesk open, ControlCommand command, AtomicReference<@Nullable ControlAnswer> answer) {
            ControlCommand without = new ControlCommand(
                    command.key(), command.runId(), command.action(), command.actor(), command.authority(), "because");
            super.submit(open, without, answer);
        }
    }

    @Breaks("CTL-01")
    static final class ReadsTheCapAsNone extends Honest {
        @Override
        void submit(ControlDesk open, ControlCommand command, AtomicReference<@Nullable ControlAnswer> answer) {
            ControlAction action =
                    command.action() instanceof ControlAction.Cap ? new ControlAction.Cap(null) : command.action();
            super.submit(
                    open,
                    new ControlCommand(
                            command.key(),
                            command.runId(),
                            action,
                            command.actor(),
                            command.authority(),
                            command.reason()),
                    answer);
        }
    }

    @Breaks("CTL-01")
    static final class SaysThatAllIsInEffect extends Honest {
        @Override
        void submit(ControlDesk open, ControlCommand command, AtomicReference<@Nullable ControlAnswer> answer) {
            super.submit(open, command, answer);
            answer.set(new ControlAnswer.InEffect());
        }
    }

    @Breaks("CTL-02")
    static final class DoesNotReportARefusal extends Honest {
        @Override
        void malformed(ControlDesk open, AtomicReference<@Nullable ControlAnswer> answer) {
            answer.set(new ControlAnswer.Refused(ReasonCode.CONTROL_INVALID, "no command"));
        }
    }

    @Breaks("CTL-02")
    static final class EndsAfterAMalformedCommand extends Honest {
        @Override
        void malformed(ControlDesk open, AtomicReference<@Nullable ControlAnswer> answer) {
            super.malformed(open, answer);
            ends();
        }
    }

    @Breaks("CTL-04")
    static final class GoesOnAfterTheEnd extends Honest {
        @Override
        void ends() {}
    }
}
