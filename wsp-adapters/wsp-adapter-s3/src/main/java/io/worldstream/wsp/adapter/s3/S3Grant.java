package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** A grant of an {@link S3RunLease}. Thread-safe. */
final class S3Grant implements RunLease.Grant {
    private final StateObjects objects;
    private final StateObject object;
    private final RunId run;
    private final LeaseState granted;
    private final LeaseState.Holder holder;
    private String tag;
    private State state = State.HELD;

    /**
     * Creates a grant.
     *
     * @param granted the state that was written
     * @param tag the entity tag of that state
     */
    S3Grant(StateObjects objects, StateObject object, RunId run, LeaseState granted, String tag) {
        this.objects = objects;
        this.object = object;
        this.run = run;
        this.granted = granted;
        this.holder = Objects.requireNonNull(granted.holder());
        this.tag = tag;
    }

    /** The state of a grant; each may only be followed by those below it. */
    private enum State {
        HELD,
        /** The release is not recorded yet. */
        RELEASING,
        /** Released, or taken by another. */
        OVER
    }

    @Override
    public long epoch() {
        return granted.epoch();
    }

    @Override
    public Duration term() {
        return holder.term();
    }

    @Override
    public synchronized boolean renew() throws IOException {
        if (state == State.HELD && !replace(granted)) {
            state = State.OVER;
        }
        return state == State.HELD;
    }

    @Override
    public synchronized void release() throws IOException {
        if (state != State.OVER) {
            state = State.RELEASING;
            replace(new LeaseState(granted.epoch(), null));
            state = State.OVER;
        }
    }

    /** Replaces the lease if it is still this grant's, and returns whether it is. */
    private boolean replace(LeaseState next) throws IOException {
        try {
            return tryReplace(next);
        } catch (WspException e) {
            // A holder keeps trying while its term runs, even if the bucket is gone.
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean tryReplace(LeaseState next) throws IOException {
        for (int i = 0; i < Fences.MOST_ATTEMPTS; i++) {
            String now = objects.replace(object, tag, next.encode(run));
            if (now != null) {
                tag = now;
                return true;
            }
            HeldObject held = objects.read(object);
            if (held == null || !isOurs(held)) {
                return false;
            }
            tag = held.tag(); // of an earlier renewal whose answer was lost
        }
        throw Fences.restless(object);
    }

    private boolean isOurs(HeldObject held) throws IOException {
        try {
            return LeaseState.decode(run, held.bytes()).isHeldBy(holder.token());
        } catch (DamagedObjectException e) {
            throw new IOException(object + " " + e.getMessage(), e);
        }
    }
}
