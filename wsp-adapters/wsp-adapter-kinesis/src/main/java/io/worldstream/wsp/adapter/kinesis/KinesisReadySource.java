package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadyDelivery;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Control bus in an Amazon Kinesis data stream, one message in each record. All shards are read, from the oldest record
 * on, and resharding is followed: a shard begins once its parents are read to their end. The messages of one shard come
 * in their order.
 *
 * <pre>{@code
 * KinesisReadySource source = KinesisReadySource.builder().stream("fp-bus-control-v1")
 *         .region("eu-west-1")
 *         .positions(new FilePositionStore(state))
 *         .build();
 * }</pre>
 *
 * <p>Kinesis keeps no positions, so settled messages are recorded in a {@link PositionStore}: for each shard the records
 * up to which all are settled, and the settled ones above. Messages that are {@code DONE}, {@code IGNORED} or
 * {@code UNREADABLE} never come again, since a record cannot change. Those that are {@code REFUSED}, {@code HALTED} or
 * not settled come again to the next source object, until the stream's retention removes them; a {@code SKIPPED} one
 * comes again, unless the source has the same scope. At most 1,000 gaps of messages that are not settled are recorded
 * for the stream; of the messages above more than that, the last come again after a restart.
 *
 * <p>Several hosts may read a stream with one position store. Each gets all messages that are not settled yet, and they
 * merge their positions.
 *
 * <p>A daemon thread, {@code wsp-kinesis-<stream>}, reads ahead of {@link #poll}, at most 64 messages or 4 MiB and one
 * answer of AWS (10 MiB); the rest stay on the stream. A shard without new messages is read about once a second. The
 * first poll starts the thread. One thread at a time polls; settlements may come from any thread, and block on the
 * store.
 */
public final class KinesisReadySource implements ReadySource, AutoCloseable {
    /** Default maximum size of a message: 1 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 1 << 20;

    /** The largest record that Kinesis accepts. */
    private static final int MOST_MESSAGE_BYTES = 10 << 20;

    /** Time in which the end of the stream must be reached, or the failure of an attempt be known. */
    private static final Duration MOST_WAIT = Duration.ofSeconds(30);

    private final String stream;
    private final String topic;
    private final boolean readOnly;
    private final Inbox inbox = new Inbox();

    /** One for the life of the source: it knows what is delivered, also if a defect ended its thread. */
    private final StreamReader reader;

    /** Guarded by this. */
    private @Nullable Thread thread;

    /** @param store the positions, or null to deliver all messages and record nothing */
    private KinesisReadySource(
            KinesisSettings settings, String topic, @Nullable PositionStore store, @Nullable String scope) {
        this.stream = settings.stream();
        this.topic = topic;
        readOnly = store == null;
        reader = new StreamReader(settings, Objects.requireNonNullElseGet(store, NoPositions::new), scope, inbox);
    }

    /** Returns a builder; {@link Builder#stream} and {@link Builder#positions} are required. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String topic() {
        return topic;
    }

    /**
     * Returns the next message, or empty if all that were on the stream when it was read last, about a second ago, are
     * delivered. The first call, and calls after a failure, wait for AWS, at most 30 s.
     *
     * @throws WspException {@link ReasonCode#OBJECT_MISSING} if the stream does not exist, {@link
     *     ReasonCode#CONFIG_INVALID} if no region is known, {@link ReasonCode#ACKNOWLEDGEMENT_UNAVAILABLE} if the positions
     *     cannot be read, {@link ReasonCode#OBJECT_UNREADABLE} if AWS cannot be reached, denies access or throttles. The
     *     source keeps trying, and later calls work once it can read.
     * @throws IllegalStateException if the source is closed, or a defect ended the thread; the next call starts another
     */
    @Override
    public Optional<ReadyDelivery> poll() {
        startReader();
        for (KinesisDelivery next = take(); next != null; next = take()) {
            if (!next.isSettledElsewhere()) {
                if (readOnly) {
                    next.forget();
                }
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private @Nullable KinesisDelivery take() {
        return inbox.take(MOST_WAIT.toNanos());
    }

    private synchronized void startReader() {
        if (inbox.claimReading()) {
            thread = new Thread(reader, "wsp-kinesis-" + stream);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Stops reading. Deliveries can still be settled. A second call does nothing. Does not wait for the thread. */
    @Override
    public synchronized void close() {
        inbox.close();
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Settings of a source. Not thread-safe. */
    public static final class Builder {
        private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
        private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
        private static final Pattern SCOPE = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_.-]{1,200}");

        private @Nullable String stream;
        private @Nullable PositionStore positions;
        private @Nullable String region;
        private @Nullable URI endpoint;
        private String topic = DEFAULT_TOPIC;
        private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private @Nullable String scope;
        private Duration idle = Duration.ofSeconds(1);
        private Clock clock = Clock.system();

        private Builder() {}

        /** Sets the name of the stream: 1 to 128 letters, digits, {@code _}, {@code .} and {@code -}. Required. */
        public Builder stream(String name) {
            stream = name;
            return this;
        }

        /** Sets the store of the positions. Required. The source does not close it. */
        public Builder positions(PositionStore store) {
            positions = store;
            return this;
        }

        /** Sets the AWS region. Default, and with null: that of the SDK, such as {@code AWS_REGION} or the profile's. */
        public Builder region(@Nullable String name) {
            region = name;
            return this;
        }

        /** Sets another endpoint, {@code http} or {@code https}. Default, and with null: that of AWS in the region. */
        public Builder endpoint(@Nullable URI uri) {
            endpoint = uri;
            return this;
        }

        /** Sets the topic that the stream carries. Default: {@value ReadySource#DEFAULT_TOPIC}. */
        public Builder topic(String name) {
            topic = name;
            return this;
        }

        /** Sets the maximum size of a message in bytes, up to 10 MiB; a larger one is unreadable. Default: 1 MiB. */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        /**
         * Sets the platform run to which the host is bound. Messages that it skips are recorded for this scope only.
         * Default, and with null: none; skipped messages then come again after a restart.
         */
        public Builder scope(@Nullable String platformRun) {
            scope = platformRun;
            return this;
        }

        /** Sets the time between two reads of a shard that has nothing new. */
        Builder idle(Duration time) {
            idle = time;
            return this;
        }

        Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /**
         * Creates the source, which reads nothing before the first poll.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if a setting is missing or has another form
         */
        public KinesisReadySource build() {
            PositionStore store = positions;
            KinesisSettings settings = settings();
            if (store == null) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID, "control_bus.kinesis: positions need a store, and none is set");
            }
            return new KinesisReadySource(settings, topic, store, scope);
        }

        /**
         * Creates a source that delivers the whole stream, settled messages included, to a caller that settles nothing:
         * it loads no positions and records none, whatever store is set. Hosts do not notice it, but for its share of
         * the reads that a shard permits. Once {@link KinesisReadySource#poll} returns empty, all is delivered that was
         * on the stream when the first poll began.
         *
         * @throws WspException {@link ReasonCode#CONFIG_INVALID} if a setting is missing or has another form
         */
        public KinesisReadySource buildReadOnly() {
            return new KinesisReadySource(settings(), topic, null, null);
        }

        private KinesisSettings settings() {
            String name = Objects.requireNonNullElse(stream, "");
            requireForm(STREAM, name, "control_bus.kinesis.stream: expected 1 to 128 letters, digits, _, . and -");
            if (region != null) {
                requireForm(REGION, region, "control_bus.kinesis.region: expected a region such as eu-west-1");
            }
            if (endpoint != null) {
                String scheme = Objects.requireNonNullElse(endpoint.getScheme(), "");
                if (!scheme.matches("https?") || endpoint.getHost() == null) {
                    throw invalid("control_bus.kinesis.endpoint: expected http://host or https://host", "" + endpoint);
                }
            }
            if (topic.isBlank()) {
                throw invalid("control_bus.topic: expected a topic", topic);
            }
            if (maxMessageBytes < 1 || maxMessageBytes > MOST_MESSAGE_BYTES) {
                throw invalid("limits.max_message_bytes: expected 1 to " + MOST_MESSAGE_BYTES, "" + maxMessageBytes);
            }
            if (scope != null) {
                requireForm(SCOPE, scope, "security.platform_run_id: expected letters, digits, _, . and -");
            }
            return new KinesisSettings(name, region, endpoint, maxMessageBytes, idle, clock);
        }

        private static void requireForm(Pattern form, String value, String rule) {
            if (!form.matcher(value).matches()) {
                throw invalid(rule, value);
            }
        }

        private static WspException invalid(String rule, String found) {
            return new WspException(ReasonCode.CONFIG_INVALID, rule + ", found " + LogText.quote(found));
        }
    }
}
