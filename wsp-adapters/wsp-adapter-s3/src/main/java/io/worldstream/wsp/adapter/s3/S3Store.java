package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.OraclePart.Version;
import io.worldstream.wsp.api.WspException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Calls to the store, whose failures are what {@link S3Failures} makes of them: an {@link IOException} if they may pass,
 * a {@link WspException} if they are final. Thread-safe; calls block, for a bounded time.
 */
final class S3Store implements Closeable {
    private static final int INVALID_RANGE = 416;
    private static final Duration WHOLE_ATTEMPT = Duration.ofMinutes(2);
    private static final Duration WHOLE_CALL = Duration.ofMinutes(5);

    private final S3Client client;
    private final boolean owned;
    private final String name;
    private volatile boolean answered;

    /**
     * @param client makes the calls
     * @param owned whether to close it with this store
     * @param name the store in the words of messages; empty if it has no name
     */
    S3Store(S3Client client, boolean owned, String name) {
        this.client = client;
        this.owned = owned;
        this.name = name;
    }

    /**
     * Looks at an object by reading its first byte: unlike the answer to a HEAD, that to a failed GET says why.
     *
     * @param pin the version to look at, or null for the latest
     * @return the object, or null if there is none of that key
     */
    @Nullable StoredObject look(Subject subject, S3Location object, @Nullable Version pin) throws IOException {
        try (ResponseInputStream<GetObjectResponse> in = client.getObject(get(object, pin, 0, 0))) {
            answered = true;
            in.abort();
            GetObjectResponse answer = in.response();
            ContentRange range = ContentRange.parse(answer.contentRange());
            long size = range == null ? answer.contentLength() : range.total();
            return new StoredObject(object, size, answer.eTag(), answer.versionId());
        } catch (AwsServiceException e) {
            answered = true;
            if (S3Failures.isMissingObject(e)) {
                return null;
            } else if (e.statusCode() == INVALID_RANGE) {
                return head(subject, object, pin);
            }
            throw S3Failures.of(subject, e, true, name);
        } catch (SdkException e) {
            throw S3Failures.of(subject, e, answered, name);
        }
    }

    /** An empty object has no first byte. */
    private @Nullable StoredObject head(Subject subject, S3Location object, @Nullable Version pin) throws IOException {
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(object.bucket()).key(object.key());
        if (pin != null) {
            request = pin.immutable() ? request.versionId(pin.id()) : request.ifMatch(quoted(pin));
        }
        HeadObjectRequest built = request.build();
        HeadObjectResponse answer = call(subject, client -> {
            try {
                return client.headObject(built);
            } catch (AwsServiceException e) {
                if (e.statusCode() == 404) {
                    return null;
                }
                throw e;
            }
        });
        return answer == null
                ? null
                : new StoredObject(object, answer.contentLength(), answer.eTag(), answer.versionId());
    }

    /**
     * Starts to read a range of an object. The caller closes or aborts the stream.
     *
     * @param pin the version to read, or null for the latest
     * @param first the position of the first byte
     * @param last the position of the last byte
     */
    ResponseInputStream<GetObjectResponse> read(
            Subject subject, S3Location object, @Nullable Version pin, long first, long last) throws IOException {
        return call(subject, client -> client.getObject(get(object, pin, first, last)));
    }

    /**
     * Lists one page of keys.
     *
     * @param prefix the prefix that all keys have
     * @param delimiter {@code "/"} to leave out what lies in folders beneath the prefix, or null
     * @param token the token of the page before, or null for the first page
     */
    ListObjectsV2Response page(Subject subject, String prefix, @Nullable String delimiter, @Nullable String token)
            throws IOException {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(subject.bucket())
                .prefix(prefix)
                .delimiter(delimiter)
                .continuationToken(token)
                // XML cannot hold every character of a key.
                .encodingType(EncodingType.URL)
                .build();
        return call(subject, client -> client.listObjectsV2(request));
    }

    /**
     * Reads a whole object.
     *
     * @param maxBytes the greatest size that is read
     * @return its bytes, or null if there is none of that key
     */
    byte @Nullable [] readAll(Subject subject, S3Location object, int maxBytes) throws IOException {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .overrideConfiguration(S3Store::whole)
                .build();
        return call(subject, client -> {
            try {
                return client.getObject(request, (answer, in) -> {
                    if (answer.contentLength() > maxBytes) {
                        throw SdkClientException.create("it has more than " + maxBytes + " bytes");
                    }
                    byte[] bytes = in.readNBytes(Math.toIntExact(answer.contentLength()));
                    if (bytes.length < answer.contentLength()) {
                        throw new IOException("the answer ends after " + bytes.length + " bytes");
                    }
                    return bytes;
                });
            } catch (AwsServiceException e) {
                if (S3Failures.isMissingObject(e)) {
                    return null;
                }
                throw e;
            }
        });
    }

    /** Stores an object in place of the one that has the key: atomically, as every PUT of S3. */
    PutObjectResponse write(Subject subject, S3Location object, RequestBody body) throws IOException {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .overrideConfiguration(S3Store::whole)
                .build();
        return call(subject, client -> client.putObject(request, body));
    }

    /** Deletes an object; does nothing if there is none of that key. */
    DeleteObjectResponse delete(Subject subject, S3Location object) throws IOException {
        DeleteObjectRequest request = DeleteObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .build();
        return call(subject, client -> client.deleteObject(request));
    }

    /** Allows a call that carries a whole object, or a large part of one, more time than one for its first byte. */
    static void whole(AwsRequestOverrideConfiguration.Builder override) {
        override.apiCallAttemptTimeout(WHOLE_ATTEMPT).apiCallTimeout(WHOLE_CALL);
    }

    private static GetObjectRequest get(S3Location object, @Nullable Version pin, long first, long last) {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .range("bytes=" + first + "-" + last);
        if (pin != null) {
            request = pin.immutable() ? request.versionId(pin.id()) : request.ifMatch(quoted(pin));
        }
        return request.build();
    }

    private static String quoted(Version tag) {
        return tag.id().startsWith("W/") ? tag.id() : '"' + tag.id() + '"';
    }

    /** Makes a call of another kind. */
    <T extends @Nullable Object> T call(Subject subject, Function<S3Client, T> call) throws IOException {
        try {
            T answer = call.apply(client);
            answered = true;
            return answer;
        } catch (AwsServiceException e) {
            answered = true;
            throw S3Failures.of(subject, e, true, name);
        } catch (SdkException e) {
            throw S3Failures.of(subject, e, answered, name);
        }
    }

    /** Returns the store in the words of messages; empty if it has no name. */
    String name() {
        return name;
    }

    /** Returns the client, for calls whose failures mean something else than those of reading. */
    S3Client client() {
        return client;
    }

    @Override
    public void close() {
        if (owned) {
            client.close();
        }
    }
}
