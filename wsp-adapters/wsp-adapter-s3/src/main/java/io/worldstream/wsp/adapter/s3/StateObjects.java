package io.worldstream.wsp.adapter.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Reads small objects whole, and replaces them by compare-and-set over their entity tags.
 *
 * <p>A write whose answer is lost may or may not have happened, or may still happen. So after any answer but success the
 * object is read back, and the write counts as done if its bytes are there. That needs bytes that no other write has:
 * each record carries a random nonce. The nonce also makes each entity tag one of a kind, so that a write that arrives
 * late never finds the state that it expects.
 *
 * <p>Thread-safe; calls block, for at most {@link #CALL} each and a small multiple of it in all.
 */
final class StateObjects {
    /** The permissions that reading takes. */
    static final String READING = "s3:GetObject and s3:ListBucket (without which a missing object is denied too)";

    private static final String WRITING = "s3:PutObject and s3:GetObject";
    private static final String LISTING = "s3:ListBucket";
    private static final Duration ATTEMPT = Duration.ofSeconds(4);
    /** Well below the default term of a lease: a renewal that hangs loses the lease. */
    private static final Duration CALL = Duration.ofSeconds(8);

    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_CONFLICTS = 8;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final AwsRequestOverrideConfiguration BOUNDED = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(CALL)
            .apiCallAttemptTimeout(ATTEMPT)
            .build();

    private final S3Store store;
    private volatile boolean answered;

    StateObjects(S3Store store) {
        this.store = store;
    }

    /** Returns the object, or null if there is none; cut off behind {@value #MOST_BYTES} bytes. */
    @Nullable HeldObject read(StateObject object) throws IOException {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(object.location().bucket())
                .key(object.location().key())
                .overrideConfiguration(BOUNDED)
                .build();
        return call("read " + object, object.location(), READING, client -> {
            try {
                return client.getObject(
                        request,
                        (answer, in) -> new HeldObject(
                                in.readNBytes(MOST_BYTES), Objects.requireNonNullElse(answer.eTag(), "")));
            } catch (AwsServiceException e) {
                if (S3Failures.isMissingObject(e)) {
                    return null;
                }
                throw e;
            }
        });
    }

    /**
     * Replaces an object if it is in a given state.
     *
     * @param tag the entity tag of that state; null if there must be no object
     * @param bytes the new bytes, with a nonce of their own
     * @return the new entity tag, or null if the object was in another state
     * @throws IOException if the object was not replaced; after a lost answer it may still be, unless its state changes
     *     first
     */
    @Nullable String replace(StateObject object, @Nullable String tag, byte[] bytes) throws IOException {
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            Answer answer;
            try {
                answer = put(object, tag, bytes);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                answer = new Answer.Lost(e);
            }
            if (answer instanceof Answer.Written written) {
                return written.tag();
            }
            HeldObject now = readBack(object, answer);
            if (now != null && Arrays.equals(now.bytes(), bytes)) {
                return now.tag();
            } else if (answer instanceof Answer.Refused || !isTag(tag, now)) {
                return null;
            } else if (answer instanceof Answer.Lost lost) {
                throw lost.failure();
            }
        }
        throw new IOException("cannot write " + object + ": the store answered " + CONFLICT + " each time");
    }

    /** The answer to a conditional write. */
    private sealed interface Answer {
        record Written(String tag) implements Answer {}

        /** The object is not in the expected state, perhaps because of an earlier attempt of the same call. */
        record Refused() implements Answer {}

        /** Another write was under way. */
        record Conflict() implements Answer {}

        /** No answer, or one of a server that failed. */
        record Lost(IOException failure) implements Answer {}
    }

    private Answer put(StateObject object, @Nullable String tag, byte[] bytes) throws IOException {
        PutObjectRequest request = request(object)
                .applyMutation(put -> put.ifMatch(tag).ifNoneMatch(tag == null ? "*" : null))
                .build();
        return call("write " + object, object.location(), WRITING, client -> {
            try {
                PutObjectResponse written = client.putObject(request, RequestBody.fromBytes(bytes));
                String now = written.eTag();
                if (now == null || now.isEmpty()) {
                    throw StateFailures.withoutConditionalWrites(object.location(), "it gives no entity tags");
                }
                return new Answer.Written(now);
            } catch (AwsServiceException e) {
                int status = e.statusCode();
                if (status == PRECONDITION_FAILED || (tag != null && S3Failures.isMissingObject(e))) {
                    return new Answer.Refused();
                } else if (status == CONFLICT) {
                    return new Answer.Conflict();
                }
                throw e;
            }
        });
    }

    /** Reads what an unsuccessful write left. */
    private @Nullable HeldObject readBack(StateObject object, Answer answer) throws IOException {
        try {
            return read(object);
        } catch (IOException e) {
            if (answer instanceof Answer.Lost lost) {
                e.addSuppressed(lost.failure());
            }
            throw e;
        }
    }

    private static boolean isTag(@Nullable String tag, @Nullable HeldObject now) {
        if (tag == null || now == null) {
            return tag == null && now == null;
        }
        return StoredObject.bareTag(tag).equals(StoredObject.bareTag(now.tag()));
    }

    /**
     * Lists one page of objects.
     *
     * @param folder a location in words and its place, whose objects have its key and {@code /} as their prefix
     * @param token the token of the page before, or null for the first page
     */
    ListObjectsV2Response page(StateObject folder, @Nullable String token) throws IOException {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(folder.location().bucket())
                .prefix(folder.location().folderPrefix())
                .continuationToken(token)
                .encodingType(EncodingType.URL)
                .overrideConfiguration(BOUNDED)
                .build();
        return call("list " + folder, folder.location(), LISTING, client -> client.listObjectsV2(request));
    }

    /**
     * Writes an object in a way that a store with conditional writes refuses.
     *
     * @param tag an entity tag that the object does not have; null if there must be no object
     * @return whether the write was refused; false also if it was done
     */
    boolean isRefused(StateObject object, @Nullable String tag, byte[] bytes) throws IOException {
        Answer answer = put(object, tag, bytes);
        return answer instanceof Answer.Refused || answer instanceof Answer.Conflict;
    }

    private static PutObjectRequest.Builder request(StateObject object) {
        return PutObjectRequest.builder()
                .bucket(object.location().bucket())
                .key(object.location().key())
                .overrideConfiguration(BOUNDED);
    }

    private <T extends @Nullable Object> T call(
            String what, S3Location location, String permissions, Function<S3Client, T> call) throws IOException {
        try {
            T answer = call.apply(store.client());
            answered = true;
            return answer;
        } catch (SdkException e) {
            answered |= e instanceof AwsServiceException;
            throw StateFailures.of(what, location, permissions, e, answered, store.name());
        }
    }
}
