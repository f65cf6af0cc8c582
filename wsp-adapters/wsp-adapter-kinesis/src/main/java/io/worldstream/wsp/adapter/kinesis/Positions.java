package io.worldstream.wsp.adapter.kinesis;

import io.worldstream.wsp.adapter.kinesis.SettledRanges.Range;
import io.worldstream.wsp.api.PositionName;
import io.worldstream.wsp.api.PositionStore;
import io.worldstream.wsp.api.ReadyDelivery.Settlement;
import io.worldstream.wsp.api.WspException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a stream are settled, and which this source has read and not settled. Settled records are saved under
 * {@code kinesis/<region>/<account>/<stream>/settled}. A source with a scope also has {@code .../skipped/<scope>}, with
 * all that hosts of this scope need not see again.
 *
 * <p>Thread-safe. Settling blocks on the store.
 */
final class Positions {
    private final PositionLog common;

    /** The scope's log, or {@link #common} without a scope: what the own position in the stream follows from. */
    private final PositionLog own;

    private final boolean scoped;

    /** Guarded by itself. */
    private final Map<String, ShardProgress> shards = new HashMap<>();

    /**
     * Loads the positions of a stream.
     *
     * @param prefix name of the stream in the store
     * @throws WspException if the store cannot be read
     */
    Positions(PositionStore store, String prefix, @Nullable String scope) {
        scoped = scope != null;
        common = new PositionLog(store, new PositionName(prefix + "/settled"));
        own = scoped ? new PositionLog(store, new PositionName(prefix + "/skipped/" + scope)) : common;
        common.load();
        if (scoped) {
            own.load();
        }
    }

    /** The position of a shard when reading of it begins or begins anew. */
    record Beginning(BigInteger after, @Nullable Instant asOf, boolean ended) {}

    /**
     * Begins to read a shard.
     *
     * @param start the shard's first sequence number: lower ones belong to an earlier stream of the same name
     */
    Beginning begin(String shard, BigInteger start) {
        common.change(positions -> positions.shard(shard).beginAt(start));
        if (scoped) {
            own.change(positions -> positions.shard(shard).beginAt(start));
        }
        ShardPosition known = known(shard);
        Beginning beginning = new Beginning(known.settled().prefix(), known.asOf(), known.hasEnded());
        synchronized (shards) {
            shards.put(
                    shard,
                    new ShardProgress(
                            beginning.after(), beginning.asOf(), known.settled().unsettled()));
        }
        return beginning;
    }

    /** Forgets the shards that are no longer part of the stream. */
    void retain(Set<String> ids) {
        common.change(positions -> positions.retain(ids));
        if (scoped) {
            own.change(positions -> positions.retain(ids));
        }
        synchronized (shards) {
            shards.keySet().retainAll(ids);
        }
    }

    /** Returns the shards with a position that have not ended, though they may no longer be part of the stream. */
    Set<String> unfinishedShards() {
        return own.get(positions -> Set.copyOf(positions.shards().entrySet().stream()
                .filter(entry -> !entry.getValue().hasEnded())
                .map(Map.Entry::getKey)
                .toList()));
    }

    boolean isSettled(String shard, BigInteger sequence) {
        return contains(common, shard, sequence) || (scoped && contains(own, shard, sequence));
    }

