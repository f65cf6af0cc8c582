package io.worldstream.wsp.adapter.http;

import static io.worldstream.wsp.adapter.http.Schedules.require;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The threads that race to end a push: each of these scenarios ends it once, with its timer and its connection. */
@Tag("lincheck")
class PushExchangeLincheckTest {
    @Test
    void end_answerMeetsTimeout_callsBackOnce() {
        Schedules.check(() -> {
            ModelPush push = new ModelPush();
            push.exchange().expiresBy(push.timer());
            Thread io = Schedules.start(push::sendAndAnswer);
            push.timer().run();
            io.join();
            push.requireEnded();
        });
    }

    @Test
    void end_answerMeetsClose_callsBackOnce() {
        Schedules.check(() -> {
            ModelPush push = new ModelPush();
            push.exchange().expiresBy(push.timer());
            Thread io = Schedules.start(push::sendAndAnswer);
            push.exchange().abandon();
            io.join();
            push.requireEnded();
        });
    }

    @Test
    void end_timeoutMeetsCloseAndDeath_callsBackOnce() {
        Schedules.check(() -> {
            ModelPush push = new ModelPush();
            push.exchange().expiresBy(push.timer());
            Thread deadlines = Schedules.start(push.timer());
            Thread io = Schedules.start(() -> push.exchange().clientDied(new IllegalStateException("dead")));
            push.exchange().abandon();
            deadlines.join();
            io.join();
            push.requireEnded();
        });
    }

    @Test
    void expiresBy_pushEndsMeanwhile_cancelsTheTimer() {
        Schedules.check(() -> {
            ModelPush push = new ModelPush();
            Thread closer = Schedules.start(() -> push.exchange().abandon());
            push.exchange().expiresBy(push.timer());
            closer.join();
            require(push.timer().isCancelled(), "the timer stays, and keeps the envelope");
            push.requireEnded();
        });
    }
}
