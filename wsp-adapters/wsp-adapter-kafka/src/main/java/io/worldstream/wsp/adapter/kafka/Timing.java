package io.worldstream.wsp.adapter.kafka;

import java.time.Duration;

/**
 * Time limits of a source.
 *
 * @param probeEvery time between two checks that topic and group can be reached
 * @param answerWithin time within which a broker must answer one call
 * @param recordWithin time for which a settlement waits until it is committed
 * @param catchUpWithin time for which a poll waits until the source has caught up with the topic once
 */
record Timing(Duration probeEvery, Duration answerWithin, Duration recordWithin, Duration catchUpWithin) {
    static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(10));
}
