package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.RunLease;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Leases on S3, one object for each run: {@code <root>/lease/<run_id>}. It holds the epoch granted last and the holder,
 * is only ever replaced conditionally, and is never removed, since epochs must not come again.
 *
 * <p>Each renewal changes the object's entity tag. A run is free once the caller has seen the same tag for the holder's
 * term plus a tenth, by its own monotonic clock; so the same {@code S3RunLease} must ask again. No two clocks are
 * compared, neither of two hosts nor of a host and the store. A holder whose process died is noticed no sooner.
 *
 * <p>To acquire a run costs two requests, to find it held one, to renew or release it one.
 *
 * <p>Thread-safe; hosts share a folder. Calls block for a small multiple of 8 s at most.
 */
public final class S3RunLease implements RunLease {
    private static final int MOST_OWNER_CHARS = 200;
    private static final Duration LONGEST_TERM = Duration.ofDays(365);

    /** For slew between the clocks of two hosts. */
    private static final int MARGIN_DIVISOR = 10;

    private final S3StateFolder folder;
    private final Clock clock;
    private final Duration term;
    private final String owner;
    private final Map<RunId, Sighting> sightings = new ConcurrentHashMap<>();

    /** Grants that the store may have recorded, and that nobody was given, since the answer was lost. */
    private final Map<RunId, UUID> unanswered = new ConcurrentHashMap<>();

    /**
     * Creates a lease. Makes no call.
     *
     * @param clock the monotonic clock that measures the terms of other holders
     * @param term the term of the grants; positive, at most 365 days, and well above 8 s
     * @param owner this host, in words; at most 200 characters, none of them a control character
     */
    public S3RunLease(S3StateFolder folder, Clock clock, Duration term, String owner) {
        if (term.isZero() || term.isNegative() || term.compareTo(LONGEST_TERM) > 0) {
            throw new IllegalArgumentException("expected a positive term of at most 365 days, found " + term);
        }
        if (owner.isBlank()
                || owner.length() > MOST_OWNER_CHARS
                || owner.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "expected an owner of 1 to " + MOST_OWNER_CHARS + " characters, none of them a control character");
        }
        this.folder = Objects.requireNonNull(folder, "folder");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.term = term;
        this.owner = owner;
    }

    /** The time at which this host had first seen a lease in its current state. */
    private record Sighting(String tag, long sinceNanos) {}

    @Override
    public Optional<Grant> acquire(RunId run) throws IOException {
        folder.requireConditionalWrites();
        StateObject object = object(run);
        // Before the read: what is read may be newer than this, and is never older.
        long askedNanos = clock.monotonicNanos();
        HeldObject held = folder.objects().read(object);
        LeaseState state = state(run, held);
        if (held != null && !isFree(run, held.tag(), state, askedNanos)) {
            return Optional.empty();
        }
        UUID token = UUID.randomUUID();
        LeaseState next = new LeaseState(state.epoch() + 1, new LeaseState.Holder(token, term, owner));
        String tag;
        try {
            tag = folder.objects().replace(object, held == null ? null : held.tag(), next.encode(run));
        } catch (IOException e) {
            unanswered.put(run, token);
            throw e;
        }
        unanswered.remove(run);
        sightings.remove(run);
        return tag == null ? Optional.empty() : Optional.of(new S3Grant(folder.objects(), object, run, next, tag));
    }

    private boolean isFree(RunId run, String tag, LeaseState state, long askedNanos) {
        LeaseState.Holder holder = state.holder();
        if (holder == null || holder.token().equals(unanswered.get(run))) {
            return true;
        }
        Sighting seen = sightings.get(run);
        if (seen == null || !seen.tag().equals(tag)) {
            // After the read: the holder's last renewal began before it.
            sightings.put(run, new Sighting(tag, clock.monotonicNanos()));
            return false;
        }
        Duration enough = holder.term().plus(holder.term().dividedBy(MARGIN_DIVISOR));
        return askedNanos - seen.sinceNanos() >= enough.toNanos();
    }

    @Override
    public Optional<String> holder(RunId run) throws IOException {
        LeaseState state = state(run, folder.objects().read(object(run)));
        return Optional.ofNullable(state.holder()).map(holder -> holder.owner() + " (epoch " + state.epoch() + ")");
    }

    private LeaseState state(RunId run, @Nullable HeldObject held) {
        try {
            return held == null ? LeaseState.NEW : LeaseState.decode(run, held.bytes());
        } catch (DamagedObjectException e) {
            throw new WspException(
                    ReasonCode.CHECKPOINT_CORRUPT,
                    object(run) + " " + e.getMessage()
                            + "; the holder of the run is unknown. Stop all hosts, then restore the object, or remove it"
                            + " and, since epochs restart, the run's checkpoint and the fence of its dead letters",
                    e);
        }
    }

    private StateObject object(RunId run) {
        return folder.object("the lease", run, "lease");
    }
}