    /**
     * Notes a record that was read.
     *
     * @return false if it need not be delivered: it is settled, or was read before
     */
    boolean read(String shard, BigInteger sequence, Instant arrival) {
        boolean settled = isSettled(shard, sequence);
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            if (progress == null || sequence.compareTo(progress.lastRead()) <= 0) {
                return false;
            }
            if (settled) {
                progress.pass(sequence, arrival);
            } else {
                progress.read(sequence, arrival);
            }
            return !settled;
        }
    }

    /**
     * Returns the records that were known and not settled when reading began, and that were not read although reading
     * reached a record after them: they are no longer in the stream. Returns each once.
     *
     * @param reached the record that was read; null if the end was reached
     */
    List<BigInteger> missing(String shard, @Nullable BigInteger reached) {
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            return progress == null ? List.of() : progress.missing(reached);
        }
    }

    /** Counts records that are no longer in the stream as settled. */
    void passLost(String shard, BigInteger last) {
        BigInteger lastRead = lastRead(shard);
        own.change(positions -> positions.shard(shard).settled().add(new Range(lastRead, last)));
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            if (progress != null) {
                progress.pass(last, null);
            }
        }
    }

    /** Notes that all records of a shard are read, for now. */
    void readToTip(String shard, Instant now) {
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            if (progress != null) {
                progress.readToTip(now);
            }
        }
    }

    /** Notes that all records of a closed shard are read. */
    void readToTheEnd(String shard) {
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            if (progress != null) {
                progress.readToTheEnd();
            }
        }
    }

    BigInteger lastRead(String shard) {
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            return progress == null ? SettledRanges.START : progress.lastRead();
        }
    }

    /** Returns the instant up to which records of a shard were read; null if unknown. */
    @Nullable Instant readTo(String shard) {
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            return progress == null ? null : progress.readTo();
        }
    }

    /**
     * Settles a record. A settlement that lets it come again leaves it as it is.
     *
     * @throws WspException if the store failed
     */
    void settle(String shard, BigInteger sequence, Settlement settlement) {
        switch (settlement) {
            case DONE, IGNORED, UNREADABLE -> {
                Range range = take(shard, sequence);
                if (range != null) {
                    common.change(positions -> positions.shard(shard).settled().add(range));
                    if (scoped) {
                        own.change(positions -> positions.shard(shard).settled().add(range));
                    }
                }
                stamp();
                common.save();
            }
            case SKIPPED -> {
                Range range = scoped ? take(shard, sequence) : null;
                if (range != null) {
                    own.change(positions -> positions.shard(shard).settled().add(range));
                    save();
                }
            }
            case REFUSED, HALTED -> {
                // Stays for the next start, and holds back the prefix until then.
            }
        }
    }

    /** Removes a record that another host has settled from those that wait for this one. */
    void drop(String shard, BigInteger sequence) {
        take(shard, sequence);
    }

    /** Saves how far this source has read, so that a later start can tell which messages it missed. */
    void save() {
        stamp();
        own.save();
    }

    private void stamp() {
        Map<String, Instant> asOf = new HashMap<>();
        Set<String> ended;
        synchronized (shards) {
            shards.forEach((shard, progress) -> {
                Instant instant = progress.asOf();
                if (instant != null) {
                    asOf.put(shard, instant);
                }
            });
            ended = Set.copyOf(shards.entrySet().stream()
                    .filter(entry -> entry.getValue().hasEnded())
                    .map(Map.Entry::getKey)
                    .toList());
        }
        own.change(positions -> {
            asOf.forEach((shard, instant) -> positions.shard(shard).asOf(instant));
            ended.forEach(shard -> positions.shard(shard).end());
        });
    }

    private @Nullable Range take(String shard, BigInteger sequence) {
        synchronized (shards) {
            ShardProgress progress = shards.get(shard);
            return progress == null ? null : progress.settle(sequence);
        }
    }

    /** Returns what the common and the own log know together. */
    private ShardPosition known(String shard) {
        ShardPosition known = new ShardPosition();
        for (PositionLog log : scoped ? List.of(common, own) : List.of(common)) {
            log.get(positions -> {
                ShardPosition position = positions.find(shard);
                if (position != null) {
                    known.merge(position);
                }
                return known;
            });
        }
        return known;
    }

    private static boolean contains(PositionLog log, String shard, BigInteger sequence) {
        return log.get(positions -> {
            ShardPosition position = positions.find(shard);
            return position != null && position.settled().contains(sequence);
        });
    }
}
