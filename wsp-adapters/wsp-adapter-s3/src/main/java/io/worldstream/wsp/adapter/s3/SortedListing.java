package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.SortedObject.Kind;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The objects of a {@link S3SortedStore}, or of one of its views, at one moment. Immutable. */
final class SortedListing {
    private final Instant now;
    private final Map<Hex64, List<SortedObject>> objects;

    /**
     * @param now the moment, by the clock of the store
     * @param objects the objects
     */
    SortedListing(Instant now, List<SortedObject> objects) {
        this.now = now;
        this.objects = objects.stream().collect(Collectors.groupingBy(SortedObject::key));
    }

    /** Returns the committed views. */
    List<SortedEntry> entries() {
        return objects.keySet().stream().flatMap(key -> entry(key).stream()).toList();
    }

    /** Returns the view of a key, if one is committed. */
    Optional<SortedEntry> entry(Hex64 key) {
        return of(key, Kind.VIEW).stream()
                .findFirst()
                .map(view -> new SortedEntry(key, view.sizeBytes(), view.modified(), lastUse(view)));
    }

    private Instant lastUse(SortedObject view) {
        return of(view.key(), Kind.USED).stream()
                .map(SortedObject::stamp)
                .filter(stamp -> stamp.isAfter(view.modified()))
                .max(Comparator.naturalOrder())
                .orElse(view.modified());
    }

    /** Returns the objects of one kind of a view. */
    List<SortedObject> of(Hex64 key, Kind kind) {
        return objects.getOrDefault(key, List.of()).stream()
                .filter(each -> each.kind() == kind)
                .toList();
    }

    /** Returns a time for a use that begins now: later than all that are listed. */
    Instant nextUse() {
        Instant earliest = now.truncatedTo(ChronoUnit.MICROS);
        return entries().stream()
                .map(SortedEntry::lastUsed)
                .max(Comparator.naturalOrder())
                .filter(latest -> !latest.isBefore(earliest))
                .map(latest -> latest.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS))
                .orElse(earliest);
    }

    /** Returns whether a view has a marker of a kind that was written within a time. */
    boolean has(Hex64 key, Kind kind, Duration life) {
        return of(key, kind).stream().anyMatch(marker -> !isOlder(marker, life));
    }

    /** Returns the markers that dead processes have left. */
    List<SortedObject> abandoned(Duration life) {
        return objects.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.kind() != Kind.VIEW && isOlder(each, life))
                .filter(each ->
                        each.kind() != Kind.USED || of(each.key(), Kind.VIEW).isEmpty())
                .toList();
    }

    /** Returns the bytes of all views but one. */
    long bytesBeside(Hex64 key) {
        return entries().stream()
                .filter(entry -> !entry.key().equals(key))
                .mapToLong(SortedEntry::sizeBytes)
                .sum();
    }

    /** Returns the bytes of the views, but one, that are open. */
    long bytesOpenBeside(Hex64 key, Duration life) {
        return entries().stream()
                .filter(entry -> !entry.key().equals(key) && has(entry.key(), Kind.OPEN, life))
                .mapToLong(SortedEntry::sizeBytes)
                .sum();
    }

    private boolean isOlder(SortedObject object, Duration life) {
        return object.modified().plus(life).isBefore(now);
    }
}
