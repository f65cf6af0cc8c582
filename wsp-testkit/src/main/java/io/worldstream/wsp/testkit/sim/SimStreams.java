package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.report.EventCounts;
import io.worldstream.wsp.report.LedgerEntry;
import io.worldstream.wsp.report.RunControl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams of one process, one after another, and the actions on them. One thread. */
final class SimStreams {
    private final SimSetting setting;
    /** Actions on runs that are still being prepared. */
    private final List<Early> beforeStart = new ArrayList<>();

    private @Nullable SimLane lane;
    private @Nullable RunControl laneControl;

    SimStreams(SimSetting setting) {
        this.setting = setting;
    }

    /** Returns the current stream, or the last one. */
    @Nullable SimLane lane() {
        return lane;
    }

    /** Called when a stream starts, with the control of its run. */
    void start(@Nullable RunControl control) {
        SimPace pace = setting.options().pace(setting.world());
        for (Early early : beforeStart) {
            if (early.of == control) {
                pace.obey(early.action, early.atNanos);
            }
        }
        beforeStart.clear();
        EventCounts from = setting.kept().map(LedgerEntry::events).orElse(EventCounts.NONE);
        lane = new SimLane(setting, setting.options().hosts().durable() ? from : null, pace);
        laneControl = control;
    }

    /** Changes the pace of a stream, now or once it starts. */
    void obey(RunControl of, ControlAction action) {
        long now = setting.time().nowNanos();
        if (lane != null && laneControl == of) {
            lane.pace().obey(action, now);
        } else {
            beforeStart.add(new Early(of, action, now));
        }
    }

    private record Early(RunControl of, ControlAction action, long atNanos) {}
}
