package io.worldstream.wsp.internal.source;

import static io.worldstream.wsp.internal.tasks.Schedules.require;

import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.tasks.ModelLane;
import io.worldstream.wsp.internal.tasks.Schedules;
import io.worldstream.wsp.policy.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lane is the thread that runs the scenario. */
@Tag("lincheck")
class ReadAheadLincheckTest {
    private static final Limits TWO = Limits.builder().readAheadEvents(2).build();
    private static final Limits MANY = Limits.DEFAULTS;

    @Test
    void take_streamLongerThanTheBuffer_bringsEveryEventOnceAndInOrder() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(3, false, TWO);
            ReadAhead events = source.readAhead(lane);
            require(takeAll(events, lane) == 3 && events.ended(), "an event is lost");
            close(events, lane, source);
        });
    }

    @Test
    void doWork_asReadingEnds_doesNotReadAgain() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(1, false, MANY);
            ReadAhead events = source.readAhead(lane);
            events.doWork();
            events.doWork();
            lane.joinTasks();
            require(source.opened() == 1, "read again from the cursor");
            require(takeAll(events, lane) == 1 && events.ended(), "an event is lost");
        });
    }

    @Test
    void ended_streamShorterThanTheBuffer_followsItsLastEvent() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(1, false, MANY);
            ReadAhead events = source.readAhead(lane);
            require(takeAll(events, lane) == 1 && events.ended(), "an event is lost");
            require(events.planned(10) == 1, "ended without the number of events");
            close(events, lane, source);
        });
    }

    @Test
    void failure_readFails_isKnownAfterTheEventsBeforeItAndEndsReading() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(1, true, MANY);
            ReadAhead events = source.readAhead(lane);
            events.doWork();
            require(takeAll(events, lane) == 1 && !events.ended(), "an event is lost, or the failure is");
            close(events, lane, source);
        });
    }

    /** Takes events as a lane does until the stream ends or fails; returns their number. */
    private static int takeAll(ReadAhead events, ModelLane lane) throws InterruptedException {
        int taken = 0;
        while (true) {
            events.doWork();
            FramedEvent next = events.peek();
            if (next != null) {
                require(events.take() == next && next.collapsedSoFar() == taken, "out of order, lost or doubled");
                taken++;
                events.recycle(next);
            } else if (events.failure() != null || events.ended()) {
                require(events.peek() == null, "ended before its last event");
                return taken;
            } else {
                lane.await();
            }
        }
    }

    private static void close(ReadAhead events, ModelLane lane, ModelSource source) throws InterruptedException {
        events.doWork();
        events.close();
        lane.joinTasks();
        require(source.opened() == 1, "read again from the cursor");
        require(source.closed() == 1, "not closed, or twice");
    }
}
