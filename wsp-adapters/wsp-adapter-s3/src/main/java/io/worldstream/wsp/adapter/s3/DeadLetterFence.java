package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.RunId;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The fence of a run's dead letters as an object: the last epoch to open the run, and its sessions with the number up to
 * which each committed, oldest first. Only the last session can commit. The payload has 24 bytes for each. Immutable.
 */
final class DeadLetterFence {
    /** The fence of a run that nobody opened. */
    static final DeadLetterFence NEW = new DeadLetterFence(0, Map.of());

    private static final int SESSION_BYTES = 3 * Long.BYTES;

    private final long epoch;
    private final Map<UUID, Long> sessions;

    private DeadLetterFence(long epoch, Map<UUID, Long> sessions) {
        this.epoch = epoch;
        this.sessions = sessions;
    }

    /** The standing of something that a session wrote. */
    enum Standing {
        COMMITTED,
        /** Never committed; or not yet, if its session is the last one. */
        VOID,
        /** Of a session that the fence does not know: it began later, or the fence was lost and made anew. */
        UNKNOWN
    }

    static DeadLetterFence decode(RunId run, byte[] object) throws DamagedObjectException {
        StateFrame frame = StateFrame.decode(Kind.FENCE, run, object);
        byte[] payload = frame.payload();
        if (payload.length % SESSION_BYTES != 0) {
            throw new DamagedObjectException("has a session that is cut off");
        }
        Map<UUID, Long> sessions = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(payload);
        while (in.hasRemaining()) {
            sessions.put(new UUID(in.getLong(), in.getLong()), in.getLong());
        }
        return new DeadLetterFence(frame.epoch(), sessions);
    }

    /** Returns the bytes to write: those of no other call. */
    byte[] encode(RunId run) {
        ByteBuffer payload = ByteBuffer.allocate(sessions.size() * SESSION_BYTES);
        sessions.forEach((session, committed) -> payload.putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .putLong(committed));
        return StateFrame.of(epoch, 0, payload.array()).encode(Kind.FENCE, run);
    }

    long epoch() {
        return epoch;
    }

    /** Returns the fence with a further session, which ends all others. */
    DeadLetterFence opened(long newEpoch, UUID session) {
        return with(newEpoch, session, 0);
    }

    /** Returns the fence after a session committed what it wrote with a stamp. */
    DeadLetterFence committed(Stamp stamp) {
        return with(epoch, stamp.session(), stamp.number());
    }

    private DeadLetterFence with(long newEpoch, UUID session, long committed) {
        Map<UUID, Long> next = new LinkedHashMap<>(sessions);
        next.put(session, committed);
        return new DeadLetterFence(newEpoch, next);
    }

    /** Returns the stamp of what a session writes next. */
    Stamp next(UUID session) {
        return new Stamp(session, sessions.getOrDefault(session, 0L) + 1);
    }

    Standing of(Stamp stamp) {
        Long committed = sessions.get(stamp.session());
        if (committed == null) {
            return Standing.UNKNOWN;
        }
        return stamp.number() <= committed ? Standing.COMMITTED : Standing.VOID;
    }
}
