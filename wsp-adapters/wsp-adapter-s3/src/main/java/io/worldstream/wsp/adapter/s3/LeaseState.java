package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a run as an object: the epoch granted last, and the holder. The payload is empty if nobody holds the run;
 * else it has the 16 bytes of the grant's token, its term in nanoseconds as u64, and its owner in UTF-8.
 *
 * @param epoch the epoch granted last; 0 if none was
 * @param holder the holder, or null if the run is free
 */
record LeaseState(long epoch, @Nullable Holder holder) {
    private static final int LEAST_BYTES = 3 * Long.BYTES;

    /** The state of a run that nobody has held. */
    static final LeaseState NEW = new LeaseState(0, null);

    /**
     * A holder.
     *
     * @param token names the grant: also if somebody removed the object, so that epochs began again
     * @param term the time for which it holds the run without a renewal
     * @param owner the host, in words
     */
    record Holder(UUID token, Duration term, String owner) {}

    static LeaseState decode(RunId run, byte[] object) throws DamagedObjectException {
        StateFrame frame = StateFrame.decode(Kind.LEASE, run, object);
        byte[] payload = frame.payload();
        if (payload.length == 0) {
            return new LeaseState(frame.epoch(), null);
        } else if (payload.length < LEAST_BYTES) {
            throw new DamagedObjectException("has a holder that is cut off");
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        UUID token = new UUID(in.getLong(), in.getLong());
        Duration term = Duration.ofNanos(in.getLong());
        return new LeaseState(
                frame.epoch(),
                new Holder(token, term, new String(payload, in.position(), in.remaining(), StandardCharsets.UTF_8)));
    }

    /** Returns the bytes to write: those of no other call. */
    byte[] encode(RunId run) {
        byte[] payload = {};
        if (holder != null) {
            byte[] owner = holder.owner().getBytes(StandardCharsets.UTF_8);
            payload = ByteBuffer.allocate(LEAST_BYTES + owner.length)
                    .putLong(holder.token().getMostSignificantBits())
                    .putLong(holder.token().getLeastSignificantBits())
                    .putLong(holder.term().toNanos())
                    .put(owner)
                    .array();
        }
        return StateFrame.of(epoch, 0, payload).encode(Kind.LEASE, run);
    }

    /** Returns whether a grant holds the run. */
    boolean isHeldBy(UUID token) {
        return holder != null && holder.token().equals(token);
    }
}
