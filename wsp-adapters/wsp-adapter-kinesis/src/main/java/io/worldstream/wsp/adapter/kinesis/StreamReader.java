package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.adapter.kinesis.StreamCalls.Description;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.WspException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Reads all shards of a stream in turn, on one thread, and puts their messages into the {@link Inbox}. A shard is read
 * once its parents are read to their end, so that messages before a resharding come before those after it.
 *
 * <p>A failure ends the attempt; the next one begins soon, with new iterators after the last record that was read.
 */
final class StreamReader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    private static final long LIST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long SAVE_NANOS = Duration.ofHours(1).toNanos();
    private static final long FIRST_RETRY_NANOS = Duration.ofMillis(200).toNanos();
    private static final long LAST_RETRY_NANOS = Duration.ofSeconds(2).toNanos();

    /** A shard permits five reads per second. */
    private static final long BUSY_NANOS = Duration.ofMillis(250).toNanos();

    /** At four reads per second, four times what can be written to a shard, so that its end comes nearer at any load. */
    private static final int MOST_RECORDS = 1_000;

    private final KinesisSettings settings;
    private final PositionStore store;
    private final @Nullable String scope;
    private final Inbox inbox;

    private final Map<String, ShardCursor> cursors = new LinkedHashMap<>();

    /** Shards that left the stream before they were settled: another host's position may name them again. */
    private final Set<String> reportedShards = new HashSet<>();

    private @Nullable StreamCalls calls;
    private @Nullable Positions positions;
    private Duration retention = Duration.ZERO;
    private boolean listed;
    private long nextListNanos;
    private long nextSaveNanos;
    private int failures;

    StreamReader(KinesisSettings settings, PositionStore store, @Nullable String scope, Inbox inbox) {
        this.settings = settings;
        this.store = store;
        this.scope = scope;
        this.inbox = inbox;
        nextSaveNanos = now() + SAVE_NANOS;
    }

    /** Runs until the inbox is closed. A defect ends it too, and reaches the next poll; the poll after that starts anew. */
    @Override
    public void run() {
        Throwable defect = null;
        try {
            while (!inbox.isClosed()) {
                inbox.awaitAttempt(attempt());
            }
        } catch (Throwable e) {
            if (!inbox.isClosed()) {
                defect = e;
                LOG.error("the reader of {} ended by a defect; the next poll starts it again", settings.described(), e);
            }
        }
        disconnect();
        inbox.end(defect);
    }

    /** Reads each shard that is due; returns the nanoseconds to the next attempt. */
    private long attempt() {
        inbox.start();
        WspException failure = null;
        try {
            StreamCalls connected = calls == null ? new StreamCalls(settings) : calls;
            calls = connected;
            if (!listed || now() - nextListNanos >= 0) {
                list(connected);
            }
            for (ShardCursor cursor : List.copyOf(cursors.values())) {
                if (isReadable(cursor) && cursor.nanosToNextRead(now()) <= 0 && inbox.hasRoom()) {
                    read(connected, positions(), cursor);
                }
            }
            failures = 0;
        } catch (SdkException e) {
            failure = StreamFailure.inWords(e, settings);
        } catch (WspException e) {
            failure = e;
        }
        if (failure != null) {
            failures++;
            listed = false;
            cursors.values().forEach(cursor -> cursor.iterator(null));
            inbox.finish(failure, false);
            return Math.min(FIRST_RETRY_NANOS << Math.min(failures - 1, 4), LAST_RETRY_NANOS);
        }
        saveNowAndThen();
        inbox.finish(starvation(), isComplete());
        return nanosToNextAttempt();
    }

    private void list(StreamCalls connected) {
        Description stream = connected.describe();
        retention = stream.retention();
        Positions known = positions;
        if (known == null) {
            known = new Positions(store, stream.name(), scope);
            positions = known;
        }
        Map<String, Shard> shards = connected.shards().stream()
                .collect(Collectors.toMap(Shard::shardId, shard -> shard, (one, same) -> one, LinkedHashMap::new));
        for (String id : new TreeSet<>(known.unfinishedShards())) {
            if (!shards.containsKey(id) && reportedShards.add(id)) {
                LOG.warn(
                        "control bus: the shard {} of {} is past the retention of {}; its messages that were not settled are"
                                + " lost; publish the READYs of runs that are not complete again",
                        id,
                        settings.described(),
                        retention);
            }
        }
        known.retain(shards.keySet());
        cursors.keySet().retainAll(shards.keySet());
        for (Shard shard : shards.values()) {
            ShardCursor cursor = cursors.get(shard.shardId());
            if (cursor == null || !cursor.start().equals(ShardCursor.start(shard))) {
                begin(known, shard);
            }
        }
        listed = true;
        nextListNanos = now() + LIST_NANOS;
    }

    private void begin(Positions known, Shard shard) {
        ShardCursor cursor = new ShardCursor(shard, now());
        if (known.begin(cursor.id(), cursor.start()).ended()) {
            cursor.end();
        }
        cursors.put(cursor.id(), cursor);
    }

    private void read(StreamCalls connected, Positions known, ShardCursor cursor) {
        try {
            String iterator = cursor.iterator();
            if (iterator == null) {
                iterator = open(connected, known, cursor);
            }
            GetRecordsResponse answer = connected.records(iterator, MOST_RECORDS);
            take(known, cursor, answer);
        } catch (ExpiredIteratorException e) {
            cursor.iterator(null); // nobody polled for minutes, and the buffer was full
        } catch (SdkException e) {
            if (!StreamFailure.isThrottling(e)) {
                throw e;
            }
            cursor.throttle(now(), settings.idle().toNanos());
        }
        // To the end of the order, so that a busy shard takes no other's turn.
        cursors.remove(cursor.id());
        cursors.put(cursor.id(), cursor);
    }

    private String open(StreamCalls connected, Positions known, ShardCursor cursor) {
        BigInteger after = known.lastRead(cursor.id());
        if (after.equals(SettledRanges.START)) {
            return connected.iterator(cursor.id(), null);
        }
        warnIfRecordsMayBeLost(known, cursor);
        try {
            return connected.iterator(cursor.id(), after);
        } catch (SdkException e) {
            if (!StreamFailure.isUnknownPosition(e)) {
                throw e;
            }
            // The position is past the retention: what is left is all after it.
            return connected.iterator(cursor.id(), null);
        }
    }

    private void take(Positions known, ShardCursor cursor, GetRecordsResponse answer) {
        for (Record each : answer.records()) {
            StreamRecord record = StreamRecord.of(cursor.id(), each, settings.maxMessageBytes());
            warnOfLost(known, cursor, record.sequence());
            if (known.read(cursor.id(), record.sequence(), each.approximateArrivalTimestamp())) {
                inbox.put(new KinesisDelivery(settings.stream(), record, known));
            }
        }
        String next = answer.nextShardIterator();
        Long behind = answer.millisBehindLatest();
        boolean tip = next == null || behind == null || behind == 0;
        if (tip) {
            if (answer.records().isEmpty()) {
                warnOfLost(known, cursor, null);
            }
            known.readToTip(cursor.id(), settings.clock().wallTime());
        }
        if (tip || !answer.records().isEmpty()) {
            cursor.reach();
        }
        cursor.iterator(next);
        boolean idle = tip && answer.records().isEmpty();
        long idleNanos = settings.idle().toNanos();
        cursor.read(tip, now() + (idle ? idleNanos : Math.min(idleNanos, BUSY_NANOS)));
        if (next == null) {
            known.readToTheEnd(cursor.id());
            cursor.end();
            listed = false; // its children may be new
        }
    }

    /** Reports messages that were known as not settled and are no longer in the stream. */
    private void warnOfLost(Positions known, ShardCursor cursor, @Nullable BigInteger reached) {
        List<BigInteger> lost = known.missing(cursor.id(), reached);
        if (!lost.isEmpty()) {
            LOG.warn(
                    "control bus: of the messages of {} that were refused, halted or in progress, some are past the"
                            + " retention of {} and do not come again, among them {}/{}; publish the READYs of runs that"
                            + " are not complete again",
                    settings.described(),
                    retention,
                    cursor.id(),
                    lost.get(0));
            known.passLost(cursor.id(), lost.get(lost.size() - 1));
        }
    }

    private void warnIfRecordsMayBeLost(Positions known, ShardCursor cursor) {
        Instant readTo = known.readTo(cursor.id());
        Instant horizon = settings.clock().wallTime().minus(retention);
        if (readTo != null && readTo.isBefore(horizon) && cursor.mayWarnOfLoss()) {
            LOG.warn(
                    "control bus: messages of {} that arrived in the shard {} from {} to {} are past the retention of {}"
                            + " and lost before they were read, if there were any; publish the READYs of that time again",
                    settings.described(),
                    cursor.id(),
                    readTo,
                    horizon,
                    retention);
        }
    }

    private void saveNowAndThen() {
        if (positions != null && now() - nextSaveNanos >= 0) {
            nextSaveNanos = now() + SAVE_NANOS;
            try {
                positions.save();
            } catch (WspException e) {
                LOG.warn("{}; tried again in an hour or with the next settlement", e.getMessage());
            }
        }
    }

    private boolean isReadable(ShardCursor cursor) {
        return !cursor.hasEnded()
                && cursor.parents().stream().allMatch(parent -> {
                    ShardCursor before = cursors.get(parent);
                    return before == null || before.hasEnded();
                });
    }

    /** Returns whether all records that were on the bus are read. */
    private boolean isComplete() {
        return listed && cursors.values().stream().allMatch(ShardCursor::isAtTip);
    }

    private @Nullable WspException starvation() {
        return cursors.values().stream().anyMatch(ShardCursor::isStarved) ? StreamFailure.throttled(settings) : null;
    }

    private long nanosToNextAttempt() {
        long now = now();
        long wait = listed ? nextListNanos - now : 0;
        for (ShardCursor cursor : cursors.values()) {
            if (isReadable(cursor)) {
                wait = Math.min(wait, cursor.nanosToNextRead(now));
            }
        }
        return Math.max(wait, 0);
    }

    private Positions positions() {
        Positions known = positions;
        if (known == null) {
            throw new IllegalStateException("no shard is listed yet");
        }
        return known;
    }

    private void disconnect() {
        if (calls != null) {
            calls.close();
            calls = null;
        }
    }

    private long now() {
        return settings.clock().monotonicNanos();
    }
}
