package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.IngressSink;
import io.worldstream.wsp.api.PushCallback;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.testkit.sim.SimTrace.Step;

/** The sink of one process: checks each envelope, sends it over the network, and returns the answers. One thread. */
final class SimDoor implements IngressSink {
    private final SimSetting setting;
    private final SimProcess process;

    SimDoor(SimSetting setting, SimProcess process) {
        this.setting = setting;
        this.process = process;
    }

    @Override
    public void push(EnvelopeView envelope, PushCallback callback) {
        process.delicateMoment();
        SimLane lane = process.lane();
        int place = -1;
        if (lane == null) {
            setting.checks().broken("I11", "an envelope left before a run was started");
        } else {
            place = lane.onPush(envelope, setting.time().nowNanos());
        }
        if (setting.options().hosts().durable()
                && !setting.lease().holds(process, setting.world().runId())) {
            setting.checks().broken("I9", "event " + place + " left a process that does not hold the run");
        }
        process.audit().onRecord().onPush(setting.world().runId());
        setting.trace().step(Step.PUSH, process.number(), place, envelope.attempt());
        if (lane == null || place < 0) {
            throw new SimKilled();
        }
        setting.network().send(process, place, envelope, new Call(lane, place, callback));
        process.delicateMoment();
    }

    @Override
    public void close() {}

    private final class Call implements SimNetwork.Answer {
        private final SimLane lane;
        private final int place;
        private final PushCallback callback;
        private boolean heard;

        Call(SimLane lane, int place, PushCallback callback) {
            this.lane = lane;
            this.place = place;
            this.callback = callback;
        }

        @Override
        public void hear(PushOutcome outcome) {
            if (process.postponed(() -> hear(outcome))) {
                return;
            }
            setting.trace().step(Step.ANSWER, process.number(), place, SimOutcomes.code(outcome));
            if (!heard) {
                heard = true;
                lane.onAnswer(place, outcome);
            }
            process.within(() -> {
                callback.onOutcome(outcome);
                process.delicateMoment();
            });
            process.turnSoon();
        }
    }
}
