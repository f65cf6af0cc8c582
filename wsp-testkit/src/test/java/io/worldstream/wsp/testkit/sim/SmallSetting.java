package io.worldstream.wsp.testkit.sim;

import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.SurveyTrust;
import java.time.Duration;
import java.util.Set;

/**
 * The settings shared by all small runs of one kind.
 *
 * @param events the number of events
 * @param window the number of events that may be in flight
 * @param backpressure a fixed window, always as full as it can be, or a window that follows failures
 * @param saves complete at once, or when a choice says so
 * @param failures occur before the crash only, or after it too
 */
record SmallSetting(
        int events, int window, Ordering ordering, Backpressure backpressure, Saves saves, Failures failures) {
    /** How long an event waits for its retry. No jitter: what failed first is tried again first. */
    static final Duration RETRY = Duration.ofMillis(1);

    private static final int OF_TWO_FLOWS = 855;
    private static final int OF_THREE_FLOWS = 278;

    /** When the store answers. */
    enum Saves {
        AT_ONCE,
        SLOW
    }

    /** When an event may fail. */
    enum Failures {
        BEFORE_THE_CRASH,
        ALWAYS
    }

    static SmallSetting of(int events, int window, Ordering ordering) {
        return new SmallSetting(events, window, ordering, Backpressure.FIXED, Saves.AT_ONCE, Failures.BEFORE_THE_CRASH);
    }

    SmallSetting with(Backpressure other) {
        return new SmallSetting(events, window, ordering, other, saves, failures);
    }

    SmallSetting with(Saves other) {
        return new SmallSetting(events, window, ordering, backpressure, other, failures);
    }

    SmallSetting with(Failures other) {
        return new SmallSetting(events, window, ordering, backpressure, saves, other);
    }

    /** A world of one part, which is read fast: of two flows in turn, or of three where three may be out. */
    SimWorld world() {
        boolean three = ordering == Ordering.PER_KEY && window > 2;
        SimWorld world = SimWorld.of(three ? OF_THREE_FLOWS : OF_TWO_FLOWS, events);
        String flows = three ? "ABCAB" : "ABABA";
        for (int place = 0; place < events; place++) {
            boolean alike = world.event(place).flow()
                    == world.event(flows.indexOf(flows.charAt(place))).flow();
            boolean another = place == 0
                    || world.event(place).flow() != world.event(place - 1).flow();
            if (world.size() != events || !alike || !another) {
                throw new IllegalStateException("the flows are no longer " + flows);
            }
        }
        return world;
    }

    StreamPolicy policy() {
        return StreamPolicy.defaults()
                .withPacing(pacing -> pacing.withSpeedup(Speedup.MAX))
                .withPush(push -> push.withMaxInFlight(window)
                        .withOrdering(ordering)
                        .withBackpressure(backpressure)
                        .withRetry(new RetryPolicy(Duration.ofMinutes(5), RETRY, RETRY, 3, Set.of())))
                .withCheckpoint(new CheckpointPolicy(1, Duration.ofMillis(1), Duration.ZERO))
                .withRead(read -> read.withSurveyTrust(SurveyTrust.SURVEY));
    }

    /** How many are out at most. */
    int widest() {
        return ordering == Ordering.GLOBAL ? 1 : window;
    }
}
