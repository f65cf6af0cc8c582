package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.DeadLetterFence.Standing;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the dead letters of one run. A record is written in two steps: its object, with the stamp of this session, which
 * makes nothing visible; then the fence, which commits the stamp, and only if nobody has written the fence since. So an
 * epoch that was fenced out leaves nothing that counts, however late its writes arrive.
 *
 * <p>A session ends with the first call that fails: a write without an answer may still arrive, and must not be taken for
 * something that is committed later. The next call begins another session of the same epoch.
 *
 * <p>Thread-safe; calls take turns.
 */
final class DeadLetterSession {
    private final StateObjects objects;
    private final DeadLetterObjects names;
    private final RunId run;
    private @Nullable Current current;

    DeadLetterSession(S3StateFolder folder, RunId run) {
        this.objects = folder.objects();
        this.names = new DeadLetterObjects(folder, run);
        this.run = run;
    }

    /** A session that nothing has ended, as far as this process knows. */
    private record Current(UUID id, DeadLetterFence fence, String tag) {
        Stamp next() {
            return fence.next(id);
        }
    }

    /** One attempt to write something, in a session. */
    @FunctionalInterface
    private interface Write {
        /** Returns the session as it is once that is written; null if another writer came in between. */
        @Nullable Current tryOnce(Current session) throws IOException;
    }

    synchronized void open(long epoch) throws IOException {
        current = null;
        for (int i = 0; i < Fences.MOST_ATTEMPTS && current == null; i++) {
            HeldObject held = objects.read(names.fence());
            DeadLetterFence before = names.fence(held);
            if (before.epoch() > epoch) {
                throw Fences.lost(names.fence(), epoch, before.epoch());
            }
            current = begin(epoch, held, before);
        }
        if (current == null) {
            throw Fences.restless(names.fence());
        }
    }

    synchronized void record(long epoch, DeadLetter letter) throws IOException {
        StateObject object = names.letter(letter.position());
        write(epoch, object, session -> {
            Stamp stamp = session.next();
            byte[] bytes = new DeadLetterRecord(stamp, letter, List.of()).encode(epoch);
            if (objects.replace(object, null, bytes) != null) {
                return commit(session, stamp);
            }
            HeldObject held = objects.read(object);
            if (held == null) {
                return null;
            } else if (session.fence().of(names.record(object, held).stamp()) != Standing.VOID) {
                return ifLast(session); // recorded before
            }
            return objects.replace(object, held.tag(), bytes) == null ? null : commit(session, stamp);
        });
    }

    synchronized void redriven(long epoch, String position, RedriveAttempt attempt) throws IOException {
        StateObject object = names.letter(position);
        write(epoch, object, session -> {
            HeldObject held = objects.read(object);
            DeadLetterRecord found = held == null ? null : names.record(object, held);
            if (held == null || found == null || session.fence().of(found.stamp()) == Standing.VOID) {
                if (ifLast(session) == null) {
                    return null;
                }
                throw new IllegalArgumentException("run " + run + " has no dead letter at " + position);
            }
            DeadLetterRecord record = found.keeping(stamp -> session.fence().of(stamp) != Standing.VOID);
            if (record.endsWith(attempt)) {
                return ifLast(session); // the call is repeated
            }
            Stamp stamp = session.next();
            byte[] bytes =
                    record.with(new DeadLetterRecord.Attempt(stamp, attempt)).encode(epoch);
            return objects.replace(object, held.tag(), bytes) == null ? null : commit(session, stamp);
        });
    }

    /** Writes in the current session, or in a new one of the same epoch. */
    private void write(long epoch, StateObject object, Write write) throws IOException {
        for (int i = 0; i < Fences.MOST_ATTEMPTS; i++) {
            Current session = current;
            if (session == null || session.fence().epoch() != epoch) {
                session = rejoin(epoch);
            }
            current = null; // ended, unless all goes well
            if (session != null) {
                current = write.tryOnce(session);
            }
            if (current != null) {
                return;
            }
        }
        throw Fences.restless(object);
    }

    /** Begins another session of an epoch that must have been the last to open the run. */
    private @Nullable Current rejoin(long epoch) throws IOException {
        HeldObject held = objects.read(names.fence());
        DeadLetterFence before = names.fence(held);
        if (before.epoch() != epoch) {
            throw Fences.lost(names.fence(), epoch, before.epoch());
        }
        return begin(epoch, held, before);
    }

    private @Nullable Current begin(long epoch, @Nullable HeldObject held, DeadLetterFence before) throws IOException {
        UUID id = UUID.randomUUID();
        DeadLetterFence next = before.opened(epoch, id);
        String tag = objects.replace(names.fence(), held == null ? null : held.tag(), next.encode(run));
        return tag == null ? null : new Current(id, next, tag);
    }

    private @Nullable Current commit(Current session, Stamp stamp) throws IOException {
        DeadLetterFence next = session.fence().committed(stamp);
        String tag = objects.replace(names.fence(), session.tag(), next.encode(run));
        return tag == null ? null : new Current(session.id(), next, tag);
    }

    /** Returns the session if nobody has written the fence since, else null. */
    private @Nullable Current ifLast(Current session) throws IOException {
        HeldObject held = objects.read(names.fence());
        boolean unchanged =
                held != null && StoredObject.bareTag(held.tag()).equals(StoredObject.bareTag(session.tag()));
        return unchanged ? session : null;
    }
}
