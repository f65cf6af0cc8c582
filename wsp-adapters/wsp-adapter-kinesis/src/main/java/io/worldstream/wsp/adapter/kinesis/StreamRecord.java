package io.worldstream.wsp.adapter.kinesis;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Record;

/** A record of a stream, ready for delivery. Immutable. */
final class StreamRecord {
    /** First bytes of a record in which the Kinesis Producer Library packed several. */
    private static final int AGGREGATE_MAGIC = 0xF3899AC2;

    private final String shard;
    private final BigInteger sequence;
    private final byte[] message;
    private final @Nullable String unreadable;

    private StreamRecord(String shard, BigInteger sequence, byte[] message, @Nullable String unreadable) {
        this.shard = shard;
        this.sequence = sequence;
        this.message = message;
        this.unreadable = unreadable;
    }

    /** Takes a record of an answer; one that cannot be a message has no bytes, but the reason. */
    static StreamRecord of(String shard, Record record, int maxMessageBytes) {
        BigInteger sequence = new BigInteger(record.sequenceNumber());
        byte[] data = record.data().asByteArrayUnsafe();
        if (data.length > maxMessageBytes) {
            return new StreamRecord(
                    shard,
                    sequence,
                    new byte[0],
                    "it has " + data.length + " bytes; limits.max_message_bytes is " + maxMessageBytes);
        }
        if (data.length >= Integer.BYTES && record.data().asByteBuffer().getInt(0) == AGGREGATE_MAGIC) {
            return new StreamRecord(
                    shard,
                    sequence,
                    new byte[0],
                    "the Kinesis Producer Library packed several messages into one record; publish READYs without it, or"
                            + " with AggregationEnabled=false");
        }
        return new StreamRecord(shard, sequence, data.clone(), null);
    }

    String shard() {
        return shard;
    }

    BigInteger sequence() {
        return sequence;
    }

    /** Returns the bytes, in an array that the caller owns. */
    byte[] message() {
        return message.clone();
    }

    int size() {
        return message.length;
    }

    @Nullable String unreadable() {
        return unreadable;
    }
}
