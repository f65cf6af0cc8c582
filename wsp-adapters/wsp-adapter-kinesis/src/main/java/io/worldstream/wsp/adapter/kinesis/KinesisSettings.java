package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.Clock;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The stream to read, and the pace.
 *
 * @param region null for the SDK's default
 * @param endpoint null for that of AWS in the region
 * @param idle time between two reads of a shard at its tip
 */
record KinesisSettings(
        String stream,
        @Nullable String region,
        @Nullable URI endpoint,
        int maxMessageBytes,
        Duration idle,
        Clock clock) {
    /** Names the stream in a message, in the words of the configuration. */
    String described() {
        return "the stream \"" + stream + "\""
                + (region == null ? "" : " in the region " + region)
                + (endpoint == null ? "" : " at " + endpoint);
    }
}
