package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.SortedObject.Kind;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.SortedEntry;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects under the root of a {@link S3SortedStore}: listings, times of use, and room within a budget. Times are
 * those of the store's clock alone. Thread-safe; every failure is an {@link IOException}.
 */
final class SortedObjects {
    /** The time for which a marker counts that nobody has written again. */
    static final Duration LIFE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(SortedObjects.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Bounds the memory and time of a listing; a view has a handful of objects. */
    private static final int MOST_OBJECTS = 100_000;

    private final S3Store store;
    private final S3Location root;
    private final Duration life;

    /** @param life the time for which a marker counts that nobody has written again */
    SortedObjects(S3Store store, S3Location root, Duration life) {
        this.store = store;
        this.root = root;
        this.life = life;
    }

    S3Location root() {
        return root;
    }

    S3Store store() {
        return store;
    }

    /** Returns the place of a view. */
    S3Location view(Hex64 key) {
        return root.child(List.of(SortedObject.name(key, Kind.VIEW, "")));
    }

    /** Returns a view in the words of messages. */
    Subject subject(Hex64 key, String permission) {
        return new Subject("sorted view " + view(key).quoted(), root.bucket(), permission);
    }

    static String nonce() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }

    /** Lists all objects. */
    SortedListing list() throws IOException {
        return list("");
    }

    /** Lists the objects of a view. */
    SortedListing list(Hex64 key) throws IOException {
        return list(key + ".");
    }

    private SortedListing list(String names) throws IOException {
        return IoFailures.of(() -> pages(names));
    }

    private SortedListing pages(String names) throws IOException {
        Subject subject = new Subject("the sorted views in " + root.quoted(), root.bucket(), "s3:ListBucket");
        int start = root.folderPrefix().length();
        List<SortedObject> objects = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        String token = null;
        Instant now = null;
        int count = 0;
        do {
            ListObjectsV2Response page = store.page(subject, root.folderPrefix() + names, null, token);
            now = now == null ? time(page) : now;
            for (S3Object each : page.contents()) {
                Instant modified = Objects.requireNonNullElse(each.lastModified(), Instant.EPOCH);
                String name = each.key().substring(Math.min(start, each.key().length()));
                SortedObject.parse(name, each.size(), modified).ifPresent(objects::add);
            }
            count += page.contents().size();
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            if (Boolean.TRUE.equals(page.isTruncated()) && (token == null || !tokens.add(token))) {
                throw new IOException(
                        subject.name() + " cannot be listed now: the store gave no token for the next page");
            }
            if (count > MOST_OBJECTS) {
                throw new IOException(subject.name() + " cannot be listed: there are more than "
                        + LogText.count(MOST_OBJECTS, "object") + "; use a prefix that holds nothing else");
            }
        } while (token != null);
        return new SortedListing(now, objects);
    }

    /** Returns the time of an answer, by the clock that also dates the objects. */
    private static Instant time(ListObjectsV2Response page) {
        String date = page.sdkHttpResponse() == null
                ? null
                : page.sdkHttpResponse().firstMatchingHeader("Date").orElse(null);
        Instant given = date(date);
        return given == null ? Clock.system().wallTime() : given;
    }

    private static @Nullable Instant date(@Nullable String text) {
        try {
            return text == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null; // a store without a date in its answers; the times only order uses
        }
    }

    /** Writes a marker, or writes it again. */
    void mark(Hex64 key, Kind kind, String tail) throws IOException {
        S3Location marker = root.child(List.of(SortedObject.name(key, kind, tail)));
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(marker.bucket())
                .key(marker.key())
                .build();
        IoFailures.of(() ->
                store.call(subject(key, "s3:PutObject"), client -> client.putObject(request, RequestBody.empty())));
    }

    /** Removes an object; does nothing if there is none. */
    void remove(Hex64 key, Kind kind, String tail) throws IOException {
        S3Location object = root.child(List.of(SortedObject.name(key, kind, tail)));
        IoFailures.of(() -> store.delete(subject(key, "s3:DeleteObject"), object));
    }

    private void removeAll(List<SortedObject> objects) throws IOException {
        for (SortedObject each : objects) {
            remove(each.key(), each.kind(), each.tail());
        }
    }

    /** Records that a view is used, later than all that are listed. */
    void markUsed(Hex64 key, SortedListing listing) throws IOException {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, listing.nextUse());
        String stamp = HexFormat.of().toHexDigits(micros);
        mark(key, Kind.USED, stamp);
        removeAll(listing.of(key, Kind.USED).stream()
                .filter(each -> each.tail().compareTo(stamp) < 0)
                .toList());
    }

    /** Returns whether a budget is about to remove a view. */
    boolean isLeaving(Hex64 key, SortedListing listing) {
        return listing.has(key, Kind.LEAVING, life);
    }

    /** Returns the bytes that a view may have now: those of a budget, less those of other views that are open. */
    long room(Hex64 key, long maxBytes, SortedListing listing) {
        return maxBytes - listing.bytesOpenBeside(key, life);
    }

    /**
     * Removes views whose use is longest ago until there is room.
     *
     * @param key the view that needs room, in place of one committed before
     * @param bytes its size
     * @throws IOException if there is no room besides views that are open
     */
    void makeRoom(Hex64 key, long bytes, long maxBytes, SortedListing listing) throws IOException {
        removeAll(listing.abandoned(life));
        long held = bytes + listing.bytesBeside(key);
        List<SortedEntry> oldestFirst = listing.entries().stream()
                .filter(entry -> !entry.key().equals(key))
                .sorted(Comparator.comparing(SortedEntry::lastUsed))
                .toList();
        for (SortedEntry entry : oldestFirst) {
            if (held > maxBytes && evict(entry)) {
                held -= entry.sizeBytes();
                LOG.info(
                        "removed the sorted view {} to stay within {}",
                        view(entry.key()).quoted(),
                        LogText.count(maxBytes, "byte"));
            }
        }
        if (held > maxBytes) {
            throw noRoom(maxBytes);
        }
    }

    static IOException noRoom(long maxBytes) {
        return new IOException("there is no room in the budget of " + LogText.count(maxBytes, "byte")
                + " besides the views that are being read");
    }

    /**
     * Removes a view unless it is open. A reader writes its marker and then lists; so does this. The one that comes second
     * sees the other: a reader then does without the view, and this leaves it.
     */
    private boolean evict(SortedEntry entry) throws IOException {
        Hex64 key = entry.key();
        String nonce = nonce();
        mark(key, Kind.LEAVING, nonce);
        try {
            SortedListing now = list(key);
            boolean unused = now.entry(key)
                    .filter(found -> found.lastUsed().equals(entry.lastUsed()))
                    .isPresent();
            if (!unused || now.has(key, Kind.OPEN, life)) {
                return false;
            }
            discard(key, now);
            return true;
        } finally {
            remove(key, Kind.LEAVING, nonce);
        }
    }

    /** Removes a view, and then the times of its uses. */
    void discard(Hex64 key, SortedListing listing) throws IOException {
        remove(key, Kind.VIEW, "");
        removeAll(listing.of(key, Kind.USED));
    }
}
