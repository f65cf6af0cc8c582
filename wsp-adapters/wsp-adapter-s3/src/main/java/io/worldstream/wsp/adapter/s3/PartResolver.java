package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.Wildcard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects behind one reference, each pinned to the bytes that it has now. For one call; not thread-safe. */
final class PartResolver {
    /** Bounds the memory and time of a listing; far above the parts that the engine takes. */
    private static final int MOST_KEYS = 1_000_000;

    private final S3Store store;
    private final RangeReads reads;
    private final String reference;

    /**
     * @param store the store
     * @param reads runs look-ups in parallel
     * @param reference the reference, for messages
     */
    PartResolver(S3Store store, RangeReads reads, String reference) {
        this.store = store;
        this.reads = reads;
        this.reference = reference;
    }

    /** Returns the object at the location, or all objects beneath it if there is none. */
    List<OraclePart> named(S3Location location) throws IOException {
        requireSpellable(location);
        if (!location.key().isEmpty()) {
            StoredObject object = store.look(subject(location, "s3:GetObject"), location, null);
            if (object != null) {
                return List.of(object.pinned());
            }
        }
        List<StoredObject> found = list(location, location.folderPrefix(), null, key -> true);
        return pinned(found, "names no object and no folder: " + location.quoted());
    }

    /** Returns the objects directly in a folder whose names match. */
    List<OraclePart> matching(S3Location folder, Wildcard pattern) throws IOException {
        requireSpellable(folder.child(List.of(pattern.pattern())));
        int name = folder.folderPrefix().length();
        List<StoredObject> found =
                list(folder, folder.folderPrefix() + pattern.head(), "/", key -> pattern.matches(key.substring(name)));
        return pinned(found, "matches no object in " + folder.quoted());
    }

    private List<StoredObject> list(
            S3Location folder, String prefix, @Nullable String delimiter, Predicate<String> wanted) throws IOException {
        Subject subject = subject(folder, "s3:ListBucket");
        // By key: a listing that changes between two pages may hold a key twice.
        Map<String, StoredObject> found = new HashMap<>();
        Set<String> tokens = new HashSet<>();
        String token = null;
        long keys = 0;
        do {
            ListObjectsV2Response page = store.page(subject, prefix, delimiter, token);
            for (S3Object each : page.contents()) {
                String key = each.key();
                if (!key.startsWith(prefix)) {
                    throw new WspException(
                            ReasonCode.OBJECT_UNREADABLE,
                            reference + " cannot be listed: the store listed " + LogText.quotePath(key)
                                    + ", which does not begin with " + LogText.quotePath(prefix));
                }
                boolean folderMarker = key.endsWith("/") && each.size() == 0;
                if (!folderMarker && wanted.test(key)) {
                    found.put(key, object(folder, each));
                }
            }
            keys += page.contents().size();
            if (keys > MOST_KEYS) {
                throw new WspException(
                        ReasonCode.LIMIT_EXCEEDED,
                        reference + " stands for more than " + MOST_KEYS + " keys; name a narrower folder or pattern");
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            if (Boolean.TRUE.equals(page.isTruncated()) && (token == null || !tokens.add(token))) {
                throw new IOException(reference + " cannot be listed now: the store gave no token for the next page");
            }
        } while (token != null);
        return new ArrayList<>(found.values());
    }

    private StoredObject object(S3Location folder, S3Object listed) {
        S3Location location = new S3Location(folder.bucket(), listed.key());
        if (location.hasSteps()) {
            throw new WspException(
                    ReasonCode.REF_OUT_OF_REACH,
                    reference + " is out of reach: the key " + LogText.quotePath(listed.key())
                            + " has a . or .. segment");
        }
        return new StoredObject(location, listed.size(), listed.eTag(), null);
    }

    /** A listing has no version ids, so where there are versions each object is looked at. */
    private List<OraclePart> pinned(List<StoredObject> listed, String ifNone) throws IOException {
        if (listed.isEmpty()) {
            throw new WspException(ReasonCode.OBJECT_MISSING, reference + " " + ifNone);
        }
        StoredObject first = look(listed.get(0));
        List<StoredObject> objects = listed;
        if (first.versioned() || listed.get(0).etag() == null) {
            objects = reads.inParallel(listed, this::look);
        }
        return objects.stream()
                .map(StoredObject::pinned)
                .sorted(Comparator.comparing(OraclePart::path, CodePointOrder.INSTANCE))
                .toList();
    }

    private StoredObject look(StoredObject listed) throws IOException {
        StoredObject object = store.look(subject(listed.location(), "s3:GetObject"), listed.location(), null);
        if (object == null) {
            throw new WspException(
                    ReasonCode.OBJECT_MISSING,
                    reference + ": " + listed.location().quoted() + " was deleted while it was resolved");
        }
        return object;
    }

    private Subject subject(S3Location location, String permission) {
        return new Subject(reference, location.bucket(), permission);
    }

    /** Keys are UTF-8; a lone surrogate would be sent as another character. */
    private void requireSpellable(S3Location location) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(location.key())) {
            throw new WspException(
                    ReasonCode.OBJECT_MISSING, reference + " does not exist: no key contains a lone surrogate");
        }
    }
}
