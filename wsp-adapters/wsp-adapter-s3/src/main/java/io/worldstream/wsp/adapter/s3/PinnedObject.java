package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object whose bytes are known by their version.
 *
 * @param location its place
 * @param sizeBytes its size
 * @param version its version, or null if the store has none
 * @param subject the object in the words of messages
 */
record PinnedObject(
        S3Location location, long sizeBytes, @Nullable Version version, Subject subject) {
    /**
     * Checks that an answer holds the requested bytes of this version. Not every store honours {@code If-Match}.
     *
     * @throws WspException {@link ReasonCode#CONTENT_DIGEST_MISMATCH} if they are of another version, {@link
     *     ReasonCode#OBJECT_UNREADABLE} if the store ignores ranges
     * @throws IOException if they are others for no reason that the answer gives
     */
    void requireAnswer(GetObjectResponse answer, long first) throws IOException {
        requireVersion(answer.eTag(), answer.versionId());
        ContentRange range = ContentRange.parse(answer.contentRange());
        long total = range != null ? range.total() : answer.contentLength();
        if (range == null && (first > 0 || answer.contentRange() != null)) {
            if (answer.contentRange() == null && total == sizeBytes) {
                throw new WspException(
                        ReasonCode.OBJECT_UNREADABLE,
                        subject.name() + " cannot be read: the store ignores byte ranges");
            }
            throw misplaced(answer);
        }
        if (total != sizeBytes) {
            throw replaced(": it has " + total + " bytes, not " + sizeBytes);
        }
        if (range != null && range.first() != first) {
            throw misplaced(answer);
        }
    }

    /**
     * Checks that the store still has this version of an empty object.
     *
     * @param now the object as it is stored, or null if it is missing
     */
    void requireEmpty(@Nullable StoredObject now) {
        if (now == null) {
            throw new WspException(ReasonCode.OBJECT_MISSING, subject.name() + " does not exist");
        }
        requireVersion(now.etag(), now.versionId());
        if (now.sizeBytes() != 0) {
            throw replaced(": it has " + LogText.count(now.sizeBytes(), "byte") + ", not 0");
        }
    }

    private void requireVersion(@Nullable String etag, @Nullable String versionId) {
        if (version != null) {
            String given = version.immutable() ? versionId : StoredObject.bareTag(etag);
            if (given != null && !given.isEmpty() && !given.equals(version.id())) {
                throw replaced("");
            }
        }
    }

    private IOException misplaced(GetObjectResponse answer) {
        return new IOException(subject.name() + " cannot be read now: the store sent another range than requested, "
                + answer.contentRange());
    }

    private WspException replaced(String how) {
        return new WspException(
                ReasonCode.CONTENT_DIGEST_MISMATCH, subject.name() + " was replaced after it was resolved" + how);
    }
}
