package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OraclePart.Version;
import org.jspecify.annotations.Nullable;

/**
 * One object as the store describes it.
 *
 * @param location its place
 * @param sizeBytes its size
 * @param etag its entity tag, with or without quotes, or null if the store gives none
 * @param versionId its version id; null if the bucket never had versions, and {@code "null"} for an object that was
 *     stored while versioning was off
 */
record StoredObject(
        S3Location location,
        long sizeBytes,
        @Nullable String etag,
        @Nullable String versionId) {
    private static final String NO_VERSION = "null";

    /** Returns the part, pinned to its version id, which names the same bytes for ever, or else to its entity tag. */
    OraclePart pinned() {
        if (versionId != null && !versionId.isEmpty() && !versionId.equals(NO_VERSION)) {
            return new OraclePart(location.toString(), sizeBytes, new Version(versionId, true));
        }
        String tag = bareTag(etag);
        return new OraclePart(location.toString(), sizeBytes, tag.isEmpty() ? null : new Version(tag, false));
    }

    /** Returns whether the bucket has, or had, versions. */
    boolean versioned() {
        return versionId != null;
    }

    /** Returns an entity tag without its quotes; empty if there is none. */
    static String bareTag(@Nullable String etag) {
        if (etag == null) {
            return "";
        }
        boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}
