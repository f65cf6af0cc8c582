package io.worldstream.wsp.internal.engine;

import static io.worldstream.wsp.internal.tasks.Schedules.require;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.internal.tasks.ModelLane;
import io.worldstream.wsp.internal.tasks.Schedules;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.report.StreamListener;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("lincheck")
class ReadyIntakeLincheckTest {
    private static final ControlMessageReader READER =
            new ControlMessageReader(ReadySource.DEFAULT_TOPIC, EnvelopeContract.V0, Limits.DEFAULTS);

    @Test
    void drained_pollFindsAMessage_isReachedAfterItIsTaken() {
        Schedules.check(() -> {
            Engine engine = new Engine(16);
            engine.findNothing();
            engine.publishAndAsk(1);
            require(!engine.turn() || engine.taken == 1, "drained, but the message was not taken");
            engine.lane.joinTasks();
            engine.runUntilDrained();
        });
    }

    @Test
    void drained_messagePublishedDuringAPoll_isReachedAfterItIsTaken() {
        Schedules.check(() -> {
            Engine engine = new Engine(16);
            Thread host = Schedules.start(() -> engine.publishAndAsk(1));
            engine.runUntilDrained();
            require(engine.taken == 1, "drained, but the message was not taken");
            host.join();
        });
    }

    @Test
    void poll_moreMessagesThanRoom_takesEachOnceInOrder() {
        Schedules.check(() -> {
            Engine engine = new Engine(1);
            engine.publishAndAsk(2);
            engine.runUntilDrained();
            require(engine.taken == 2, "drained, but a message was not taken");
        });
    }

    @Test
    void drained_pollFails_isNotReached() {
        Schedules.check(() -> {
            Engine engine = new Engine(16);
            engine.bus.failures = 1;
            engine.publishAndAsk(1);
            engine.runUntilDrained();
            require(engine.taken == 1, "drained, but the message was not taken");
            require(engine.bus.failures == 0 && engine.intake.failure() == null, "the failed poll was not repeated");
        });
    }

    /** The engine's thread is the one that runs the scenario. */
    private static final class Engine {
        private final ModelLane lane = new ModelLane();
        private final Bus bus = new Bus();
        private final Now clock = new Now();
        private final ReadyIntake intake;
        private final int room;
        private volatile long ticket = Long.MAX_VALUE;
        private int taken;

        Engine(int room) {
            this.room = room;
            Defects defects = new Defects(StreamListener.NONE, () -> {});
            intake = new ReadyIntake(bus, READER, clock, lane.tasks(), defects, lane::wakeUp);
        }

        void findNothing() {
            lane.inline(true);
            turn();
            lane.inline(false);
        }

        void publishAndAsk(int messages) {
            for (int i = 0; i < messages; i++) {
                bus.publish();
            }
            ticket = intake.askAnew();
            lane.wakeUp();
        }

        void runUntilDrained() throws InterruptedException {
            while (!turn()) {
                long wait = intake.nanosToNextPoll(clock.nowNanos);
                boolean polling = intake.expected() > 0;
                if (intake.failure() != null && !polling) {
                    clock.nowNanos += wait;
                } else if (wait > 0) {
                    lane.await();
                }
            }
            lane.joinTasks();
        }

        private boolean turn() {
            intake.doWork(room);
            for (ReadyIntake.Arrival next = intake.poll(); next != null; next = intake.poll()) {
                require(next.delivery().equals(new Message(taken)), "a message is lost, or taken twice");
                taken++;
            }
            return intake.drained() >= ticket;
        }
    }

    /** Messages that the source cannot read: parsing is not the subject here, and would be most of the schedule. */
    private static final class Bus implements ReadySource {
        private int published;
        private int polled;
        private int failures;

        synchronized void publish() {
            published++;
        }

        @Override
        public synchronized Optional<ReadyDelivery> poll() {
            if (failures > 0) {
                failures--;
                throw new WspException(ReasonCode.OBJECT_UNREADABLE, "the bus cannot be read");
            }
            return polled == published ? Optional.empty() : Optional.of(new Message(polled++));
        }
    }

    private record Message(int number) implements ReadyDelivery {
        @Override
        public String name() {
            return "m";
        }

        @Override
        public byte[] message() {
            return new byte[0];
        }

        @Override
        public Optional<String> unreadable() {
            return Optional.of("x");
        }

        @Override
        public void settle(Settlement settlement) {}
    }

    private static final class Now implements Clock {
        private long nowNanos;

        @Override
        public long monotonicNanos() {
            return nowNanos;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }
    }
}
