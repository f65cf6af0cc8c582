package io.worldstream.wsp.internal.source;

import static io.worldstream.wsp.internal.tasks.Schedules.require;

import io.worldstream.wsp.internal.tasks.ModelLane;
import io.worldstream.wsp.internal.tasks.Schedules;
import io.worldstream.wsp.policy.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A source that was opened is closed once and not read afterwards, whenever the run ends. */
@Tag("lincheck")
class ReadAheadCloseLincheckTest {
    private static final Limits TWO = Limits.builder().readAheadEvents(2).build();

    @Test
    void close_whileTheSourceIsRead_closesIt() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(3, false, TWO);
            ReadAhead events = source.readAhead(lane);
            events.doWork();
            events.close();
            requireClosed(events, lane, source);
        });
    }

    @Test
    void close_whileTheLaneAsksForMore_closesIt() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(3, false, TWO);
            ReadAhead events = source.readAhead(lane);
            Thread other = Schedules.start(events::close);
            events.doWork();
            if (events.peek() != null) {
                events.recycle(events.take());
            }
            events.doWork();
            other.join();
            requireClosed(events, lane, source);
        });
    }

    @Test
    void close_fromTwoThreads_closesItOnce() {
        Schedules.check(() -> {
            ModelLane lane = new ModelLane();
            ModelSource source = new ModelSource(1, false, TWO);
            ReadAhead events = source.readAhead(lane);
            events.doWork();
            Thread other = Schedules.start(events::close);
            events.close();
            other.join();
            requireClosed(events, lane, source);
        });
    }

    private static void requireClosed(ReadAhead events, ModelLane lane, ModelSource source)
            throws InterruptedException {
        lane.joinTasks();
        require(source.opened() <= 1 && source.closed() == source.opened(), "not closed, or opened twice");
        require(events.failure() == null, "its end is taken for a failure");
        require(events.doWork() == 0, "asks for more after its end");
    }
}
